# Generated from nbs/01_metrics.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import matplotlib.pyplot as plt
import numpy as np
import sklearn.metrics as skm
import time
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.figures import OKABE_ITO
from tinyemo.metrics import _probs, bootstrap_ci, brier, calibration_error, checked, classification_report, confusion, ece, ece_reference, fit_temperature, macro_f1, nll, overconfidence, per_class, per_class_recall, percentile_interval, reliability_bins, resamples, softmax, top1, topk


def test_probabilities():
    test_close(softmax([[0, np.log(3)]]), [[.25, .75]])
    {temperature: softmax([1., 2., 3.], temperature).round(3).tolist() for temperature in (.5, 1, 2, 100)}


def test_scores_and_labels_that_fit():
    test_fail(lambda: _probs([[.9, .1], [.2, .8]], [0, 2]), contains='labels run from 0 to 2: allowed are 0 to 1')
    p, y = _probs([[.9, .1], [.2, .8]], [0, 1])


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


def test_calibration():
    probs = [[.8, .2], [.8, .2], [.6, .4], [.6, .4]]
    labels = [0, 1, 0, 0]
    test_close(ece(probs, labels, 10), .35)
    ece(probs, labels, 10)
    rng = np.random.default_rng(0)
    z = 2*rng.normal(size=(3000, 4))
    y = (softmax(z).cumsum(1) < rng.random((3000, 1))).sum(1) # drawn from these probabilities
    over = softmax(2*z) # and stated too boldly
    b = reliability_bins(over, y, 10)
    assert (b['accuracy'][5:] < b['confidence'][5:]).all()
    fig, ax = plt.subplots(figsize=(4, 3), layout='constrained')
    ax.bar(b['lower'], b['accuracy'], .1, align='edge', color=OKABE_ITO[5], edgecolor='white')
    ax.plot([0, 1], [0, 1], ':', color='.3')
    ax.set(xlabel='confidence', ylabel='accuracy', title=f'ECE {ece(over, y, 10):.3f}');
    test_close(nll([[.5, .5]], [1]), np.log(2))
    test_close(brier([[.5, .5]], [1]), .5)
    stated = {'quite sure and right': [[.98, .02]], 'undecided': [[.5, .5]], 'sure and wrong': [[0., 1.]]}
    {name: {'NLL': round(nll(p, [0]), 3), 'Brier': round(brier(p, [0]), 4)} for name, p in stated.items()}


def test_calibration_on_few_rows():
    rng = np.random.default_rng(0)
    z = 2*rng.normal(size=(594, 6))
    p = softmax(z)
    y = (p.cumsum(1) < rng.random((594, 1))).sum(1).clip(0, 5) # drawn from p: perfectly calibrated
    mean, sd = ece_reference(p)
    test_close(ece(p, y), mean, eps=3*sd)
    assert mean > .02
    {n: '{:.3f} ± {:.3f}'.format(*ece_reference(softmax(2*rng.normal(size=(n, 6))))) for n in (150, 594, 2400, 9600)}
    rng = np.random.default_rng(0)
    z = 2*rng.normal(size=(594, 6))
    true = softmax(z)
    measures = {'ECE': ece, 'debiased': calibration_error, 'over-confidence': overconfidence}
    found = {}
    for case, stated in {'as they are': true, 'sharper': softmax(1.5*z)}.items():
        drawn = ((true.cumsum(1) < rng.random((594, 1))).sum(1).clip(0, 5) for _ in range(400))
        found[case] = np.array([[measure(stated, y) for measure in measures.values()] for y in drawn])
    claimed = softmax(1.5*z).max(1)
    gaps = claimed - true[np.arange(594), z.argmax(1)] # what there is to be found
    rms, mean_gap = np.sqrt((gaps**2).mean()), gaps.mean()
    test_close(found['as they are'].mean(0)[1:], [0, 0], eps=.008)
    test_close(found['sharper'].mean(0)[1:], [rms, mean_gap], eps=.006)
    assert found['as they are'].mean(0)[0] > .025

    fig, axes = plt.subplots(1, 2, figsize=(6.4, 2.6), layout='constrained', sharey=True)
    for ax, (case, values) in zip(axes, found.items()):
        ax.boxplot(100*values, tick_labels=['ECE', 'debiased', 'over-\nconfidence'], showfliers=False)
        ax.axhline(0, linestyle=':', color='.3')
        ax.set_title(f'probabilities {case}', fontsize=10)
    axes[1].axhline(100*mean_gap, linestyle='--', color=OKABE_ITO[0])
    axes[0].set(ylabel='percentage points');
    spread = {case: dict(zip(measures, zip((100*v.mean(0)).round(1).tolist(), (100*v.std(0)).round(1).tolist())))
              for case, v in found.items()}
    assert 1.5 < spread['as they are']['over-confidence'][1] < 2 < spread['as they are']['debiased'][1] < 4


