# Generated from nbs/evaluation/62_comparison.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from dataclasses import replace
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.core import data_path
from tinyemo.evaluation.comparison import compare_rows, paired_tests
from tinyemo.evaluation.rows import row_of
from tinyemo.evaluation.tables import read_rows
from tinyemo.html import Rows
from tinyemo.images.features import FeatureSet
from tinyemo.images.taxonomy import EKMAN
from tinyemo.metrics import softmax


def test_paired_tests():
    rows = read_rows(data_path('results', 'evaluate.jsonl'))
    tests = paired_tests(rows)
    assert all(t.p_holm >= t.p for t in tests)
    against_best = Rows(t for t in tests if t.a == 'best')
    surely = {t.b for t in against_best if t.p_holm < .05}
    test_eq(surely, {'nearest neighbours', 'softmax head'})


def test_edge_cases():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 6, 300)
    about = {'encoder': 'toy', 'dataset': 'Emotion6', 'split': 'test'}
    fs = FeatureSet(rng.normal(size=(300, 4)), y, [str(i) for i in range(300)], EKMAN.labels, about)

    def guess(strength, seed): return softmax(strength*np.eye(6)[y] + np.random.default_rng(seed).normal(size=(300, 6)))

    probe = 'linear probe', '5-fold cross-validation'
    rows = [row_of(fs, guess(3, 1), 'ours', 'zero-shot', draws=100), row_of(fs, guess(2, 2), *probe, draws=100)]
    tests = paired_tests(rows)
    test_eq([(t['a'], t['b']) for t in tests], [('ours', 'linear probe')])
    assert tests[0]['high'] < 0 and tests[0]['p'] == tests[0]['p_holm'] < .01
    which = np.packbits(np.arange(300) < 100).tobytes().hex() # a model that has seen the first hundred
    unseen = {'n': 200, 'top1': {'value': .5, 'low': .4, 'high': .6}}
    knows = rows[0] | {'kind': 'same data set', 'seen': {'unseen': unseen, 'which': which}}
    a, b = guess(3, 1).argmax(1) == y, guess(2, 2).argmax(1) == y
    test_close(paired_tests([knows, rows[1]])[0]['difference'], b[100:].mean() - a[100:].mean())
    test_eq(compare_rows([knows], [rows[1]])[0]['top-1 a'], .5)
    older = knows | {'seen': {'unseen': unseen}} # which ones it has seen is not told
    test_eq((len(paired_tests([older, rows[1]])), compare_rows([older], [rows[1]])[0]['p']), (0, None))
    test_fail(lambda: compare_rows([knows | {'seen': {'which': 'zz'}}], rows), contains='are damaged')
    moved = replace(fs, features=fs.features+1)
    later = [row_of(fs, guess(4, 1), 'ours', 'zero-shot', draws=10), row_of(moved, guess(2, 2), *probe, draws=10)]
    changes = compare_rows(rows, later)
    test_eq([(r['a'], r['b']) for r in changes], [('ours', 'ours'), ('linear probe', 'linear probe')])
    assert changes[0]['low'] > 0 and changes[0]['p_holm'] < .01
    assert changes[1]['p'] is None and changes[1]['difference'] == 0
    test_eq(len(compare_rows(rows[:1], [later[1]])), 1)
    test_fail(lambda: compare_rows(rows, [later[0] | {'dataset': 'fi'}]), contains='no data set is in both')
    test_fail(lambda: compare_rows(rows, [later[0] | {'right': 'zz'}]), contains='are damaged')
