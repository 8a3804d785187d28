# Generated from nbs/projector/15_density.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
import pytest
from fastcore.test import test_close, test_eq
from tinyemo.core import real_data
from tinyemo.figures import OKABE_ITO
from tinyemo.images.counterexamples import counterexamples
from tinyemo.images.features import FeatureSet
from tinyemo.images.fingerprints import unit
from tinyemo.images.original import import_pt
from tinyemo.projector.density import Density, LEVEL, View, _towards, _view, density_arrays, density_of, fit_density, unlike
from tinyemo.projector.rows import TrainingRows, training_rows


def test_six_numbers_of_a_picture():
    rng = np.random.default_rng(0)
    plane = rng.normal(size=(2, 20))
    x = (10 + rng.normal(size=(200, 2))@plane + .1*rng.normal(size=(200, 20))).astype(np.float32)
    view = _view(unit(x), None, 2, 0)
    typical, off, long = view(x), view(x[:1] + rng.normal(size=20)), view(10*x[:1])
    beside = typical[:, 4]
    assert off[0, 4] > beside.max() and (off[0, 4] - beside.mean())/beside.std() > 4
    assert (long[0, 0] - typical[:, 0].mean())/typical[:, 0].std() > 4
    np.stack([typical.mean(0), off[0], long[0]]).round(2)


def test_a_density_and_the_share_of_pictures_as_strange():
    rng = np.random.default_rng(0)
    def cloud(n, centre):
        return (centre + rng.normal(size=(n, 50))@mix).astype(np.float32)
    mix, own, another = rng.normal(size=(50, 50))/5, 2*rng.normal(size=50), 2*rng.normal(size=50)
    ids = [str(i) for i in range(600)]
    train = FeatureSet(cloud(600, own), np.arange(600) % 2, ids, ('fear', 'joy'), {'encoder': 'toy'})
    density = fit_density(training_rows(train))
    same, other = density.familiar(cloud(400, own)), density.familiar(cloud(400, another))
    fig, ax = plt.subplots(figsize=(4.6, 2.8), layout='constrained')
    names = ['new rows of the own kind', 'of another kind']
    ax.hist([same, other], np.linspace(0, 1, 21), color=OKABE_ITO[:2], label=names)
    ax.set(xlabel='share of training rows as strange or stranger', ylabel='rows')
    ax.legend(frameon=False)
    assert (other < .03).all() and .005 <= (same < .03).mean() <= .05
    plt.close()


def test_said_in_words():
    test_eq((unlike(None), unlike(.5), unlike(LEVEL)), ('', '', ''))
    unlike(.01)


def test_as_arrays():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(80, 30)).astype(np.float32)
    fs = FeatureSet(x, np.arange(80) % 2, [str(i) for i in range(80)], ('fear', 'joy'), {'encoder': 'toy'})
    density = fit_density(training_rows(fs), others=unit(rng.normal(size=(20, 30)) + 3))
    again = density_of(density_arrays(density))
    test_eq(again.familiar(x), density.familiar(x))
    test_eq((density_arrays(None), density_of({'bias': np.zeros(2)})), ({}, None))
    {name: a.shape for name, a in density_arrays(density).items()}


@pytest.mark.data
def test_photographs_data():
    fs = import_pt(real_data('Emotion6'))
    held = np.random.default_rng(0).random(len(fs)) < .25
    shares = fit_density(training_rows(fs.subset(~held))).familiar(fs.features[held])
    assert (shares < LEVEL).mean() <= .05
    quartiles = np.quantile(shares, [.25, .5, .75]).round(2)
    f'{held.sum()} photographs, {(shares < LEVEL).mean():.1%} called unfamiliar; quartiles {quartiles}'


