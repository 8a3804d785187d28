# Generated from nbs/50_neighbours.ipynb by tinyemo.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_close, test_fail
from tinyemo.features import FeatureSet
from tinyemo.fit import fit
from tinyemo.neighbours import divide, in_span, nearness


def test_in_the_span_and_beside_it():
    inside, rest = divide(np.array([[1., 2, 3]]), np.array([[1., 0, 0], [1, 1, 0]]))
    test_close((inside, rest), ([[1, 2, 0]], [[0, 0, 3]]))
    test_close(in_span(np.array([[1., 0, 1], [-1, 0, -1]]), np.array([[2., 0, 0]])), .5)


def test_nearness_as_a_quantity():
    rng = np.random.default_rng(0)
    y = np.arange(240)%6
    toy = FeatureSet((rng.normal(size=(6, 24))[y] + .5*rng.normal(size=(240, 24))).astype(np.float32), y, [str(i) for i in range(240)], ('anger', 'disgust', 'fear', 'joy', 'sadness', 'surprise'), {'encoder': 'toy'})
    m, _ = fit(toy, 'best', transfer=False)
    names, near = nearness(m, toy.features)
    assert 'near anger' not in names and near.shape == (240, len(names))
    whole = nearness(m, toy.features, ['anger', 'rage'], 'whole')[1]
    test_close(whole[:, 0], m.embed(toy.features)@m.prototypes.vectors[0], 1e-5)
    test_fail(lambda: nearness(m, toy.features, part='half'), contains="'half'")
    test_fail(lambda: nearness(m, toy.features, []), contains='no words')
    f'{in_span(m.embed(toy.features), m.prototypes.vectors):.0%} of the variance lies in the span of six anchors; {len(names)} words'
