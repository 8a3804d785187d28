# Generated from nbs/synthesis/32_feelings.ipynb by tinyemo.dev.nbtools: edit the notebook.
from fastcore.test import test_eq
from tinyemo.synthesis.feelings import emotion_words, meant


def test_words_and_labels():
    same = meant('anger', 'anger', 'fury')
    assert {'anger', 'rage', 'irritability'} <= same and 'fear' not in same
    sorted(meant('anger'))


def test_edge_cases():
    assert {'joy', 'amusement'} <= meant('amusement', 'joy', 'laughter')
    test_eq(emotion_words()['furious'], {'anger'})
    test_eq(emotion_words()['worried'], {'fear'})
