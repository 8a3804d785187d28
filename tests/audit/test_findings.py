# Generated from nbs/audit/40_findings.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
from collections import Counter
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.audit.findings import counterfactual_findings, decide, decided, error_clusters, finding, gap_findings, read_attributes, read_decisions
from tinyemo.figures import OKABE_ITO
from tinyemo.files import write_json
from tinyemo.projector.units import log_odds


def test_attributes():
    table = """path,age,größe
x/a.png,old,groß
x/b.png,,klein
"""
    with tempfile.TemporaryDirectory() as d:
        Path(d, 'm.csv').write_text(table, encoding='utf-8')
        attributes = read_attributes(f'{d}/m.csv', ['b.png', 'x/a.png', 'c'])
    test_eq(attributes, {'age': [None, 'old', None], 'größe': ['klein', 'groß', None]})


def test_in_words():
    dark = {'group': 'skin = dark', 'images': 90, 'quantity': 'says anger', 'gap': .12, 'low': .05, 'high': .2, 'z': 5.,
            'p_max': .001}
    with_hat = dark | {'group': 'skin = dark, hat = yes', 'images': 40, 'gap': .13, 'z': 3., 'p_max': .03}
    no_hat = dark | {'group': 'hat = no', 'quantity': 'accuracy', 'gap': -.1, 'z': -2., 'p_max': .4}
    (f,) = gap_findings([dark, with_hat, no_hat])
    test_eq(f['text'], 'Where skin is dark, the share of answers anger is 12.0 points higher '
                   'than in the other images of the same label (90 images).')
    shift = {'change': 'skin: light → dark', 'pairs': 50, 'flipped': .2, 'emotion': 'anger', 'shift': .08, 'shift_low': .05,
             'shift_high': .1, 'p_max': .002}
    (told,) = counterfactual_findings([shift, shift | {'p_max': .5}])
    assert '20 % of 50 pairs' in told['text'] and told['text'].endswith('+8.0 points.')


def test_where_errors_gather():
    import matplotlib.pyplot as plt

    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 300)
    wrong = np.arange(300) < 40
    features = rng.normal(size=(300, 8)) + 4*wrong[:, None]*np.eye(8)[0]
    answers = np.where(wrong, 1-y, y)
    hat = np.where(wrong, rng.choice(['yes', 'no'], 300, p=[.9, .1]), rng.choice(['yes', 'no'], 300))
    attributes = {'hat': hat.tolist(), 'skin': rng.choice(['light', 'dark'], 300).tolist()}
    top, rest = error_clusters(features, np.eye(2)[answers]*.8+.1, y, ['joy', 'fear'], attributes, clusters=2)
    test_eq(top['images'] + rest['images'], 40)
    def counts(rows):
        return Counter(f'{name} = {values[i]}' for name, values in attributes.items() for i in rows)

    values, ratios, z = zip(*log_odds(counts(np.flatnonzero(wrong)), counts(np.flatnonzero(~wrong))))
    test_eq([value for value, size in zip(values, np.abs(z)) if size > 2], ['hat = yes', 'hat = no'])
    assert ratios[0] > 0 > ratios[-1]
    fig, ax = plt.subplots(figsize=(4, 2.4), layout='constrained')
    ax.barh(values, ratios, xerr=1.96*np.divide(ratios, z), color=OKABE_ITO[0], capsize=2)
    ax.axvline(0, color='.6', linewidth=1)
    ax.invert_yaxis()
    ax.set_xlabel('log-odds ratio, errors against the rest; 95 % interval');


def test_decisions():
    a = finding('gap', 'a', 'A.', .1, .05, .2, .01)
    b = finding('gap', 'b', 'B.', .1, .05, .2, .01)
    with tempfile.TemporaryDirectory() as d:
        path = f'{d}/decisions.jsonl'
        test_eq(decide(path, {a['id']: ('artefact', 'the label is wrong'), 'gone': ('real', '')}), 2)
        now, gone = decided([a, b], read_decisions(path))
    test_eq([f['decision'] for f in now], ['artefact', None])
    test_eq([g['id'] for g in gone], ['gone'])


def test_edge_cases():
    with tempfile.TemporaryDirectory() as d:
        Path(d, 'm.csv').write_text('path,age\nx/a.png,old\n', encoding='utf-8')
        test_fail(lambda: read_attributes(f'{d}/m.csv', ['z']), contains='none of 1 images is in')
        Path(d, 'n.csv').write_text('file\na')
        test_fail(lambda: read_attributes(f'{d}/n.csv', ['a']), contains='has no column path')
        test_fail(lambda: read_attributes(f'{d}/none.csv', ['a']), contains='does not exist')
    row = {'group': 'skin = dark', 'images': 90, 'quantity': 'says anger', 'gap': .12, 'low': .05, 'high': .2, 'z': 5.,
           'p_max': .001}
    test_eq(gap_findings([row])[0]['id'], gap_findings([row | {'gap': .3, 'z': 9.}])[0]['id'])
    test_eq(gap_findings([row | {'gap': .01}]), []) # too small to matter
    assert 'share of texts with “set”' in gap_findings([row | {'quantity': 'mentions set'}])[0]['text']
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 300)
    where = np.arange(300) < 40
    x = rng.normal(size=(300, 8)) + 4*where[:, None]*np.eye(8)[0]
    p = np.where((y == 0) ^ where, 1, 0)[:, None]*[.9-.1, -.8] + [.1, .9]
    top = error_clusters(x, p, y, ['joy', 'fear'], {'hat': np.where(where, 'yes', 'no').tolist()}, clusters=2)
    test_eq(sum(c['images'] for c in top), 40)
    test_eq(top[0]['over'][0][0], 'hat = yes')
    test_eq(len(top[0]['nearest']), 5)
    test_eq(error_clusters(x, np.eye(2)[y], y, ['joy', 'fear'], {}), [])
    a = finding('gap', 'a', 'A.', .1, .05, .2, .01)
    b = finding('gap', 'b', 'B.', .1, .05, .2, .01)
    with tempfile.TemporaryDirectory() as d:
        path = f'{d}/d.jsonl'
        decide(path, {a['id']: ('artefact', 'the label is wrong'), 'gone': ('real', '')})
        saved = [{'id': a['id'], 'decision': 'real', 'note': ''}, {'id': b['id'], 'decision': None}]
        write_json({'decisions': saved}, f'{d}/saved.json')
        test_eq(decide(path, f'{d}/saved.json'), 2)
        now, gone = decided([a, b], read_decisions(path))
        test_fail(lambda: decide(path, {'x': ('maybe', '')}), contains='real, artefact, unsure')
    test_eq(([f['decision'] for f in now], [g['id'] for g in gone]), (['real', None], ['gone']))
