# Generated from nbs/26_duels.ipynb by tinyemo.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_close
from tinyemo.duels import fit_duels, pair_weights, vote_matrix
from tinyemo.features import unit
from tinyemo.prototypes import Prototypes


def test_why_a_second_machine():
    from sklearn.svm import SVC
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(80, 3)), np.arange(80) % 4
    K = np.exp(-((x[:, None]-x[None])**2).sum(-1))
    machine = SVC(kernel='precomputed', decision_function_shape='ovo').fit(K, y)
    weights, bias = pair_weights(machine, 80)
    test_close(K@weights.T + bias, machine.decision_function(K), eps=1e-4)
    matrix, offset = vote_matrix(np.array([0, 1, 3]), 4)
    test_close(matrix@np.array([1, 1, .5]) + offset, [1, .25, 0, .25]) # 0 beats 1 and 3; 1 against 3 is even


def test_fitting():
    rng = np.random.default_rng(0)
    y = np.arange(160) % 4
    x = rng.normal(size=(4, 20))[y]*1.5 + rng.normal(size=(160, 20)) + 4
    words = Prototypes(unit(rng.normal(size=(4, 6))), np.arange(4), list('abcd'))
    accuracy = lambda z, y: ((z@words.vectors.T).argmax(1) == y).mean()
    project, left_out = fit_duels(x[:120], y[:120], words)
    assert accuracy(project(x[120:]), y[120:]) > .9 and accuracy(left_out, y[:120]) > .9
    some = y[:120] != 2
    absent, _ = fit_duels(x[:120][some], y[:120][some], words)
    assert not ((absent(x[120:])@words.vectors.T).argmax(1) == 2).any()
    accuracy(project(x[120:]), y[120:]), accuracy(left_out, y[:120])
