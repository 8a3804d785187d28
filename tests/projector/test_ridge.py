# Generated from nbs/projector/28_ridge.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_close
from tinyemo.images.features import FeatureSet
from tinyemo.images.fingerprints import unit
from tinyemo.projector.ridge import FullSolver, LandmarkSolver, radial_layer, solve_full
from tinyemo.projector.rows import training_rows


def test_with_all_rows():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(12, 2)), rng.normal(size=(12, 3))
    K = np.exp(-((x[:, None]-x[None])**2).sum(-1))
    weights, loo = solve_full(K.copy(), y, .3)
    rest = np.arange(12) != 5
    naive = K[5, rest]@np.linalg.solve(K[rest][:, rest] + .3*np.eye(11), y[rest])
    test_close(loo[5], naive)
    test_close(K@weights + .3*weights, y)


def test_with_landmarks():
    rng = np.random.default_rng(0)
    x = unit(rng.normal(size=(12, 6)) + 1)
    a, b = (FeatureSet(x[i:i+6].astype(np.float32), np.arange(6) % 3, list('uvwxyz'), classes, {'encoder': 'toy'})
            for i, classes in ((0, ('joy', 'fear', 'awe')), (6, ('calm', 'grief', 'awe'))))
    rows = training_rows(a, b)
    basis = radial_layer(x, 1.7)
    test_close(basis(x), np.exp(-1.7*((x[:, None] - x)**2).sum(-1)), eps=2e-3)
    ridge = np.linspace(.2, .4, 12) # rows of other weights
    full = FullSolver(rows, basis, unit, ridge)
    few = LandmarkSolver(rows, basis, unit, basis(x), ridge)
    jobs = [([0, 1], rows.targets()), ([1], rows.targets()[:, [3, 4]])]
    for (w, left_out), (w_few, left_out_few) in zip(full.solve(jobs), few.solve(jobs)):
        test_close(left_out, left_out_few, eps=5e-3)
        test_close(full.kernel@w, basis(x)@w_few, eps=5e-3)
    rest = np.arange(12) != 5 # the sixth row left out in earnest
    again = np.linalg.solve(full.kernel[np.ix_(rest, rest)] + np.diag(ridge[rest]), rows.targets()[rest])
    test_close(full.solve(jobs)[0][1][5], full.kernel[5, rest]@again, eps=1e-3)
