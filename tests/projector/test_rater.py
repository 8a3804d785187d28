# Generated from nbs/projector/52_rater.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
from dataclasses import replace
from fastcore.test import test_close, test_eq, test_fail
from sklearn.gaussian_process.kernels import RBF
from sklearn.kernel_ridge import KernelRidge
from tinyemo.figures import OKABE_ITO
from tinyemo.images.features import FeatureSet
from tinyemo.images.fingerprints import unit
from tinyemo.projector.rater import RaterConfig, _Sums, fit_rater


def test_kernel_ridge_regression_once_for_all_folds():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(60, 5)), rng.normal(size=(60, 2))
    fold = np.arange(60) % 3
    sums = _Sums(3, 5, 2)
    for some in np.array_split(np.arange(60), 4): # in blocks
        sums.add(x[some], y[some], np.ones(len(some)), fold[some])
    weights, means = sums.solve(.5, without=1)
    seen = fold != 1
    by_sklearn = KernelRidge(alpha=.5, kernel='linear').fit(x[seen], y[seen] - y[seen].mean(0))
    test_close(x@weights + means, by_sklearn.predict(x) + y[seen].mean(0), 1e-8)


def test_fitting():
    def made(n, seed=0):
        rng = np.random.default_rng(seed)
        x = np.repeat(rng.normal(size=(n//5, 6)), 5, 0) + rng.normal(0, .1, (n, 6)) + 1
        angle = unit(x)
        mean = 4 + 2*np.sin(3*angle[:, 0]) + np.repeat(rng.normal(0, .3, n//5), 5)
        rated = np.stack([mean, np.ones(n), np.full(n, 100)], 1).astype(np.float32)
        arousal = np.stack([4 + angle[:, 1], np.ones(n), np.full(n, 100)], 1).astype(np.float32)
        ids = [f'{seed}-{i}' for i in range(n)]
        return FeatureSet(x.astype(np.float16), None, ids, (), {'encoder': 'toy', 'scale': [1, 7]},
                          ratings={'valence': rated, 'arousal': arousal}, groups=np.repeat(np.arange(n//5), 5))

    train, fresh = made(400), made(1000, seed=1)
    rater, ridge = fit_rater(train), fit_rater(train, config=RaterConfig(kernel='linear'))
    said = rater.predict(fresh.features)
    inside = abs(said[:, 0] - fresh.ratings['valence'][:, 0]) <= rater.reach(.9)[0]
    assert .85 < inside.mean() < .96 # promised: .9
    assert rater.about['held_out']['valence']['r'] > ridge.about['held_out']['valence']['r'] + .05
    truth = fresh.ratings['valence'][:, 0]
    fig, axes = plt.subplots(1, 2, figsize=(6, 2.8), sharey=True)
    for ax, model, title in zip(axes, (rater, ridge), ('kernel', 'ridge')):
        ax.plot([1, 7], [1, 7], color='grey', linewidth=1)
        ax.plot(truth, model.predict(fresh.features)[:, 0], '.', color=OKABE_ITO[0], markersize=3)
        ax.set(xlabel='rated', title=title, xlim=(1, 7), ylim=(1, 7))
    axes[0].set_ylabel('predicted')
    fig.show()


def test_edge_cases():
    def drawn(n, seed=0):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(n, 8)).astype(np.float32)
        rated = np.stack([4 + x[:, 0], np.ones(n), np.full(n, 50)], 1).astype(np.float32)
        about = {'encoder': 'toy', 'scale': [1, 7]}
        return FeatureSet(x, None, [str(i) for i in range(n)], (), about, ratings={'valence': rated})

    fs = drawn(300)
    full = fit_rater(fs, config=RaterConfig(widths=(1.,), ridges=(.1,)))
    kernel = lambda a, b: RBF(np.sqrt(.5/(1/(2 - 2*(unit(fs.features)@unit(fs.features).T).mean()))))(unit(a), unit(b))
    y = fs.ratings['valence'][:, 0]
    naive = KernelRidge(alpha=.1, kernel='precomputed').fit(kernel(fs.features, fs.features), y - y.mean())
    weighted = 1/(1 + 1/(50*y.var()))
    test_close(full.predict(fs.features)[:, 0], naive.predict(kernel(fs.features, fs.features)) + y.mean(), .02)
    many = fit_rater(drawn(600), config=RaterConfig(landmarks=200))
    assert many.about['held_out']['valence']['r'] > .8
    part = fit_rater(fs, config=RaterConfig(widths=(1.,), ridges=(.1,)), rows=range(0, 300, 2))
    alone = fit_rater(fs.subset(range(0, 300, 2)), config=RaterConfig(widths=(1.,), ridges=(.1,)))
    test_close(part.predict(fs.features), alone.predict(fs.features), 1e-4) # what was not asked for is not learnt from
    few = drawn(30)
    few.ratings['valence'][:5, 0] = np.nan
    test_eq(fit_rater(few).about['left_out'], 5)
    test_fail(lambda: fit_rater(fs, ('arousal',)), contains='no ratings of arousal in these features: there are valence')
    bare = replace(fs, ratings={})
    test_fail(lambda: fit_rater(bare), contains='no ratings of anything in these features: there are none')
    test_fail(lambda: fit_rater(drawn(12)), contains='12 pictures are rated for valence: give at least 20')
    test_fail(lambda: fit_rater(replace(fs, groups=np.zeros(300, int))), contains='all pictures are of one group')
    test_fail(lambda: fit_rater(fs, config=RaterConfig(kernel='cubic')), contains="unknown kernel 'cubic'")
    outside = full.predict(10*np.eye(8, dtype=np.float32))
    assert outside.min() >= 1 and outside.max() <= 7 # predictions stay on the scale
