# Generated from nbs/synthesis/34_readers.ipynb by tinyemo.dev.nbtools: edit the notebook.
from fastcore.test import test_eq
from tinyemo.images.faces import Face
from tinyemo.synthesis.grammar import Place
from tinyemo.synthesis.readers import word_readers
from tinyemo.synthesis.scenes import face_scene


def test_claims_of_words():
    scene = face_scene(Face('rage', 'mohawk', clothing='blue', hair='red'))
    words = 'a worried person with a red mohawk , worried brows and no beard'.split()
    found = [claim for at, word in enumerate(words) if word in word_readers()
             for claim in word_readers()[word](Place(words, at, scene, None))]
    test_eq([c.about for c in found], ['emotion', 'hair_colour', 'brows', 'facial_hair'])
