# Generated from nbs/projector/30_kernel.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_close, test_eq
from tinyemo.images.features import unit
from tinyemo.projector.kernel import KernelConfig, _median, choose_kernel, dual_basis, fit_kernel, fit_pairwise_svm, pair_weights, solve_full, solve_landmarks, vote_matrix
from tinyemo.projector.prototypes import Prototypes


def test_the_idea():
    P = np.array([[1., 0., 0.], [.8, .6, 0.]])
    test_close(P@dual_basis(P).T, np.eye(2))
    dual_basis(P).round(2)


def test_solving():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(12, 2)), rng.normal(size=(12, 3))
    K = np.exp(-((x[:, None]-x[None])**2).sum(-1))
    weights, loo = solve_full(K.copy(), y, .3)
    rest = np.arange(12) != 5
    naive = K[5, rest]@np.linalg.solve(K[rest][:, rest] + .3*np.eye(11), y[rest])
    test_close(loo[5], naive)
    test_close(K@weights + .3*weights, y)
    full, loo = solve_full(K.copy(), y, .3)
    few, loo_few = solve_landmarks(K, K, y, .3)
    test_close(K@few, K@full, eps=1e-4)
    test_close(loo_few, loo, eps=1e-3)


def test_the_projector():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 3))
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    y = np.sign(x[:, :1])
    config = KernelConfig(widths=(.01, 1.), ridges=(.1, 1.))
    naive = min(((w, r) for w in config.widths for r in config.ridges), key=lambda p: ((solve_full(np.exp(2*p[0]/_median(x@x.T)*(x@x.T - 1)), y, p[1])[1] - y)**2).mean())
    test_eq(choose_kernel(x@x.T, y, config), naive)
    rng = np.random.default_rng(0)
    y = np.arange(150) % 3
    x = rng.normal(size=(3, 20))[y]*1.5 + rng.normal(size=(150, 20)) + 4
    words = Prototypes(unit(np.array([[1, 0, 0, .2], [.9, .4, 0, 0], [0, 1, 1, 0]])), np.arange(3), list('abc'))
    project, loo, chosen = fit_kernel(x[:100], y[:100], words)
    accuracy = lambda z, y: ((z@words.vectors.T).argmax(1) == y).mean()
    test_eq(accuracy(project(x[:100]), y[:100]), 1.)
    assert accuracy(project(x[100:]), y[100:]) > .9 and accuracy(loo, y[:100]) > .9
    test_eq([l.weight.dtype for l in project.layers], [np.float16, np.float32, np.float32])
    subset, *_ = fit_kernel(x[:100], y[:100], words, KernelConfig(landmarks=30))
    assert accuracy(subset(x[100:]), y[100:]) > .9 and len(subset.layers[0].bias) == 30
    accuracy(project(x[100:]), y[100:]), accuracy(loo, y[:100]), chosen


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
    project, left_out = fit_pairwise_svm(x[:120], y[:120], words)
    assert accuracy(project(x[120:]), y[120:]) > .9 and accuracy(left_out, y[:120]) > .9
    some = y[:120] != 2
    absent, _ = fit_pairwise_svm(x[:120][some], y[:120][some], words)
    assert not ((absent(x[120:])@words.vectors.T).argmax(1) == 2).any()
    accuracy(project(x[120:]), y[120:]), accuracy(left_out, y[:120])