def test_temperature():
    rng = np.random.default_rng(3)
    z = rng.normal(size=(5000, 4))*2
    y = (softmax(z).cumsum(1) < rng.random((5000, 1))).sum(1).clip(0, 3)
    t = fit_temperature(z*3, y)
    test_close(fit_temperature(z, y), 1, eps=.05)
    test_close(t, 3*fit_temperature(z, y), eps=1e-3)
    before, after = ece(softmax(z*3), y), ece(softmax(z*3, t), y)
    assert after < before/5
    {'temperature': round(t, 3), 'ECE before': round(before, 3), 'after': round(after, 3)}
    temperatures = np.geomspace(.5, 20, 40)
    losses = [nll(softmax(z*3, x), y) for x in temperatures]
    test_close(temperatures[np.argmin(losses)], t, eps=.2)
    fig, ax = plt.subplots(figsize=(4, 3), layout='constrained')
    ax.semilogx(temperatures, losses, color=OKABE_ITO[0])
    ax.axvline(t, linestyle=':', color='.3')
    ax.set(xlabel='temperature', ylabel='NLL in nats');


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


def test_the_report():
    probs = np.array([[.7, .2, .1], [.6, .3, .1], [.1, .8, .1], [.3, .3, .4]])
    report = classification_report(probs, [0, 1, 1, 1], ['awe', 'fear', 'joy'])
    test_eq(report['per_class']['fear'], dict(recall=1/3, precision=1., f1=.5, support=3))
    test_eq(report['per_class']['joy'], dict(recall=None, precision=None, f1=None, support=0))
    {k: v for k, v in report.items() if k not in ('per_class', 'confusion')}


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
    test_fail(lambda: _probs(broken, [0, 1]), contains='1 of 2 rows hold NaN or infinity, the first in row 0')
    test_fail(lambda: _probs(good, [0]), contains='1 labels for 2 rows')
    test_fail(lambda: _probs(good, [0, 2]), contains='labels run from 0 to 2: allowed are 0 to 1')
    test_fail(lambda: _probs(good, [0, -1]), contains='labels run from -1 to 0')
    test_fail(lambda: _probs(good, ['joy', 'awe']), contains='give integer ids')
    test_fail(lambda: checked([], []), contains='n at least 1')
    test_fail(lambda: checked(np.zeros((0, 3)), []), contains='n at least 1')
    test_fail(lambda: _probs([[2., 5.]], [0]), contains='not probabilities')
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


    rng = np.random.default_rng(2)
    for n, k in [(200, 3), (30, 25), (1, 4)]:
        p = rng.dirichlet(np.ones(k), n)
        y = rng.integers(0, k, n)
        test_close(nll(p, y), skm.log_loss(y, p, labels=range(k)), eps=1e-9)
        test_close(brier(p, y), skm.brier_score_loss(y, p, labels=range(k), scale_by_half=False), eps=1e-9)
        b = reliability_bins(p, y)
        naive = 0.
        for lo, hi in zip(b['lower'], b['upper']):
            inside = (p.max(1) > lo) & (p.max(1) <= hi)
            if inside.any():
                right = (p.argmax(1) == y)[inside].mean()
                naive += inside.mean()*abs(right - p.max(1)[inside].mean())
        test_close(ece(p, y), naive, eps=1e-9)
    rng = np.random.default_rng(5)
    p = rng.dirichlet(np.ones(4), 40)
    y = rng.integers(0, 4, 40)
    gap = (p.argmax(1) == y) - p.max(1)
    rank = p.max(1).argsort().argsort()
    naive = []
    for b in range(4):
        r = gap[rank//10 == b]
        naive.append(np.mean([r[i]*r[j] for i in range(10) for j in range(10) if i != j]))
    signed = np.sign(np.mean(naive))*np.sqrt(abs(np.mean(naive)))
    test_close(calibration_error(p, y, 4), signed, eps=1e-12)
    order = rng.permutation(40)
    test_close(calibration_error(p[order], y[order]), calibration_error(p, y), eps=1e-12)

    equal = np.array([[.8, .2]]*20 + [[.6, .4]]*20)
    y = np.r_[[0]*10, [1]*10, [0]*20] # half right at .8, all right at .6
    paper = .5*((.5-.8)**2 - .25/19) + .5*(1-.6)**2
    test_close(calibration_error(equal, y, 2), np.sqrt(paper), eps=1e-12)
    test_close(overconfidence(equal, y), .7-.75)
    once = calibration_error(equal, y, 10)
    test_close(calibration_error(equal[::-1], y[::-1], 10), once, eps=1e-12)
    test_eq(calibration_error([[1., 0.], [0., 1.]], [0, 1]), 0)
    test_eq(calibration_error([[1., 0.], [0., 1.]], [1, 0]), 1)
    assert calibration_error([[.5, .5], [.5, .5]], [0, 1]) < 0
    assert np.isnan(calibration_error([[.9, .1]], [0]))
    test_eq(classification_report([[.9, .1]], [0], ['awe', 'joy'])['calibration_error'], None)
    test_eq(ece_reference([[1., 0.], [0., 1.]]), (0, 0))
    test_eq(ece_reference([[.7, .3]]*9, seed=3), ece_reference([[.7, .3]]*9, seed=3))
    test_close(ece_reference([[.5, .5]]*10_000, draws=400), [np.sqrt(2/np.pi)*.005, np.sqrt(1-2/np.pi)*.005], eps=4e-4)
    test_close(ece_reference([[.5, .5]], draws=3), [.5, 0])
    test_fail(lambda: ece_reference([[2., 5.]]), contains='not probabilities')
    test_fail(lambda: ece_reference([[.5, .5]], draws=0), contains='0 draws asked for')
    for measure in (ece, calibration_error):
        test_fail(lambda: measure([[.5, .5]], [0], 0), contains='0 bins asked for')
    rng = np.random.default_rng(3)
    z = rng.normal(size=(5000, 4))*2
    y = (softmax(z).cumsum(1) < rng.random((5000, 1))).sum(1).clip(0, 3)
    t = fit_temperature(z, y)
    test_close(t, 1, eps=.05)
    test_close(fit_temperature(z*7, y), 7*t, eps=1e-3)
    test_close(fit_temperature(z*.02 + rng.normal(size=(5000, 1)), y), .02*t, eps=1e-5)
    assert nll(softmax(z, t), y) <= min(nll(softmax(z, t*f), y) for f in (.8, .95, 1.05, 1.25))
    test_eq(fit_temperature(np.ones((3, 2)), [0, 1, 0]), 1)
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
    probs = np.array([[.7, .2, .1], [.6, .3, .1], [.1, .8, .1], [.3, .3, .4]])
    report = classification_report(probs, [0, 1, 1, 1], ['awe', 'fear', 'joy'])
    test_eq(list(report), '''n top1 ci95 top2 macro_f1 ece ece_reference calibration_error overconfidence
    nll brier per_class confusion'''.split())
    test_eq(report['per_class']['fear'], dict(recall=1/3, precision=1., f1=.5, support=3))
    test_eq(report['per_class']['joy'], dict(recall=None, precision=None, f1=None, support=0))
    test_close(report['macro_f1'], (2/3+1/2)/2)
    test_eq(report['top2'], .75)
    test_eq(json.loads(json.dumps(report)), report)
    test_fail(lambda: classification_report(probs, [0, 1, 1, 1], ['awe', 'fear']), contains='2 names for 3 classes')
    rng = np.random.default_rng(4)
    p = rng.dirichlet(np.ones(25), 100_000)
    y = rng.integers(0, 25, 100_000)
    start = time.perf_counter()
    report = classification_report(p, y, list('abcdefghijklmnopqrstuvwxy'))
    assert time.perf_counter()-start < 10
    order = rng.permutation(len(y))
    shuffled = classification_report(p[order], y[order], list(report['per_class']))
    single = classification_report(p.astype(np.float32), y, list(report['per_class']))
    for key in ('top1', 'ci95', 'top2', 'macro_f1', 'nll', 'brier', 'ece', 'overconfidence'):
        test_close(report[key], shuffled[key], eps=1e-9)
        test_close(report[key], single[key], eps=1e-4)
