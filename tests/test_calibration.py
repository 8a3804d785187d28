# Generated from nbs/09_calibration.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
import sklearn.metrics as skm
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.calibration import brier, calibration_error, ece, ece_reference, fit_temperature, nll, overconfidence, reliability_bins
from tinyemo.figures import OKABE_ITO
from tinyemo.metrics import softmax


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


def test_edge_cases():
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
    four = [[.9, .1], [.8, .2], [.7, .3], [.6, .4]]
    test_eq(calibration_error(four, [0, 1, 0, 1], 10), calibration_error(four, [0, 1, 0, 1], 2)) # two in a bin, if not more
    three = [[.6, .4]]*3
    found = calibration_error([*three, [.9, .1]], [0, 0, 1, 0]) # one alone in its bin
    test_close(found, calibration_error(three, [0, 0, 1]))
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
