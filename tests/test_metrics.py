# Generated from nbs/01_metrics.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
import sklearn.metrics as skm
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.figures import OKABE_ITO
from tinyemo.metrics import bootstrap_ci, checked, checked_probs, confusion, macro_f1, per_class, per_class_recall, percentile_interval, resamples, softmax, top1, topk


def test_probabilities():
    test_close(softmax([[0, np.log(3)]]), [[.25, .75]])
    {temperature: softmax([1., 2., 3.], temperature).round(3).tolist() for temperature in (.5, 1, 2, 100)}


def test_scores_and_labels_that_fit():
    test_fail(lambda: checked_probs([[.9, .1], [.2, .8]], [0, 2]), contains='labels run from 0 to 2: allowed are 0 to 1')
    p, y = checked_probs([[.9, .1], [.2, .8]], [0, 1])


def test_accuracy():
    scores = np.array([[.5, .3, .2], [.1, .2, .7], [.4, .4, .2]])
    labels = [1, 0, 2]
    test_eq([topk(scores, labels, k) for k in (1, 2, 3)], [0, 1/3, 1])
    {f'top-{k}': round(topk(scores, labels, k), 3) for k in (1, 2, 3)}
    rng = np.random.default_rng(0)
    s = rng.normal(size=(200, 8))
    y = rng.integers(0, 8, 200)
    ours = top1(s, y), topk(s, y, 2)
    theirs = skm.accuracy_score(y, s.argmax(1)), skm.top_k_accuracy_score(y, s, k=2)
    test_close(ours, theirs, eps=1e-12)


def test_classes():
    pred, labels = [0, 1, 1, 2], [0, 0, 1, 1]
    test_eq(confusion(pred, labels, 3), [[1, 1, 0], [0, 1, 1], [0, 0, 0]])
    test_close(macro_f1(pred, labels, 3), (2/3 + 1/2)/2)
    per_class(confusion(pred, labels, 3))


def test_intervals():
    rng = np.random.default_rng(0)
    loss, tokens = rng.gamma(2, 20, 80), rng.integers(10, 60, 80)
    drawn = [w@loss/(w@tokens) for w in resamples(80)]
    low, high = percentile_interval(drawn)
    assert low < loss.sum()/tokens.sum() < high
    fig, ax = plt.subplots(figsize=(4, 3), layout='constrained')
    ax.hist(drawn, 30, color=OKABE_ITO[5])
    for x in (low, high):
        ax.axvline(x, linestyle=':', color='.3')
    ax.set(xlabel='loss a token', ylabel='resamples of 1000');
    right = np.arange(594) < 451
    low, high = bootstrap_ci(right, 4000)
    se = np.sqrt(right.mean()*(1-right.mean())/594)
    test_close([low, high], [right.mean()-1.96*se, right.mean()+1.96*se], eps=.003)
    round(low, 3), round(high, 3)


