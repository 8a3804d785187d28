# Generated from nbs/01_metrics.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.metrics import _probs, bootstrap_ci, brier, checked, classification_report, confusion, ece, fit_temperature, macro_f1, nll, per_class_recall, reliability_bins, softmax, top1, topk


def test_probabilities():
    test_close(softmax([[0, np.log(3)]]), [[.25, .75]])
    test_close(softmax([1000., 1000., -1000.]), [.5, .5, 0])
    test_close(softmax([[1., 2., 3.]], 1e6), [[1/3]*3], eps=1e-5)
    test_close(softmax([[1., 2.]]), softmax([[101., 102.]]))
    test_fail(lambda: softmax([[1., 2.]], 0), contains='temperature 0 given')
    test_fail(lambda: softmax([[np.nan, 2.]]), contains='logits hold NaN')
    softmax([[1., 2., 3.]], .5).round(3)
    good = [[.9, .1], [.2, .8]]
    test_fail(lambda: _probs([[np.nan, 1.], [.5, .5]], [0, 1]), contains='1 of 2 rows hold NaN or infinity, the first in row 0')
    test_fail(lambda: _probs(good, [0]), contains='1 labels for 2 rows')
    test_fail(lambda: _probs(good, [0, 2]), contains='labels run from 0 to 2: allowed are 0 to 1')
    test_fail(lambda: _probs(good, [0, -1]), contains='labels run from -1 to 0')
    test_fail(lambda: _probs(good, ['joy', 'awe']), contains='give integer ids')
    test_fail(lambda: checked([], []), contains='n at least 1')
    test_fail(lambda: checked(np.zeros((0, 3)), []), contains='n at least 1')
    test_fail(lambda: _probs([[2., 5.]], [0]), contains='not probabilities')


def test_accuracy():
    scores = np.array([[.5, .3, .2], [.1, .2, .7], [.4, .4, .2]])
    test_eq(top1(scores, [0, 1, 1]), 1/3)
    test_eq(topk(scores, [0, 1, 1], 2), 1)
    test_eq(topk(scores, [1, 0, 2], 2), 1/3)
    test_eq([topk(scores, [2, 0, 2], k) for k in (1, 2, 3, 9)], [0, 0, 1, 1])
    test_eq(top1(np.ones((4, 3)), [0, 1, 2, 0]), topk(np.ones((4, 3)), [0, 1, 2, 0], 1))
    test_fail(lambda: topk(scores, [0, 1, 1], 0), contains='at least one guess')
    from sklearn.metrics import accuracy_score, top_k_accuracy_score

    rng = np.random.default_rng(0)
    for k in (2, 3, 8, 25):
        s = rng.normal(size=(200, k))
        y = rng.integers(0, k, 200)
        test_close(top1(s, y), accuracy_score(y, s.argmax(1)), eps=1e-12)
        if k > 2:
            test_close(topk(s, y, 2), top_k_accuracy_score(y, s, k=2, labels=range(k)), eps=1e-12)
        test_eq(topk(s, y, 2), topk(np.exp(s)*7, y, 2))


def test_classes():
    pred, labels = [0, 1, 1, 2], [0, 0, 1, 1]
    test_eq(confusion(pred, labels, 3), [[1, 1, 0], [0, 1, 1], [0, 0, 0]])
    test_eq(per_class_recall(pred, labels, 3)[:2].tolist(), [.5, .5])
    assert np.isnan(per_class_recall(pred, labels, 3)[2])
    test_close(macro_f1(pred, labels, 3), (2/3 + 1/2)/2)
    test_eq(macro_f1([1, 1], [0, 0], 2), 0)
    test_eq(macro_f1([0], [0], 5), 1)
    test_fail(lambda: confusion([0, 3], [0, 1], 3), contains='predictions run from 0 to 3')
    import sklearn.metrics as skm

    rng = np.random.default_rng(1)
    for n, k, seen in [(300, 6, 6), (40, 25, 25), (50, 8, 3), (1, 2, 1), (30, 4, 1)]:
        y, p, new = rng.integers(0, seen, n), rng.integers(0, k, n), rng.permutation(k)
        test_eq(confusion(p, y, k), skm.confusion_matrix(y, p, labels=range(k)))
        there = np.unique(y)
        test_close(macro_f1(p, y, k), skm.f1_score(y, p, labels=there, average='macro', zero_division=0), eps=1e-12)
        test_close(per_class_recall(p, y, k)[there], skm.recall_score(y, p, labels=there, average=None), eps=1e-12)
        test_close(macro_f1(new[p], new[y], k), macro_f1(p, y, k), eps=1e-12)


