# Generated from nbs/projector/30_kernel.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from fastcore.test import test_close, test_eq
from tinyemo.images.features import unit
from tinyemo.projector.kernel import KernelConfig, _median, choose_kernel, dual_basis, fit_kernel, left_out_errors, solve_full, solve_landmarks
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
    products = x@x.T
    errors = left_out_errors(products, y, config)
    for (width, ridge), error in errors.items():
        _, left_out = solve_full(np.exp(2*width/_median(products)*(products - 1)), y, ridge)
        test_close(error, ((left_out - y)**2).mean())
    test_eq(choose_kernel(products, y, config), (1., 1.))
    choose_kernel(products, y, config)
    rng = np.random.default_rng(0)
    x = unit(rng.normal(size=(200, 3)))
    y = np.sign(x[:, :1] + .5*rng.normal(size=(200, 1)))
    config = KernelConfig(widths=(.01, .1, .3, 1., 3., 10.), ridges=(.001, .01, .1, 1., 10.))
    errors = left_out_errors(x@x.T, y, config)
    surface = np.array([[errors[w, r] for r in config.ridges] for w in config.widths])
    fig, ax = plt.subplots(figsize=(4.5, 3.2), layout='constrained')
    sns.heatmap(surface, annot=True, fmt='.2f', cmap='cividis_r', xticklabels=config.ridges, yticklabels=config.widths,
                cbar_kws={'label': 'left-out squared error'}, ax=ax)
    ax.set(xlabel='ridge', ylabel='width')
    assert surface[0, -1] > surface.min() and surface[-1, 0] > surface.min()
    plt.close()
    rng = np.random.default_rng(0)
    y = np.arange(150) % 3
    x = rng.normal(size=(3, 20))[y]*1.5 + rng.normal(size=(150, 20)) + 4
    words = Prototypes(unit(np.array([[1, 0, 0, .2], [.9, .4, 0, 0], [0, 1, 1, 0]])), np.arange(3), list('abc'))
    project, loo, chosen = fit_kernel(x[:100], y[:100], words)
    accuracy = lambda z, y: ((z@words.vectors.T).argmax(1) == y).mean()
    test_eq(accuracy(project(x[:100]), y[:100]), 1.)
    assert accuracy(project(x[100:]), y[100:]) > .9 and accuracy(loo, y[:100]) > .9
    test_eq([layer.weight.dtype for layer in project.layers], [np.float16, np.float32, np.float32])
    subset, *_ = fit_kernel(x[:100], y[:100], words, KernelConfig(landmarks=30))
    assert accuracy(subset(x[100:]), y[100:]) > .9 and len(subset.layers[0].bias) == 30
    accuracy(project(x[100:]), y[100:]), accuracy(loo, y[:100]), chosen
