# Generated from nbs/evaluation/25_differences.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_close, test_fail
from tinyemo.evaluation.differences import compare, holm, mcnemar
from tinyemo.metrics import softmax


def test_two_tests_of_luck():
    a = np.array([1]*9 + [0], bool)
    b = np.array([0]*8 + [1, 1], bool)
    test_close(mcnemar(a, b), 2*(1+9)/2**9) # 8 against 1
    test_close(holm([.01, .04, .03]), [.03, .06, .06])
    mcnemar(a, b), holm([.01, .04, .03])


def test_every_pair_of_models():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 600)
    p = softmax(2*np.eye(3)[y] + rng.normal(size=(600, 3)))
    better = softmax(3*np.eye(3)[y] + rng.normal(size=(600, 3)))
    rows = compare({'better': better, 'plain': p, 'same': p.copy()}, y)
    found, other, none = rows
    assert found.low > 0 and found.p_holm < .01
    half, *_ = compare({'better': better, 'plain': p}, y, level=.5)
    assert found.low < half.low < half.difference < half.high < found.high
    assert none.difference == 0 == none.low and none.p == 1
    assert all(r.p_holm >= r.p for r in rows)


def test_edge_cases():
    y = np.random.default_rng(0).integers(0, 3, 600)
    p = softmax(2*np.eye(3)[y])
    test_fail(lambda: compare({'a': p}, y), contains='takes two')
    test_fail(lambda: compare({'a': p, 'b': p}, y, 'f2'), contains='top1, top2')
    test_fail(lambda: compare({'a': p, 'b': p[:5]}, y), contains='600 labels for 5 rows')
    labels_rng = np.random.default_rng(2)
    def guesser(seed): return softmax(np.random.default_rng(seed).normal(size=(80, 3)))

    pairs = [{'a': guesser(i), 'b': guesser(1000+i)} for i in range(200)]
    alarms = [compare(pair, labels_rng.integers(0, 3, 80), draws=2)[0].p < .05 for pair in pairs]
    assert np.mean(alarms) <= .08
    np.mean(alarms)
