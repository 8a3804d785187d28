# Generated from nbs/evaluation/68_checks.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.evaluation.checks import chair, lexicon_agrees, prototype_agrees


def test_does_the_text_argue_for_its_label():
    said = ('I feel sorrow.', 'This is joy.', 'Not joy but sadness.', 'The mouth is open.')
    test_eq([lexicon_agrees(t, 'sadness') for t in said], [True, False, True, None])
    axis = {'tears': 0, 'smile': 1, 'sadness': 0, 'joy': 1}

    def toy(strings):
        words = [[w.strip('.,') for w in s.split()] for s in strings]
        return np.array([[sum(axis.get(w) == i for w in line) for i in range(2)] for line in words]) + 1e-6

    agrees = prototype_agrees(['tears, not joy joy joy', 'a smile'], ['sadness', 'sadness'], ['sadness', 'joy'], toy)
    test_eq(agrees.tolist(), [True, False])
    [lexicon_agrees(t, 'sadness') for t in said], agrees


def test_objects_that_are_not_there():
    c = chair(['Two dogs and a boat.', 'A dog by the tree.', 'Nothing.'], [['dog'], ['dog', 'tree'], ['boat']])
    test_eq((c['mentioned'], c['instances']), (4, .25))
    test_close(c['sentences'], 1/3)
    test_fail(lambda: chair(['a'], [[]]), contains='no object is listed')
