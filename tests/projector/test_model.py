# Generated from nbs/projector/20_model.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.figures import OKABE_ITO
from tinyemo.images.features import FeatureSet
from tinyemo.images.fingerprints import unit
from tinyemo.projector.model import Layer, MetricProjector, Projector, Rater
from tinyemo.projector.prototypes import Prototypes


def test_layers():
    layer = Layer(np.array([[1., 0.], [1., 1.]]), np.array([0., -1.]), 'gelu')
    test_close(layer(np.array([[0., 0.], [30., 0.]])), [[0, -.158655], [30, 29]])
    soft = Layer(np.eye(2), np.array([0., np.log(3)]), 'sigmoid')
    test_close(soft(np.zeros((1, 2))), [[.5, .75]])
    test_fail(lambda: Layer(np.eye(2), np.zeros(2), 'relu6')(np.eye(2)), contains="unknown activation 'relu6'")
    project = Projector([Layer(np.array([[0., 2.], [2., 0.]], np.float32), np.zeros(2, np.float32))])
    test_close(project(np.array([[3, 4]])), [[.8, .6]])
    centred = Projector(project.layers, np.array([1., 0.]), np.array([3., 4.]))
    test_close(centred(np.array([[0, 7]])), [[.8, -.6]])


def test_the_classifier():
    eye = Projector([Layer(np.eye(3, dtype=np.float32), np.zeros(3, np.float32))])
    words = Prototypes(np.eye(3, dtype=np.float32), np.array([0, 1, 1]), ['awe', 'fear', 'dread'])
    model = MetricProjector([eye], words, ('awe', 'fear'), .5, encoder='lite0')
    x = np.array([[2., 0., 0.], [0., 3., 4.]])
    test_close(model.logits(x), [[2, 0], [0, 1.6]])
    test_close(model.predict_proba(x).sum(1), [1, 1])
    test_fail(lambda: model.embed(np.eye(4)), contains='features are 4 wide, this projector takes 3')
    fs = FeatureSet(x, None, ['a', 'b'], meta={'encoder': 'clip-vit-b16'})
    test_fail(lambda: model.check(fs), contains="from encoder 'clip-vit-b16', this projector was trained on 'lite0'")
    model.predict_proba(x).round(3)
    turn = Projector([Layer(np.array([[0, 1], [1, 0]], np.float32), np.zeros(2, np.float32))])
    stay = Projector([Layer(np.eye(2, dtype=np.float32), np.zeros(2, np.float32))])
    both = MetricProjector([turn, stay], Prototypes(np.eye(2), np.arange(2), ['a', 'b']), ('a', 'b'))
    test_close(both.embed(np.array([[5., 0.]])), [[.5**.5, .5**.5]])
    both.embed(np.array([[5., 0.]]))
    test_eq(repr(both), 'MetricProjector(2 classes from unknown: a, b)') # not thousands of numbers
    for wrong, what in (([[5., 0.]], 'a list for features'), (np.ones(2), 'features of shape (2,)'), (5, 'a int for')):
        for said in (what, 'give an array with a row for each picture, of 2 numbers'):
            test_fail(lambda wrong=wrong: both.predict_proba(wrong), contains=said)
    test_fail(lambda: both.check(np.eye(2)), contains='a ndarray is not a feature set')
    rng = np.random.default_rng(0)
    y = np.arange(240) % 3
    x = rng.normal(size=(3, 20))[y]*.8 + rng.normal(size=(240, 20)) + 2
    words = unit(np.array([[1., 0, 0], [.6, .8, 0], [0, .3, 1]]))
    weight = np.linalg.lstsq(unit(x) - unit(x).mean(0), words[y] - words[y].mean(0))[0].T
    z = unit((unit(x) - unit(x).mean(0))@weight.T + words[y].mean(0))
    fig, axes = plt.subplots(1, 2, figsize=(7, 3), layout='constrained')
    for ax, points, title in zip(axes, (unit(x)[:, :2], z[:, :2]), ('features', 'embeddings')):
        ax.scatter(points[:, 0], points[:, 1], c=[OKABE_ITO[c] for c in y], s=8)
        ax.set(title=title, xlabel='first dimension', ylabel='second')
    for word, colour in zip(words, OKABE_ITO):
        axes[1].plot(*word[:2], '*', color=colour, markersize=16, markeredgecolor='black')
    assert ((z@words.T).argmax(1) == y).mean() > .8
    plt.close()
    rater = Rater(('valence',), None, errors=np.arange(1., 10.)[:, None])
    test_eq([rater.reach(level).tolist() for level in (.9, .5, .1)], [[9], [5], [1]])
    for level in (.91, 0, 1):
        test_fail(lambda level=level: rater.reach(level), contains='from 9 held-out rows: choose one up to 0.90')
