# Generated from nbs/projector/78_attributes.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.html import Rows
from tinyemo.images.features import FeatureSet
from tinyemo.images.taxonomy import EKMAN
from tinyemo.projector.attributes import attribute_table, direction_cosines, eraser, probe
from tinyemo.projector.fit import fit


def test_does_it_know_the_attribute():
    rng = np.random.default_rng(0)
    hat = rng.random(300) < .4
    x = rng.normal(size=(300, 20)) + 2*hat[:, None]*np.eye(20)[3]
    worn = np.where(hat, 'yes', 'no').tolist()
    knows = probe(x, worn)
    nothing = probe(rng.normal(size=(300, 20)), worn)
    assert knows['selectivity'] > .15 > abs(nothing['selectivity'])
    Rows([{'features': 'one knows of hats'} | knows, {'features': 'noise'} | nothing])


def test_erasing_a_direction():
    rng = np.random.default_rng(0)
    hat = rng.random(400) < .4
    x = rng.normal(size=(400, 12))@rng.normal(size=(12, 12)) + 2*hat[:, None]*rng.normal(size=12)
    values = hat.tolist()
    erase = eraser(x, values)
    clean = erase(x)
    test_close(clean[hat].mean(0), clean[~hat].mean(0), 1e-8) # no linear probe is better than the majority, on these images
    test_close(erase(clean), clean, 1e-6)
    before, after = probe(x, values), probe(clean, values)
    assert before['selectivity'] > .2 and after['accuracy'] <= after['majority'] + .02
    assert abs(clean - x).mean() < abs(x).mean()
    test_eq(set(direction_cosines(x, values, np.eye(12)[:3])), {'True', 'False'})
    Rows([{'embeddings': 'as they are'} | before, {'embeddings': 'erased'} | after])


def test_an_attribute_from_features_to_answers():
    rng = np.random.default_rng(0)
    y = np.arange(300) % 6
    hat = rng.random(300) < np.where(y == 0, .7, .2) # the angry wear hats
    x = rng.normal(size=(6, 24))[y] + .5*rng.normal(size=(300, 24)) + 2*hat[:, None]*rng.normal(size=24)
    toy = FeatureSet(x.astype(np.float32), y, [str(i) for i in range(300)], EKMAN.labels, {'encoder': 'toy'})
    model = fit(toy, 'best', transfer=False)
    table = attribute_table(model, toy, {'hat': np.where(hat, 'yes', 'no').tolist(), 'id': toy.ids})
    row, = table # `id` cannot be probed
    assert row.features > .9 and abs(row.embeddings - row.control) < .05 and row.emotion == 'anger' and abs(row.cosine) > .2


def test_edge_cases():
    test_fail(lambda: probe(np.eye(60), ['a']*60), contains='a probe takes at least two')
    test_fail(lambda: probe(np.eye(60), ['a']*56 + ['b']*4), contains='a (56), b (4)')