def test_calibration():
    probs = [[.8, .2], [.8, .2], [.6, .4], [.6, .4]]
    labels = [0, 1, 0, 0]
    test_close(ece(probs, labels, 10), .35)
    test_close(ece(probs, labels, 1), abs(.75-.7))
    test_eq(reliability_bins(probs, labels, 5)['count'], [0, 0, 2, 2, 0])
    test_eq(ece([[1., 0.], [0., 1.]], [0, 1]), 0)
    test_eq(ece([[1., 0.], [0., 1.]], [1, 0]), 1)
    test_close(nll([[.5, .5]], [1]), np.log(2))
    test_close(brier([[.5, .5]], [1]), .5)
    test_eq(brier([[0., 1.]], [0]), 2)
    assert nll([[0., 1.]], [0]) < 40

    from sklearn.metrics import brier_score_loss, log_loss

    rng = np.random.default_rng(2)
    for n, k in [(200, 3), (30, 25), (1, 4)]:
        p = rng.dirichlet(np.ones(k), n)
        y = rng.integers(0, k, n)
        test_close(nll(p, y), log_loss(y, p, labels=range(k)), eps=1e-9)
        test_close(brier(p, y), brier_score_loss(y, p, labels=range(k), scale_by_half=False), eps=1e-9)
        b, naive = reliability_bins(p, y), 0.
        for lo, hi in zip(b['lower'], b['upper']):
            inside = (p.max(1) > lo) & (p.max(1) <= hi)
            if inside.any():
                naive += inside.mean()*abs((p.argmax(1) == y)[inside].mean() - p.max(1)[inside].mean())
        test_close(ece(p, y), naive, eps=1e-9)


def test_temperature():
    rng = np.random.default_rng(3)
    z = rng.normal(size=(5000, 4))*2
    y = (softmax(z).cumsum(1) < rng.random((5000, 1))).sum(1).clip(0, 3)
    t = fit_temperature(z, y)
    test_close(t, 1, eps=.05)
    test_close(fit_temperature(z*7, y), 7*t, eps=1e-3)
    test_close(fit_temperature(z*.02 + rng.normal(size=(5000, 1)), y), .02*t, eps=1e-5)
    assert nll(softmax(z, t), y) <= min(nll(softmax(z, t*f), y) for f in (.8, .95, 1.05, 1.25))
    test_eq(fit_temperature(np.ones((3, 2)), [0, 1, 0]), 1)
    over = softmax(z*3)
    {'before': round(ece(over, y), 3), 'after': round(ece(softmax(z*3, fit_temperature(z*3, y)), y), 3)}


def test_intervals():
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
    round(lo, 3), round(hi, 3)


def test_the_report():
    import json

    probs = np.array([[.7, .2, .1], [.6, .3, .1], [.1, .8, .1], [.3, .3, .4]])
    report = classification_report(probs, [0, 1, 1, 1], ['awe', 'fear', 'joy'])
    test_eq(list(report), 'n top1 ci95 top2 macro_f1 ece nll brier per_class confusion'.split())
    test_eq(report['per_class']['fear'], dict(recall=1/3, precision=1., f1=.5, support=3))
    test_eq(report['per_class']['joy'], dict(recall=None, precision=None, f1=None, support=0))
    test_close(report['macro_f1'], (2/3+1/2)/2)
    test_eq(report['top2'], .75)
    test_eq(json.loads(json.dumps(report)), report)
    test_fail(lambda: classification_report(probs, [0, 1, 1, 1], ['awe', 'fear']), contains='2 names for 3 classes')
    {k: v for k, v in report.items() if k not in ('per_class', 'confusion')}
    import time

    rng = np.random.default_rng(4)
    p = rng.dirichlet(np.ones(25), 100_000)
    y = rng.integers(0, 25, 100_000)
    start = time.perf_counter()
    report = classification_report(p, y, list('abcdefghijklmnopqrstuvwxy'))
    assert time.perf_counter()-start < 10
    order = rng.permutation(len(y))
    shuffled = classification_report(p[order], y[order], list(report['per_class']))
    single = classification_report(p.astype(np.float32), y, list(report['per_class']))
    for key in ('top1', 'ci95', 'top2', 'macro_f1', 'nll', 'brier', 'ece'):
        test_close(report[key], shuffled[key], eps=1e-9)
        test_close(report[key], single[key], eps=1e-4)
