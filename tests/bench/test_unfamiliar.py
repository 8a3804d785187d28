# Generated from nbs/bench/06_unfamiliar.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
import tempfile
from fastcore.test import test_eq, test_fail
from tinyemo.bench.unfamiliar import _auroc, _false_alarms, _of_photographs, bench_pictures, themes, unfamiliar_bench, unfamiliar_figures
from tinyemo.html import Rows
from tinyemo.images.features import FeatureSet
from tinyemo.images.fingerprints import unit
from tinyemo.images.photographs import sample_photographs


def test_pictures():
    test_eq(themes(['Cat 12.jpg', 'a/Cat_3.jpg', 'Fireworks1.png']).tolist(), ['cat', 'cat', 'fireworks'])
    [*sample_photographs()][:3]


def test_one_test():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 30)) + 2
    found = unfamiliar_figures(x[:200], x[200:], rng.normal(size=(100, 30)), None)
    assert found['low'] <= found['auroc'] <= found['high'] and found['auroc'] > .99 and found['false_alarms'] <= .05
    test_eq(_auroc(np.array([0., 1, 1]), np.array([1.])), 2/3) # of three comparisons one won, two drawn


@pytest.mark.slow
def test_both_ways_slow():
    with tempfile.TemporaryDirectory() as d:
        few = bench_pictures(d, faces={'train-mild': 60, 'test-mild': 20}, n=10)
        found = unfamiliar_bench(d, encoders=('lite0',), kinds=few)
    test_eq([r['tested with'] for r in found['rows']], ['photographs', 'noise', 'screens'])
    assert all(float(r['AUROC'].split()[0]) > .95 for r in found['rows'])
    Rows(found['rows'])


def test_edge_cases():
    seen = {'photographs': np.random.default_rng(0).normal(size=(6, 9))}
    three = themes(['a1', 'a2', 'b1', 'b2', 'c1', 'c2'])
    test_fail(lambda: list(_of_photographs(seen, three, 'lite0')), contains='3 themes')
    test_eq(_auroc(np.zeros(5), np.zeros(5)), .5)
    test_eq(_auroc(np.zeros(2), np.ones(2)), 1.)
    x, ids = unit(np.random.default_rng(0).normal(size=(200, 12))), [str(i) for i in range(200)]
    clouds = FeatureSet(x, np.zeros(200, int), ids, ('a',), {'encoder': 'toy', 'dataset': 'clouds'})
    assert float(_false_alarms(clouds)['false alarms %'].split()[0]) < 8
