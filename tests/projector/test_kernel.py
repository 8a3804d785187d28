# Generated from nbs/projector/30_kernel.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from fastcore.test import test_close, test_eq
from tinyemo.images.features import FeatureSet
from tinyemo.images.fingerprints import unit
from tinyemo.projector.kernel import KernelConfig, _median, choose_kernel, dual_basis, fit_kernel, left_out_errors, standardised
from tinyemo.projector.prototypes import Prototypes
from tinyemo.projector.ridge import solve_full
from tinyemo.projector.rows import training_rows


def test_the_idea():
    P = np.array([[1., 0., 0.], [.8, .6, 0.]])
    test_close(P@dual_basis(P).T, np.eye(2))
    dual_basis(P).round(2)


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
    fs = FeatureSet(x, y, [str(i) for i in range(150)], ('joy', 'fear', 'awe'), {'encoder': 'toy'})
    train, test = training_rows(fs.subset(range(100))), fs.subset(range(100, 150))
    directions, ready = unit(train.parts[0].features), standardised(train)
    test_close(ready.mean, directions.mean(0), eps=1e-6)
    test_close(1/ready.scale, directions.std(0) + .01*directions.std(0).mean(), eps=1e-5)
    words = Prototypes(unit(np.array([[1, 0, 0, .2], [.9, .4, 0, 0], [0, 1, 1, 0]])), np.arange(3), list('abc'))
    project, left_out, chosen = fit_kernel(train, words)
    accuracy = lambda project, fs: ((project(fs.features)@words.vectors.T).argmax(1) == fs.labels).mean()
    test_eq(accuracy(project, train.parts[0]), 1.)
    left_out_accuracy = (left_out.argmax(1) == train.labels).mean()
    assert accuracy(project, test) > .9 and left_out_accuracy > .9
    test_eq([layer.weight.dtype for layer in project.layers], [np.float16, np.float32, np.float32])
    subset, *_ = fit_kernel(train, words, KernelConfig(landmarks=30))
    assert accuracy(subset, test) > .9 and len(subset.layers[0].bias) == 30
    accuracy(project, test), left_out_accuracy, chosen
    rng = np.random.default_rng(0)
    y = np.arange(400) % 4
    x = (rng.normal(size=(4, 20))[y] + 1.5*rng.normal(size=(400, 20)) + 3).astype(np.float32)
    fine, coarse = ('joy', 'awe', 'fear', 'anger'), ('calm', 'grief')
    ids = [str(i) for i in range(400)]
    a = FeatureSet(x[:60], y[:60], ids[:60], fine, {'encoder': 'toy', 'dataset': 'fine'})
    b = FeatureSet(x[60:260], y[60:260]//2, ids[60:260], coarse, {'encoder': 'toy', 'dataset': 'coarse'})
    both = training_rows(a, b)
    words = Prototypes(np.eye(6, 8), np.arange(6), [*fine, *coarse])
    together, *_ = fit_kernel(both, words)
    alone, *_ = fit_kernel(training_rows(a), Prototypes(np.eye(4, 8), np.arange(4), [*fine]))
    right = {name: float(((project(x[260:])@np.eye(4, 8).T).argmax(1) == y[260:]).mean())
             for name, project in (('alone', alone), ('together', together))}
    assert right['together'] > right['alone']
