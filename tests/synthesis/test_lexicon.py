# Generated from nbs/synthesis/27_lexicon.ipynb by tinyemo.dev.nbtools: edit the notebook.
from fastcore.test import test_eq
from tinyemo.synthesis.lexicon import LOOKS, SAME, WORN, by_word, reads


def test_words_in_a_file():
    test_eq((WORN['beanie'], SAME['grinning']), ('headwear', 'grin'))
    assert 'shining' in LOOKS
    test_eq([reads(kind, 'parts') for kind in ('drawing', 'photograph', 'map')], [True, False, False])
    by_word('light')
