# Generated from nbs/synthesis/46_templates.ipynb by tinyemo.dev.nbtools: edit the notebook.
from fastcore.test import test_eq
from pathlib import Path
from random import Random
from tinyemo.images.faces import Face
from tinyemo.images.taxonomy import MIKELS
from tinyemo.synthesis.prompts import Subject
from tinyemo.synthesis.scenes import face_scene
from tinyemo.synthesis.templates import _usable, _with_phrases, compose, converse, kinds, slots
from tinyemo.synthesis.wording import realise


def test_true_sentences():
    scene = face_scene(Face('fear', 'mohawk', hair='red'))
    s = Subject('a', 'a.png', Path('a.png'), 'fear', 'fear', MIKELS.labels, scene)
    words = slots(s, ['joy', 'fear'])
    test_eq((words['other'], words['headwear_a']), ('joy', ''))
    lines = [line for groups in kinds()['drawing']['vqa'].values() for line in groups[0]]
    left_out = {line for line in lines if not _usable(line, words)}
    print(f'{len(left_out)} of {len(set(lines))} lines about visible things do not fit this face, one of them:')
    print(min(left_out))
    print('\nOf those that fit, with one way through its wording:')
    print(realise(compose('vqa', s, Random(0)), Random(0)))


def test_edge_cases():
    test_eq(converse(Subject('b', 'b.png', Path('b.png')), Random(0)), ())
    test_eq(_with_phrases('<a> x. <a>', {'a': 'one|two'}), '[One|Two] x. [One|Two]')
    test_eq(_with_phrases('x: <a>', {'a': 'one|two'}), 'x: [one|two]')
    assert _usable('(spread is agreed) x', {'spread': 'agreed'}) and not _usable('(spread is agreed) x', {})
    at_odds = {'kind': 'photograph', 'valence': 'negative', 'degree': 'rather unpleasant'} # ratings against the label
    assert 'degree' not in slots(Subject('c', '', Path(), 'joy', scene=at_odds))