def test_edge_cases():
    rng = np.random.default_rng(1)
    mix = rng.normal(size=(40, 40))/4
    def labelled(x):
        fs = FeatureSet(x, np.zeros(len(x), int), [str(i) for i in range(len(x))], ('a',), {'encoder': 'toy'})
        return TrainingRows([fs], fs.classes, [np.arange(1)])
    for others in (None, unit(rng.normal(size=(50, 40)) - 2)):
        alarms, deciles = [], np.zeros(10)
        for seed in range(6):
            x = (1 + rng.normal(size=(900, 40))@mix).astype(np.float32)
            shares = fit_density(labelled(x[:500]), others, seed).familiar(x[500:])
            alarms.append((shares < .03).mean())
            deciles += np.histogram(shares, np.linspace(0, 1, 11))[0]/len(shares)/6
        assert .01 < np.mean(alarms) < .04, alarms
        assert abs(deciles - .1).max() < .04, deciles
    look = View(np.zeros(2), np.ones(2), np.eye(2)[:1], np.array([4.]), np.zeros(2)) # along one direction, and beside it
    logs = look(np.array([[3., 4.]]))[0]
    test_close(np.exp(logs[:5]) - 1e-3, [5, 1.4, 1, .36/4, .64], eps=1e-5)
    none = np.zeros((2, 1))
    by_hand = Density(None, np.array([0, 0, 0, 0, 0, 1.]), np.eye(5), 2., 4., none)
    numbers = np.array([[3, 4, 0, 0, 0, 5.], [1, 0, 0, 0, 0, 1]])
    test_eq(by_hand._strangeness(numbers), np.array([5 - 4 + (5 - 1)/2, 0.]))
    rng = np.random.default_rng(0)
    few, many = rng.normal(size=(3, 5)) + 1, rng.normal(size=(20, 5))
    test_close(_towards(few + 7, many + 7), _towards(few, many), eps=1e-4)
    even = np.repeat([.5/3, .5/20], [3, 20])*23 # the same regression in its primal form, either side weighing the same
    both, signs = np.concatenate([few, many]), np.repeat([1, -1], [3, 20])
    both = both - (both*even[:, None]).mean(0)
    gram = (both*even[:, None]).T@both
    penalty = np.trace(gram)/23
    test_close(_towards(few, many), np.linalg.solve(gram + penalty*np.eye(5), both.T@(even*signs)), eps=1e-4)
    rng = np.random.default_rng(2)
    x = rng.normal(size=(300, 40)).astype(np.float32)
    strange = np.concatenate([np.zeros((1, 40)), np.full((1, 40), 1e4), -x[:2], np.eye(40)[:1], x[:1]*1e-6])
    strange = strange.astype(np.float32)
    for train in (x, x[:2], x[:3], np.repeat(x[:1], 30, 0), np.zeros((10, 40), np.float32), x.astype(np.float16)):
        for others in (None, unit(rng.normal(size=(9, 40)))):
            density = fit_density(labelled(train), others)
            shares = density.familiar(strange)
            assert np.isfinite(density.strangeness(strange)).all()
            assert (shares > 0).all() and (shares <= 1).all()
            test_eq(density.familiar(np.zeros((0, 40), np.float32)).shape, (0,))
    same = fit_density(labelled(np.repeat(x[:1], 60, 0)))
    test_eq(same.familiar(x[:1])[0], 1.)
    assert same.familiar(x[1:2])[0] < LEVEL
    assert (fit_density(labelled(x[:2])).familiar(strange) >= 1/3).all()
    test_eq(fit_density(labelled(x), most=100).held_out.shape, (2, 100))
    first, again = (density_arrays(fit_density(labelled(x))) for _ in range(2))
    for name in first:
        test_eq(first[name], again[name])
    rows = counterexamples('lite0', without=('screens',))
    kind = np.repeat([0, 1, 2], [50, 30, 100]) # noise, gradients, shapes
    shapes, noise = rows[kind == 2], rows[kind == 0]
    density = fit_density(labelled(shapes[:80]), rows[kind == 1])
    assert (density.familiar(noise) < LEVEL).mean() > .9
    test_close(density_of(density_arrays(density)).strangeness(noise), density.strangeness(noise), eps=1e-6)
