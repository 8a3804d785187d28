# Generated from nbs/synthesis/35_claims.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
from PIL import Image
from fastcore.test import test_eq
from tinyemo.images.faces import Face, expressions
from tinyemo.synthesis.claims import claims, false_claims
from tinyemo.synthesis.scenes import face_scene, photo_scene


def test_claims():
    scene = face_scene(Face('rage', 'mohawk', clothing='blue', hair='red'))
    text = 'A calm face with a red mohawk and a beard, in a blue top.'
    test_eq([c.says for c in false_claims(text, scene)], ['calm', 'beard'])
    claims(text, scene)
    looks = [face_scene(Face(e, 'short1')) for e in expressions()]
    sentence = lambda s: f"The face has {s['brows'] or 'no hair above it'}, {s['eyes']} and {s['mouth']}."
    def share_true(a, b): # of what is said of face a, how much holds for face b?
        return np.mean([c.holds for c in claims(sentence(a), b)])
    table = np.array([[share_true(a, b) for b in looks] for a in looks])
    own = np.eye(len(looks), dtype=bool)
    assert (table[own] == 1).all(), [s['word'] for s, t in zip(looks, table[own]) if t < 1]
    assert (table[~own] == 1).mean() < .03
    _, ax = plt.subplots(figsize=(4, 3), layout='constrained')
    plt.colorbar(ax.imshow(table, cmap='cividis', vmin=0, vmax=1), label='share of claims that are true')
    ax.set(xlabel='face that is looked at', ylabel='face that the sentence is about')
    f'{len(looks)} faces; {(table[~own] == 1).mean():.1%} of the sentences fit another face without a fault'


def test_edge_cases():
    scene = face_scene(Face('rage', 'mohawk', clothing='blue', hair='red', accessory='glasses'))
    said = lambda text, question='', scene=scene: [tuple(c) for c in claims(text, scene, question)]
    test_eq(said('A cartoon person with a red mohawk wears a blue top.'),
            [('kind', 'drawing', True), ('hair_colour', 'red', True), ('clothing', 'blue', True)])
    test_eq(said('The hair is blue and the shirt is red.'), [('hair_colour', 'blue', False), ('clothing', 'red', False)])
    test_eq(said('There is no hat, but there are glasses.'), [('headwear', 'not hat', True), ('eyewear', 'glasses', True)])
    test_eq(said('Slanted brows and a big smile.'),
            [('brows', 'slanted', True), ('mouth', 'large', False), ('mouth', 'smile', False)])
    test_eq(said('Very round, glaring eyes over a mouth open in a shout'),
            [('eyes', 'round', True), ('eyes', 'glaring', True), ('mouth', 'open', True), ('mouth', 'shout', True)])
    test_eq(said('The figure is furious rather than sad.'), [('emotion', 'furious', True), ('emotion', 'not sad', True)])
    test_eq(said('A photograph of a crowd in a pleasant mood'),
            [('kind', 'photograph', False), ('count', 'crowd', False), ('valence', 'positive', False)])
    test_eq(said('A round afro and two people'), [('count', 'people', False)])
    test_eq(said('Someone stands by the sea.'), [])
    test_eq(said('It is blue.', 'What colour is the top?'), [('clothing', 'blue', True)])
    test_eq(said('No.', 'Does the person wear a hat?'), [('headwear', 'not hat', True)])
    test_eq(said('Yes, there is a beard.', 'Is there a beard?'), [('facial_hair', 'beard', False)]*2)
    sickened = face_scene(Face('sickened', 'bob', style='avataaars'))
    test_eq(said('Worried brows show disgust.', scene=sickened), [('brows', 'worried', True), ('emotion', 'disgust', True)])
    photo = photo_scene(Image.new('RGB', (90, 60), 'navy'), label='fear')
    test_eq(said('Rather dark blue water, nothing red; it frightens like horror.', scene=photo),
            [('light', 'dark', True), ('colours', 'blue', True), ('colours', 'not red', True), ('emotion', 'horror', True)])
    told = {'caption': 'Two brown dogs on a beach.', 'category': 'animal', 'valence': 5.9, 'valence_sd': 1.6, 'arousal': 2}
    photo = photo_scene(Image.new('RGB', (90, 60), 'navy'), [('ballplayer', .9)], 'pleasant', told=told)
    said = lambda text, question='', scene=photo: [tuple(c) for c in claims(text, scene, question)]
    test_eq(said('Two dogs.'), [('thing', 'dog', True), ('count', '2 dogs', True)])
    test_eq(said('Three dogs.')[1], ('count', '3 dogs', False))
    test_eq(said('A black dog.')[1], ('colour', 'black dog', False))
    test_eq(said('A brown dog.')[1:], [('colour', 'brown dog', True), ('colours', 'brown', True)])
    test_eq(said('A ball.'), [('thing', 'ball', None)])
    test_eq(said('Yes, there is a truck.'), [('thing', 'truck', False)])
    test_eq(said('No, there is no truck, and no dog.'), [('thing', 'not truck', True), ('thing', 'not dog', False)])
    test_eq(said('Possibly a ball, perhaps a truck.'), [('thing', 'perhaps ball', None), ('thing', 'perhaps truck', False)])
    test_eq(said('Perhaps a dog.'), [('thing', 'perhaps dog', None)]) # a guess that is right is no statement yet
    test_eq(said('There isn’t a dog.'), [('thing', 'not dog', False)])
    test_eq(said('It is an animal.', 'What is the main subject?')[1], ('category', 'animal', True))
    test_eq(said('The subject is scenery.'), [('category', 'scenery', False)])
    test_eq(said('Raters agreed: a stirring, unpleasant picture.'),
            [('spread', 'agreed', False), ('arousal', 'stirring', False), ('valence', 'negative', False)])
    test_eq(said('It brings joy, not grief; no fear.'),
            [('emotion', 'joy', None), ('emotion', 'not grief', True), ('emotion', 'not fear', True)])
    test_eq(said('Sorrow'), [('emotion', 'sorrow', False)])
    test_eq(said('Is it a truck? Could it be fear?'), [])
