# Generated from nbs/audit/40_findings.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.audit.findings import counterfactual_findings, decide, decided, error_clusters, finding, gap_findings, read_attributes, read_decisions
from tinyemo.core import write_json


def test_attributes():
    with tempfile.TemporaryDirectory() as d:
        Path(d, 'm.csv').write_text('path,age,größe\nx/a.png,old,groß\nx/b.png,,klein\n', encoding='utf-8')
        test_eq(read_attributes(f'{d}/m.csv', ['b.png', 'x/a.png', 'c']), {'age': [None, 'old', None], 'größe': ['klein', 'groß', None]})
        test_fail(lambda: read_attributes(f'{d}/m.csv', ['z']), contains='none of 1 images is in')
        Path(d, 'n.csv').write_text('file\na')
        test_fail(lambda: read_attributes(f'{d}/n.csv', ['a']), contains='has no column path')


def test_in_words():
    rows = [{'group': 'skin = dark', 'images': 90, 'quantity': 'says anger', 'gap': .12, 'low': .05, 'high': .2, 'z': 5., 'p_max': .001}, {'group': 'skin = dark, hat = yes', 'images': 40, 'quantity': 'says anger', 'gap': .13,
            'low': .02, 'high': .2, 'z': 3., 'p_max': .03}, {'group': 'hat = no', 'images': 90, 'quantity': 'accuracy', 'gap': -.1, 'low': -.2, 'high': 0, 'z': -2., 'p_max': .4}]
    (f,) = gap_findings(rows)
    test_eq(f['text'], 'Where skin is dark, the share of answers anger is 12.0 points higher than in the other images of the same label (90 images).')
    test_eq(f['id'], gap_findings(rows)[0]['id'])
    shift = {'change': 'skin: light → dark', 'pairs': 50, 'flipped': .2, 'emotion': 'anger', 'shift': .08, 'shift_low': .05, 'shift_high': .1, 'p_max': .002}
    counterfactual_findings([shift, shift | {'p_max': .5}])[0]['text']


def test_where_errors_gather():
    rng = np.random.default_rng(0)
    y, where = rng.integers(0, 2, 300), np.arange(300) < 40
    x = rng.normal(size=(300, 8)) + 4*where[:, None]*np.eye(8)[0]
    p = np.where((y == 0) ^ where, 1, 0)[:, None]*[.9-.1, -.8] + [.1, .9]
    top = error_clusters(x, p, y, ['joy', 'fear'], {'hat': np.where(where, 'yes', 'no').tolist()}, clusters=2)
    test_eq(sum(c['images'] for c in top), 40)
    test_eq(top[0]['over'][0][0], 'hat = yes')
    test_eq(error_clusters(x, np.eye(2)[y], y, ['joy', 'fear'], {}), [])


def test_decisions():
    findings = [finding('gap', 'a', 'A.', .1, .05, .2, .01), finding('gap', 'b', 'B.', .1, .05, .2, .01)]
    with tempfile.TemporaryDirectory() as d:
        test_eq(decide(f'{d}/d.jsonl', {findings[0]['id']: ('artefact', 'the label is wrong'), 'gone': ('real', '')}), 2)
        write_json({'decisions': [{'id': findings[0]['id'], 'decision': 'real', 'note': ''}, {'id': findings[1]['id'], 'decision': None}]}, f'{d}/saved.json')
        test_eq(decide(f'{d}/d.jsonl', f'{d}/saved.json'), 2)
        now, gone = decided(findings, read_decisions(f'{d}/d.jsonl'))
        test_fail(lambda: decide(f'{d}/d.jsonl', {'x': ('maybe', '')}), contains='real, artefact, unsure')
    test_eq(([f['decision'] for f in now], [g['id'] for g in gone]), (['real', None], ['gone']))
