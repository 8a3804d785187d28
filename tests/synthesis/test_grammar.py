# Generated from nbs/synthesis/33_grammar.ipynb by tinyemo.dev.nbtools: edit the notebook.
from fastcore.test import test_eq
from tinyemo.synthesis.grammar import Place, after_adjectives, is_denied, noun_of


def test_places():
    def at(word, text, kind='drawing'): # the place of a word
        words = text.split()
        return Place(words, words.index(word), {'kind': kind}, None)

    belongs = {text: noun_of(at(text.split()[0], text)) or after_adjectives(at(text.split()[0], text))
               for text in ('red mohawk', 'worried and pale', 'wide , shining eyes', 'blue with a hat')}
    test_eq(belongs['red mohawk'], 'mohawk')


def test_edge_cases():
    def at(word, text, kind='drawing'): # the place of a word
        words = text.split()
        return Place(words, words.index(word), {'kind': kind}, None)

    test_eq([is_denied(at('hat', text)) for text in ('no hat', 'a hat', 'no beard but a hat', 'against the hat')],
            [True, False, False, False])
    by = frozenset(['no']), ('and',)
    test_eq([is_denied(at('hat', text), *by) for text in ('no beard and a hat', 'no beard , hat', 'not a hat')],
            [False, True, False])
    test_eq([is_denied(at('light', text)) for text in ('little of light', 'a little light')], [True, False])
    test_eq(at('mustache', 'a mustache').form, 'moustache')
    test_eq([at('mouth', 'a mouth', kind).reads('parts') for kind in ('drawing', 'photograph')], [True, False])
