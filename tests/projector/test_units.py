# Generated from nbs/projector/79_units.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from collections import Counter
from dataclasses import replace
from fastcore.test import test_close, test_eq, test_fail
from sklearn.metrics import roc_auc_score
from tinyemo.images.features import FeatureSet
from tinyemo.images.taxonomy import EKMAN
from tinyemo.projector.fit import fit
from tinyemo.projector.model import Projector
from tinyemo.projector.units import area_under_roc, log_odds, unit_words, units


def test_hidden_units():
    rng = np.random.default_rng(0)
    y = np.arange(240) % 6
    x = rng.normal(size=(6, 24))[y] + .5*rng.normal(size=(240, 24))
    toy = FeatureSet(x.astype(np.float32), y, [str(i) for i in range(240)], EKMAN.labels, {'encoder': 'toy'})
    model = fit(toy, 'paper', transfer=False)
    found = units(model, toy, y == 0, 3)
    assert abs(found[0].auc - .5) > .3 and abs(found[0].lost) < .2
    test_close(area_under_roc(x[:, :3], y == 0), [roc_auc_score(y == 0, column) for column in x[:, :3].T])


def test_words_of_units():
    words = log_odds(Counter(sad=10, the=100), Counter(sad=5, the=1000, joy=50))
    test_eq(words[0][0], 'sad')
    ratios = {word: ratio for word, ratio, _ in words}
    assert ratios['joy'] < 0 and words[0][2] > 3
    rng = np.random.default_rng(0)
    y = np.arange(240) % 6
    x = rng.normal(size=(6, 24))[y] + .5*rng.normal(size=(240, 24))
    toy = FeatureSet(x.astype(np.float32), y, [str(i) for i in range(240)], EKMAN.labels, {'encoder': 'toy'})
    model = fit(toy, 'paper', transfer=False)
    captions = [[EKMAN.labels[i], str(rng.choice(list('abc')))] for i in y] # the label, and a letter that means nothing
    found = unit_words(model, toy, captions, most=3)
    assert found[0].word in EKMAN.labels and found[0].z > found[0].baseline


def test_edge_cases():
    rng = np.random.default_rng(0)
    y = np.arange(60) % 6
    x = rng.normal(size=(6, 24))[y] + .5*rng.normal(size=(60, 24))
    toy = FeatureSet(x.astype(np.float32), y, [str(i) for i in range(60)], EKMAN.labels, {'encoder': 'toy'})
    model = fit(toy, 'paper', transfer=False)
    flat = replace(model, members=[Projector(model.members[0].layers[:1])])
    test_fail(lambda: units(flat, toy, y == 0), contains='no hidden layer')
    test_fail(lambda: units(model, toy, y > 9), contains='0 of 60')
    test_fail(lambda: unit_words(model, toy, [[]]), contains='words of 1 images')
    test_eq(log_odds(Counter(), Counter(sad=1)), [])
