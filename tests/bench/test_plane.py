# Generated from nbs/bench/09_plane.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
from dataclasses import replace
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.bench.plane import likeness_probs, number_rows, same_row, side_pass, theme_folds, word_pass
from tinyemo.bench.ratings import caption_set
from tinyemo.images.datasets import load_dataset
from tinyemo.images.taxonomy import SENTIMENT, sentiment_of
from tinyemo.projector.plane import CIRCUMPLEX, emotion_plane


def test_folds_by_theme():
    fold = theme_folds(np.array([7, 7, 3, 3, 9, 9, 1]), 2)
    test_eq(fold[0::2][:3], fold[1::2]) # both rows of a theme
    test_fail(lambda: theme_folds(np.array([1, 1]), 2), contains='1 groups for 2 folds')


def test_probabilities_of_words_by_likeness_of_meaning():
    rng = np.random.default_rng(0)
    words, reference = rng.normal(size=(3, 8)), rng.normal(size=(50, 8))
    probs = likeness_probs(words, words, reference)
    test_eq(probs.argmax(1), [0, 1, 2])
    test_close(probs.sum(1), 1)
    probs.round(3)


def test_rows_of_figures():
    row = same_row('two', 'a, b', np.array([0, 0, 1, 1]), np.array([0, 0, 1, 0]), np.arange(4))
    test_eq(row['same %'], 75)
    test_eq(row['by chance %'], 50) # .5·.75 + .5·.25


@pytest.mark.data
def test_on_oasis_data():
    oasis = load_dataset('oasis')
    small = caption_set(replace(oasis, examples=oasis.examples[::4]))
    fold = theme_folds(small.groups, 3)
    found = word_pass(small, small, ['joy', 'fear', 'calmness'], fold)
    probs, numbers, named = found['caption']
    test_close(probs.sum(1), 1, 1e-6)
    rows = number_rows('three', 'captions', numbers, small)
    assert rows[0]['r'] > .2 # words near the caption tell valence
    truth = np.array([SENTIMENT.index(sentiment_of(v)) for v in small.ratings['valence'][:, 0]])
    probs, numbers, named = side_pass(replace(small, labels=truth, classes=SENTIMENT.labels), fold)
    row = same_row('three sides', 'rater and plane, people', named.argmax(1), truth, small.groups)
    assert row['same %'] > row['by chance %'] + 5


def test_edge_cases():
    test_eq(emotion_plane(list(CIRCUMPLEX)).words, tuple(CIRCUMPLEX)) # every concept has a place
    probs = likeness_probs(np.eye(2), np.eye(2), np.eye(2), 1000.)
    test_close(probs, np.eye(2), 1e-6) # very sharp: the nearest word
