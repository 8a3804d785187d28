# Generated from nbs/synthesis/34_readers.ipynb by tinyemo.dev.nbtools: edit the notebook.
from fastcore.test import test_eq
from tinyemo.images.faces import Face
from tinyemo.synthesis.grammar import Place
from tinyemo.synthesis.readers import Claim, _agrees, _equal, _read_light, _read_look, claim_of, word_readers
from tinyemo.synthesis.scenes import face_scene


def test_claims_of_words():
    scene = face_scene(Face('rage', 'mohawk', clothing='blue', hair='red'))
    words = 'a worried person with a red mohawk , worried brows and no beard'.split()
    found = [claim for at, word in enumerate(words) if word in word_readers()
             for claim in word_readers()[word](Place(words, at, scene, None))]
    test_eq([c.about for c in found], ['emotion', 'hair_colour', 'brows', 'facial_hair'])
    for said in ('brows are worried', 'worried thick brows'): # the noun behind, or beyond another adjective
        words = said.split()
        test_eq([c.about for c in _read_look(Place(words, words.index('worried'), scene, None))], ['brows'])
    lit = {'kind': 'photograph', 'brightness': 'bright', 'colourfulness': 'muted'}
    light = lambda word, scene: [c.holds for c in _read_light(Place([word], 0, scene, None))]
    test_eq((light('bright', lit), light('dark', lit), light('bright', scene)), ([True], [False], []))
    here = Place(['dark'], 0, {'clothing': 'dark blue'}, None)
    test_eq([_equal('clothing', value, here)[0].holds for value in ('dark blue', 'dark', 'red')], [True, True, False])
    test_eq(_equal('hair_colour', 'red', here)[0].holds, None)
    test_eq([_agrees('joy', label) for label in ('pleasant', 'neutral', 'unpleasant')], [None, None, False])
    test_eq([claim_of('eyewear', 'glasses', truth, True) for truth in (True, None)],
            [Claim('eyewear', 'not glasses', False), Claim('eyewear', 'not glasses', None)])
