# Generated from nbs/bench/27_prefer.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pytest
from fastcore.test import test_close, test_eq
from tempfile import TemporaryDirectory
from tinyemo.bench.prefer import answer_figures, gain, prefer_bench


def test_figures_of_answers():
    def row(true, false, label, text):
        return {'answers': [{'text': text, 'true': true, 'false': false, 'words': 4, 'label': label}]}
    rows = [row(3, 0, 'joy', 'it smiles at me'), row(1, 2, 'fear', 'it weeps and waits')]
    found = answer_figures(rows, ['joy', 'joy'])
    test_close((found['true statements'], found['none false'], found['right label']), (4/6, .5, .5))
    test_eq(found['true, 95 %'], [.3333, 1.])


def test_the_difference():
    def row(true, false):
        return {'answers': [{'true': true, 'false': false}]}
    test_eq(gain([row(1, 1)]*4, [row(1, 1)]*4), {'gain': 0., 'gain, 95 %': [0., 0.]})
    found = gain([row(1, 1)]*4, [row(2, 0)]*4)
    test_eq(found, {'gain': .5, 'gain, 95 %': [.5, .5]})


@pytest.mark.slow
def test_the_bench_slow():
    with TemporaryDirectory() as d: # everything once, far too small to tell anything
        found = prefer_bench(d, pictures=8, held=2, temperature=1.4, say=lambda *lines: None, steps=1)
    test_eq([row['model'] for row in found['rows']], ['before']*2 + ['after, seed 0']*2)
