# Generated from nbs/synthesis/27_lexicon.ipynb by tinyemo.dev.nbtools: edit the notebook.
from fastcore.test import test_eq
from tinyemo.synthesis.lexicon import by_word, word_list


def test_words_in_a_file():
    test_eq(by_word('worn')['beanie'], 'headwear')
    assert 'shining' in word_list('looks')
    by_word('light')
