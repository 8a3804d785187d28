# Generated from nbs/projector/45_probe.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
from fastcore.test import test_close, test_eq
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from tinyemo.figures import OKABE_ITO
from tinyemo.images.features import FeatureSet
from tinyemo.images.fingerprints import unit
from tinyemo.projector.probe import _only_squares, centred, linear_probe, principal_axes, probe_probabilities


def test_logistic_regression_on_directions():
    rng = np.random.default_rng(0)
    train, test = rng.normal(size=(8, 40)), rng.normal(size=(3, 40))
    x, t = centred(train, test)
    test_eq((x.shape, t.shape), ((8, 7), (3, 7))) # eight points around their mean fill seven dimensions
    directions = unit(train)
    whole = (directions - directions.mean(0))/directions.std(0).mean()
    test_close(x@x.T, whole@whole.T, eps=1e-4) # lengths and angles are those of the forty features
    for rows in (train, train.T): # more features than rows, and fewer
        axes = principal_axes(rows)
        test_close(axes.T@axes, np.eye(8))
        test_close(rows@axes@axes.T, rows)
    rng = np.random.default_rng(0)
    y = np.arange(200) % 2
    signal = rng.normal(size=(200, 6)) + 3*np.eye(6)[:2][y]
    noise = rng.normal(size=(200, 6))
    names = [str(i) for i in range(200)]
    def halves(x):
        fs = FeatureSet(x, y, names, ('awe', 'joy'))
        return fs.subset(range(150)), fs.subset(range(150, 200))
    found, = linear_probe(*halves(signal))
    chance, = linear_probe(*halves(noise))
    assert found > .9 > .75 > chance


def test_what_it_draws():
    rng = np.random.default_rng(0)
    y = np.arange(150) % 3
    centres = np.array([[2., 0, 3], [-1.5, 1, 3], [0, -2, 3]])
    x = centres[y] + .6*rng.normal(size=(150, 3))
    fs = FeatureSet(x.astype(np.float32), y, [str(i) for i in range(150)], ('awe', 'fear', 'joy'))
    side = np.linspace(-1, 1, 120)
    plane = np.stack(np.meshgrid(side, side), -1).reshape(-1, 2)
    rows = np.concatenate([plane, np.ones((len(plane), 1))], 1) # directions through a plane at height 1
    answers = probe_probabilities(fs, rows).argmax(1).reshape(120, 120)
    fig, ax = plt.subplots(figsize=(4, 3), layout='constrained')
    ax.contourf(side, side, answers, levels=[-.5, .5, 1.5, 2.5], colors=OKABE_ITO[:3], alpha=.25)
    ax.scatter(x[:, 0]/x[:, 2], x[:, 1]/x[:, 2], c=[OKABE_ITO[c] for c in y], s=10)
    ax.set(xlim=(-1, 1), ylim=(-1, 1), xlabel='first over third feature', ylabel='second over third')
    plt.close()


def test_edge_cases():
    rng = np.random.default_rng(1)
    y = np.arange(60) % 2
    x = rng.normal(size=(60, 5)) + 2*np.eye(5)[:2][y]
    fs = FeatureSet(x, y, [str(i) for i in range(60)], ('awe', 'fear', 'joy')) # no row of joy
    probs = probe_probabilities(fs, x)
    test_close(probs.sum(1), np.ones(60))
    assert (probs[:, 2] == 0).all()
    a, b = linear_probe(fs.subset(range(40)), fs.subset(range(40, 60)), fs.subset(range(40)))
    train_rows, test_rows = centred(x[:40], x[40:])
    plain = LogisticRegression(C=.03, max_iter=500).fit(train_rows, y[:40]) # one of the penalties, without choosing
    assert abs(a - plain.score(test_rows, y[40:])) <= .1 and b > .8
    rng = np.random.default_rng(2)
    y = np.arange(60) % 3
    x = rng.normal(size=(60, 200)) + 3*np.eye(200)[:3][y] + 1
    fs = FeatureSet(x, y, [str(i) for i in range(60)], ('awe', 'fear', 'joy'))
    probs = probe_probabilities(fs.subset(range(40)), x[40:])
    directions = unit(x)
    mean, scale = directions[:40].mean(0), directions[:40].std(0).mean()
    ready = (directions - mean)/scale
    plain = LogisticRegressionCV(Cs=np.logspace(-3.5, -.5, 7), cv=5, scoring='neg_log_loss', max_iter=500, tol=1e-5,
                                 **_only_squares(LogisticRegressionCV)).fit(ready[:40], y[:40])
    test_close(probs, plain.predict_proba(ready[40:]), eps=.02)
    abs(probs - plain.predict_proba(ready[40:])).max()
