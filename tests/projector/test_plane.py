# Generated from nbs/projector/57_plane.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tempfile
from PIL import Image
from fastcore.test import test_close, test_eq, test_fail
from sklearn.datasets import load_sample_images
from tinyemo.images.datasets import load_dataset
from tinyemo.images.encode import encode_images
from tinyemo.images.encoders import load_encoder
from tinyemo.images.features import FeatureSet
from tinyemo.images.taxonomy import MIKELS, TAXONOMIES, word_valence
from tinyemo.projector.checkpoint import load_model
from tinyemo.projector.plane import CIRCUMPLEX, WordPlane, circumplex_agreement, class_plane, emotion_plane, plane_plot, read_words, write_plane
from tinyemo.projector.rater import fit_rater
from tinyemo.projector.vectors import word_vectors


def test_a_plane_with_words_in_it():
    plane = WordPlane(('calm', 'joy', 'fear'), np.array([[5, 2], [6, 5], [2, 5.]]), np.array([1, 1.]))
    by_hand = np.exp([-.5*(1 + 9), -.5*0, -.5*16])
    test_close(plane.labels([[6, 5]])[0], by_hand/by_hand.sum())
    test_close(plane.ratings([[.5, .5, 0]]), [[5.5, 3.5]])
    dict(zip(plane.words, plane.labels([[5, 3.4]])[0].round(2)))


def test_places_read_by_a_rater_of_texts():
    rng = np.random.default_rng(0)
    texts, meaning = rng.normal(size=(200, 6)), rng.normal(size=(6, 2)) # a space in which two directions are felt
    rated = 4 + .5*texts@meaning + .2*rng.normal(size=(200, 2))
    rated = {name: np.stack([v, np.ones(200), np.full(200, 100)], 1) for name, v in zip(('valence', 'arousal'), rated.T)}
    captions = FeatureSet(texts, None, [str(i) for i in range(200)], (), {'scale': [1, 7]}, ratings=rated)
    plane = read_words(['up', 'down'], np.stack([texts[0], -texts[0]]), fit_rater(captions))
    test_eq(np.sign(plane.points - 4)[0], -np.sign(plane.points - 4)[1]) # opposite texts lie on opposite sides


def test_places_as_means_of_rated_sets():
    votes = np.array([[1, 0], [.5, .5], [0, 1]])
    plane = class_plane(['joy', 'fear'], votes, [[6, 4], [4, 4], [2, 6]])
    test_close(plane.points, [[(6 + .5*4)/1.5, 4], [(.5*4 + 2)/1.5, (.5*4 + 6)/1.5]])


def test_the_shipped_places():
    mikels = emotion_plane(MIKELS.labels)
    with tempfile.TemporaryDirectory() as d:
        again = emotion_plane(path=write_plane(mikels, f'{d}/plane.json', 'a test'))
    test_eq(again.words, MIKELS.labels)
    test_close(again.points, mikels.points)
    positive = np.array(MIKELS.valence) > 0
    assert mikels.points[positive, 0].min() > mikels.points[~positive, 0].max() # every pleasant word right of the others
    {word: [float(v) for v in at.round(1)] for word, at in zip(mikels.words, mikels.points)}


def test_beside_the_circumplex():
    truth = np.deg2rad(list(CIRCUMPLEX.values()))
    ideal = WordPlane(tuple(CIRCUMPLEX), 4 + np.stack([np.cos(truth), np.sin(truth)], 1), np.ones(2))
    test_close(list(circumplex_agreement(ideal).values()), [1, 1, 0], 1e-6)
    found = circumplex_agreement(emotion_plane())
    assert found['valence'] > .7
    assert found['arousal'] > .7
    {name: round(v, 2) for name, v in found.items()}


def test_a_picture_of_the_plane():
    model = load_model('photos-lite0')
    photographs = [Image.fromarray(pixels) for pixels in load_sample_images().images] # of scikit-learn, CC BY 2.0
    features = encode_images(photographs, load_encoder(model.encoder), ['temple', 'flower']).features
    rated = model.rater.predict(features)
    mikels = emotion_plane(MIKELS.labels)
    ax = plane_plot(mikels, rated, pictures=photographs)
    test_eq(len(ax.texts), 8)
    [dict(zip(mikels.words, p.round(2).tolist())) for p in mikels.labels(rated)]


@pytest.mark.data
def test_a_picture_of_the_plane_data():
    oasis = load_dataset('oasis')
    points = np.array([[e.attributes['valence'], e.attributes['arousal']] for e in oasis])
    words = ['anger', 'fear', 'sadness', 'boredom', 'contentment', 'joy']
    ax = plane_plot(emotion_plane(words), points, oasis.attribute('category'))
    test_eq(len(ax.get_legend().get_texts()), 4)


def test_edge_cases():
    one = WordPlane(('calm', 'joy'), np.array([[5, 2], [6, 5.]]), np.ones(2))
    test_fail(lambda: WordPlane(('calm',), np.ones((1, 3)), np.ones(2)), contains='give 2 numbers (valence, arousal) each')
    test_fail(lambda: WordPlane(('calm',), np.ones((1, 2)), np.zeros(2)), contains='spread above 0')
    test_fail(lambda: WordPlane(('calm',), np.full((1, 2), np.nan), np.ones(2)), contains='must be finite')
    test_fail(lambda: one.labels([[1, 2, 3]]), contains='ratings of shape (1, 3)')
    test_fail(lambda: one.ratings([[1, 0, 0]]), contains='for 2 words')
    test_fail(lambda: one.subset(['glee']), contains='no place is known for glee')
    test_fail(lambda: class_plane(['a', 'b'], [[1, 0]], [[1, 2]]), contains='no picture is called b')
    test_fail(lambda: class_plane(['a'], [[1, 0]], [[1, 2]]), contains='for 1 words')
    test_close(one.labels([[5, 2], [1, 1]]).sum(1), 1)
    far = one.labels([[1000., 1000.]])
    assert np.isfinite(far).all()
    test_close(one.ratings(np.eye(2)), one.points) # a sure label is its place
    three = WordPlane(('a', 'b'), np.ones((2, 3)) + np.eye(2, 3), np.ones(3), ('valence', 'arousal', 'dominance'), (1, 10))
    test_eq(three.labels([[2, 1, 1]]).argmax(), 0) # any number of ratings
    names = sorted({label for t in TAXONOMIES.values() for label in t.labels})
    plane = emotion_plane()
    shown = [w for w in names if w in plane.words]
    valence, sign = plane.subset(shown).points[:, 0], np.array([word_valence(w) for w in shown])
    better = (valence[sign > 0][:, None] > valence[sign < 0]).mean()
    assert better > .85 # AUROC of learnt valence for the sign that taxonomies give
    test_eq(sorted(set(names) - set(plane.words)), [])
    plt.close('all')


@pytest.mark.data
def test_edge_cases_data():
    oasis = load_dataset('oasis')
    about = {'encoder': 'captions', 'scale': list(oasis.scale)}
    vectors = word_vectors(oasis.attribute('caption'), 'minilm')
    captions = FeatureSet(vectors, None, oasis.ids, (), about, ratings=oasis.ratings, groups=oasis.groups)
    words = list(emotion_plane().words)
    again = read_words(words, word_vectors(words, 'minilm', 'the emotion of {emotion}'), fit_rater(captions))
    test_close(again.points, emotion_plane().points, .02) # what is shipped is what the fit gives
