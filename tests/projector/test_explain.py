# Generated from nbs/projector/80_explain.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from PIL import Image
from collections import Counter
from dataclasses import replace
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.images.features import FeatureSet
from tinyemo.projector.explain import attribute_table, direction_cosines, eraser, log_odds, occlusion, plot_occlusion, probe, unit_words, units
from tinyemo.projector.fit import fit
from tinyemo.projector.model import Projector


def test_does_it_know_the_attribute():
    rng = np.random.default_rng(0)
    hat = rng.random(300) < .4
    x = rng.normal(size=(300, 20)) + 2*hat[:, None]*np.eye(20)[3]
    r = probe(x, np.where(hat, 'yes', 'no').tolist())
    nothing = probe(rng.normal(size=(300, 20)), np.where(hat, 'yes', 'no').tolist())
    assert r['selectivity'] > .15 > abs(nothing['selectivity'])
    test_fail(lambda: probe(x, ['a']*300), contains='a probe takes at least two')


def test_erasing_a_direction():
    rng = np.random.default_rng(0)
    hat = rng.random(400) < .4
    x = rng.normal(size=(400, 12))@rng.normal(size=(12, 12)) + 2*hat[:, None]*rng.normal(size=12)
    erase, values = eraser(x, hat.tolist()), hat.tolist()
    clean = erase(x)
    test_close(clean[hat].mean(0), clean[~hat].mean(0), 1e-8) # no linear probe is better than the majority, on these images
    test_close(erase(clean), clean, 1e-6)
    assert probe(x, values)['selectivity'] > .2 and probe(clean, values)['accuracy'] <= probe(clean, values)['majority'] + .02
    assert abs(clean-x).mean() < abs(x).mean()
    test_eq(set(direction_cosines(x, values, np.eye(12)[:3])), {'True', 'False'})


def test_an_attribute_from_features_to_answers():
    rng = np.random.default_rng(0)
    y = np.arange(300)%6
    hat = rng.random(300) < np.where(y == 0, .7, .2)
    x = (rng.normal(size=(6, 24))[y] + .5*rng.normal(size=(300, 24)) + 2*hat[:, None]*rng.normal(size=24)).astype(np.float32)
    toy = FeatureSet(x, y, [str(i) for i in range(300)], ('anger', 'disgust', 'fear', 'joy', 'sadness', 'surprise'), {'encoder': 'toy'})
    m = fit(toy, 'best', transfer=False)
    row, = attribute_table(m, toy, {'hat': np.where(hat, 'yes', 'no').tolist(), 'id': toy.ids})
    assert row['features'] > .9 and row['embeddings'] > row['control'] and row['emotion'] == 'anger' and abs(row['cosine']) > .2


def test_hidden_units():
    rng = np.random.default_rng(0)
    y = np.arange(240)%6
    toy = FeatureSet((rng.normal(size=(6, 24))[y] + .5*rng.normal(size=(240, 24))).astype(np.float32), y, [str(i) for i in range(240)], ('anger', 'disgust', 'fear', 'joy', 'sadness', 'surprise'), {'encoder': 'toy'})
    m = fit(toy, 'paper', transfer=False)
    found = units(m, toy, y == 0, 3)
    assert abs(found[0]['auc']-.5) > .3 and abs(found[0]['lost']) < .2
    test_fail(lambda: units(replace(m, members=[Projector(m.members[0].layers[:1])]), toy, y == 0), contains='no hidden layer')
    test_fail(lambda: units(m, toy, y > 9), contains='0 of 240')


def test_words_of_units():
    words = log_odds(Counter(sad=10, the=100), Counter(sad=5, the=1000, joy=50))
    test_eq(words[0][0], 'sad')
    assert dict((w, d) for w, d, _ in words)['joy'] < 0 and words[0][2] > 3
    rng = np.random.default_rng(0)
    y = np.arange(240)%6
    classes = ('anger', 'disgust', 'fear', 'joy', 'sadness', 'surprise')
    toy = FeatureSet((rng.normal(size=(6, 24))[y] + .5*rng.normal(size=(240, 24))).astype(np.float32), y, [str(i) for i in range(240)], classes, {'encoder': 'toy'})
    m = fit(toy, 'paper', transfer=False)
    found = unit_words(m, toy, [[classes[i], str(rng.choice(list('abc')))] for i in y], most=3)
    assert found[0]['word'] in classes and found[0]['z'] > found[0]['baseline']
    test_fail(lambda: unit_words(m, toy, [[]]), contains='words of 1 images')


def test_where_in_the_image():
    picture = Image.new('RGB', (70, 70), 'white')
    picture.paste('black', (50, 10, 60, 20))
    dark = lambda images: np.array([[v := min(1., float((np.asarray(im.convert('L')) < 50).sum())/100), 1-v] for im in images])
    fall, label = occlusion(dark, picture)
    test_eq((np.unravel_index(fall.argmax(), fall.shape), label), ((1, 5), 0))
    assert fall.max() > .9 and fall[4:, :3].max() < .01
    plot_occlusion(picture, fall, 'a dark spot');