def test_edge_cases():
    test_close(softmax([1000., 1000., -1000.]), [.5, .5, 0])
    test_close(softmax([[1., 2., 3.]], 1e6), [[1/3]*3], eps=1e-5)
    test_close(softmax([[1., 2.]]), softmax([[101., 102.]]))
    test_close(softmax([0., -np.inf]), [1, 0])
    test_fail(lambda: softmax([[1., 2.]], 0), contains='temperature 0 given')
    for bad in ([np.nan, 2.], [np.inf, 2.], [-np.inf, -np.inf]):
        test_fail(lambda: softmax([[0., 1.], bad]), contains='logits hold NaN')
    good = [[.9, .1], [.2, .8]]
    broken = [[np.nan, 1.], [.5, .5]]
    test_fail(lambda: checked_probs(broken, [0, 1]), contains='1 of 2 rows hold NaN or infinity, the first in row 0')
    test_fail(lambda: checked_probs(good, [0]), contains='1 labels for 2 rows')
    test_fail(lambda: checked_probs(good, [0, 2]), contains='labels run from 0 to 2: allowed are 0 to 1')
    test_fail(lambda: checked_probs(good, [0, -1]), contains='labels run from -1 to 0')
    test_fail(lambda: checked_probs(good, ['joy', 'awe']), contains='give integer ids')
    test_fail(lambda: checked([], []), contains='n at least 1')
    test_fail(lambda: checked(np.zeros((0, 3)), []), contains='n at least 1')
    test_fail(lambda: checked_probs([[2., 5.]], [0]), contains='not probabilities')
    scores = np.array([[.5, .3, .2], [.1, .2, .7], [.4, .4, .2]])
    test_eq(top1(scores, [0, 1, 1]), 1/3)
    test_eq(topk(scores, [0, 1, 1], 2), 1)
    test_eq(topk(scores, [1, 0, 2], 2), 1/3)
    test_eq([topk(scores, [2, 0, 2], k) for k in (1, 2, 3, 9)], [0, 0, 1, 1])
    test_eq(top1(np.ones((4, 3)), [0, 1, 2, 0]), topk(np.ones((4, 3)), [0, 1, 2, 0], 1))
    test_fail(lambda: topk(scores, [0, 1, 1], 0), contains='at least one guess')
    rng = np.random.default_rng(0)
    for k in (2, 3, 8, 25):
        s = rng.normal(size=(200, k))
        y = rng.integers(0, k, 200)
        test_close(top1(s, y), skm.accuracy_score(y, s.argmax(1)), eps=1e-12)
        if k > 2:
            test_close(topk(s, y, 2), skm.top_k_accuracy_score(y, s, k=2, labels=range(k)), eps=1e-12)
        test_eq(topk(s, y, 2), topk(np.exp(s)*7, y, 2))
    pred, labels = [0, 1, 1, 2], [0, 0, 1, 1]
    test_eq(confusion(pred, labels, 3), [[1, 1, 0], [0, 1, 1], [0, 0, 0]])
    test_eq(per_class_recall(pred, labels, 3)[:2].tolist(), [.5, .5])
    assert np.isnan(per_class_recall(pred, labels, 3)[2])
    test_close(macro_f1(pred, labels, 3), (2/3 + 1/2)/2)
    test_eq(macro_f1([1, 1], [0, 0], 2), 0)
    test_eq(macro_f1([0], [0], 5), 1)
    test_fail(lambda: confusion([0, 3], [0, 1], 3), contains='predictions run from 0 to 3')
    rng = np.random.default_rng(1)
    for n, k, seen in [(300, 6, 6), (40, 25, 25), (50, 8, 3), (1, 2, 1), (30, 4, 1)]:
        y = rng.integers(0, seen, n)
        p = rng.integers(0, k, n)
        new = rng.permutation(k)
        test_eq(confusion(p, y, k), skm.confusion_matrix(y, p, labels=range(k)))
        there = np.unique(y)
        test_close(macro_f1(p, y, k), skm.f1_score(y, p, labels=there, average='macro', zero_division=0), eps=1e-12)
        test_close(per_class_recall(p, y, k)[there], skm.recall_score(y, p, labels=there, average=None), eps=1e-12)
        test_close(macro_f1(new[p], new[y], k), macro_f1(p, y, k), eps=1e-12)
    right = np.arange(594) < 451
    lo, hi = bootstrap_ci(right, 4000)
    se = np.sqrt(right.mean()*(1-right.mean())/594)
    test_close([lo, hi], [right.mean()-1.96*se, right.mean()+1.96*se], eps=.003)
    jittered = right + np.linspace(-1e-9, 1e-9, 594)
    test_close(bootstrap_ci(jittered, 4000), [lo, hi], eps=.003)
    test_eq(bootstrap_ci(right, seed=5), bootstrap_ci(right[::-1], seed=5))
    test_eq(bootstrap_ci([1, 1, 1]), [1, 1])
    assert bootstrap_ci(right, level=.5)[0] > lo
    test_fail(lambda: bootstrap_ci([]), contains='at least one finite number')
    test_fail(lambda: bootstrap_ci([1.], level=95), contains='level between 0 and 1')
    test_fail(lambda: bootstrap_ci([1.], 0), contains='at least one')
    jagged = np.random.default_rng(0).normal(size=50)
    naive = jagged[np.random.default_rng(7).integers(0, 50, (300, 50))].mean(1)
    test_close(bootstrap_ci(jagged, 300, 7), np.quantile(naive, [.025, .975]), eps=1e-12)
    test_eq([(len(w), w.sum()) for w in resamples(5, 3)], [(5, 5)]*3)
    test_eq(next(resamples(9, seed=4)), next(resamples(9, seed=4)))
    test_eq(percentile_interval([[0, np.nan], [1, np.nan], [np.nan, np.nan]], .5)[:, 0], [.25, .75])
    assert np.isnan(percentile_interval([[0, np.nan], [1, np.nan]])[:, 1]).all()
