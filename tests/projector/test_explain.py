# Generated from nbs/projector/80_explain.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from PIL import Image
from collections import Counter
from dataclasses import replace
from fastcore.test import test_close, test_eq, test_fail
from sklearn.metrics import roc_auc_score
from tinyemo.html import Rows
from tinyemo.images.features import FeatureSet
from tinyemo.images.taxonomy import EKMAN
from tinyemo.projector.explain import area_under_roc, attribute_table, direction_cosines, eraser, log_odds, occlusion, plot_occlusion, probe, unit_words, units
from tinyemo.projector.fit import fit
from tinyemo.projector.model import Projector


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


def test_where_in_the_image():
    picture = Image.new('RGB', (70, 70), 'white')
    picture.paste('black', (50, 10, 60, 20))
    def dark(images): # how much of the picture is dark, and the rest
        shares = [min(1., (np.asarray(image.convert('L')) < 50).sum()/100) for image in images]
        return np.array([[share, 1 - share] for share in shares])

    fall, label = occlusion(dark, picture)
    test_eq((np.unravel_index(fall.argmax(), fall.shape), label), ((1, 5), 0))
    assert fall.max() > .9 and fall[4:, :3].max() < .01
    plot_occlusion(picture, fall, 'a dark spot');


def test_edge_cases():
    rng = np.random.default_rng(0)
    y = np.arange(60) % 6
    x = rng.normal(size=(6, 24))[y] + .5*rng.normal(size=(60, 24))
    toy = FeatureSet(x.astype(np.float32), y, [str(i) for i in range(60)], EKMAN.labels, {'encoder': 'toy'})
    model = fit(toy, 'paper', transfer=False)
    flat = replace(model, members=[Projector(model.members[0].layers[:1])])
    test_fail(lambda: probe(x, ['a']*60), contains='a probe takes at least two')
    test_fail(lambda: units(flat, toy, y == 0), contains='no hidden layer')
    test_fail(lambda: units(model, toy, y > 9), contains='0 of 60')
    test_fail(lambda: unit_words(model, toy, [[]]), contains='words of 1 images')
    test_eq(log_odds(Counter(), Counter(sad=1)), [])
