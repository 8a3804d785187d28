# Generated from nbs/projector/40_linear.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_eq
from tinyemo.images.features import unit
from tinyemo.projector.linear import fit_linear
from tinyemo.projector.prototypes import Prototypes


def test_a_mixture_of_dual_words():
    from sklearn.linear_model import LogisticRegression

    rng = np.random.default_rng(0)
    y = np.arange(150) % 3
    x = rng.normal(size=(3, 20))[y]*1.5 + rng.normal(size=(150, 20)) + 4
    words = Prototypes(unit(np.array([[1, 0, 0, .2], [.9, .4, 0, 0], [0, 1, 1, 0]])), np.arange(3), list('abc'))
    project, left_out = fit_linear(x[:100], y[:100], words)
    accuracy = lambda z, y: ((z@words.vectors.T).argmax(1) == y).mean()
    assert accuracy(project(x[100:]), y[100:]) > .9 and accuracy(left_out, y[:100]) > .9
    prepared = unit(unit(x) - unit(x[:100]).mean(0))
    same = LogisticRegression(C=3, max_iter=1000).fit(prepared[:100], y[:100]).predict(prepared[100:])
    test_eq((project(x[100:])@words.vectors.T).argmax(1).tolist(), same.tolist())
    two, _ = fit_linear(x[y < 2], y[y < 2], words)
    assert accuracy(two(x[y < 2]), y[y < 2]) > .95
    accuracy(project(x[100:]), y[100:])
