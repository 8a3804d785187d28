# Generated from nbs/synthesis/30_scenes.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from PIL import Image
from fastcore.test import test_eq
from tinyemo.images.faces import Face, expressions, variants
from tinyemo.synthesis.scenes import BEARDS, _table, claims, emotion_words, face_scene, false_claims, meant, palette, photo_scene


def test_a_drawn_face():
    for style in ('open-peeps', 'avataaars'):
        assert all(face_scene(Face(e, 'hijab', style=style))['mouth'] for e in expressions(style))
        assert all((style, h) in _table('heads.csv', 'head') for h in variants(style, 'head' if style == 'open-peeps' else 'top'))
        assert set(variants(style, 'facialHair')) <= set(BEARDS)
    test_eq(face_scene(Face(head='turban'))['hair'], '')
    assert 'eyes' not in face_scene(Face(accessory='sunglasses'))
    face_scene(Face('rage', 'mohawk', hair='auburn', accessory='glasses'))


def test_a_photograph():
    half = Image.new('RGB', (100, 40), (255, 0, 0))
    half.paste((0, 0, 0), (60, 0, 100, 40))
    scene = photo_scene(half, [('stop sign', .8), ('kite', .1)])
    test_eq((scene['objects'], scene['main_colours'], scene['colourfulness'], scene['shape']), (['stop sign'], ['red', 'black'], 'vivid', 'wide'))
    test_eq(photo_scene(Image.new('RGB', (9, 9), (120, 120, 120)))['colourfulness'], 'muted')
    test_eq([max(palette(Image.new('RGB', (4, 4), c))) for c in ('#8b5a2b', 'white', 'navy', 'hotpink', 'gold')], ['brown', 'white', 'blue', 'pink', 'yellow'])
    from sklearn.datasets import load_sample_image

    photo_scene(Image.fromarray(load_sample_image('china.jpg')))


def test_claims():
    assert {'anger', 'rage', 'irritability'} <= meant('anger', 'anger', 'fury') and 'fear' not in meant('anger', 'anger', 'fury')
    assert {'joy', 'amusement'} <= meant('amusement', 'joy', 'laughter')
    test_eq(emotion_words()['furious'], {'anger'})
    len(emotion_words())
    scene = face_scene(Face('rage', 'mohawk', clothing='blue', hair='red', accessory='glasses'))
    said = lambda text, question='', scene=scene: [(c.about, c.says, c.holds) for c in claims(text, scene, question)]
    for text, want in {
        'A cartoon person with a red mohawk wears a blue top.': [('kind', 'drawing', True), ('hair_colour', 'red', True), ('clothing', 'blue', True)],
        'The hair is blue and the shirt is red.': [('hair_colour', 'blue', False), ('clothing', 'red', False)],
        'There is no hat, but there are glasses.': [('headwear', 'not hat', True), ('eyewear', 'glasses', True)],
        'Slanted brows and a big smile.': [('brows', 'slanted', True), ('mouth', 'large', False), ('mouth', 'smile', False)],
        'Very round, glaring eyes over a mouth open in a shout': [('eyes', 'round', True), ('eyes', 'glaring', True), ('mouth', 'open', True), ('mouth', 'shout', True)],
        'The figure is furious rather than sad.': [('emotion', 'furious', True), ('emotion', 'not sad', True)],
        'A photograph of a crowd in a pleasant mood': [('kind', 'photograph', False), ('count', 'crowd', False), ('valence', 'positive', False)],
        'A round afro and two people': [('count', 'people', False)], 'Someone stands by the sea.': []}.items():
        test_eq(said(text), want)
    test_eq(said('It is blue.', 'What colour is the top?'), [('clothing', 'blue', True)])
    test_eq(said('No.', 'Does the person wear a hat?'), [('headwear', 'not hat', True)])
    test_eq(said('Yes, there is a beard.', 'Is there a beard?'), [('facial_hair', 'beard', False), ('facial_hair', 'beard', False)])
    test_eq(said('Worried brows show disgust.', scene=face_scene(Face('sickened', 'bob', style='avataaars'))), [('brows', 'worried', True), ('emotion', 'disgust', True)])
    photo = photo_scene(Image.new('RGB', (90, 60), 'navy'), label='fear')
    test_eq(said('Rather dark blue water, nothing red; it frightens like horror.', scene=photo), [('light', 'dark', True), ('colours', 'blue', True), ('colours', 'not red', True), ('emotion', 'horror', True)])
    looks = [face_scene(Face(e, 'short1')) for e in expressions()]
    sentence = lambda s: f"The face has {s['brows'] or 'no hair above it'}, {s['eyes']} and {s['mouth']}."
    own = [claims(sentence(s), s) for s in looks]
    assert all(c.holds for cs in own for c in cs), [(c, s['eyes']) for cs, s in zip(own, looks) for c in cs if not c.holds]
    crossed = [all(c.holds for c in claims(sentence(a), b)) for a in looks for b in looks if a is not b]
    assert np.mean(crossed) < .03
    f'{sum(map(len, own))} true claims about {len(looks)} faces; {np.mean(crossed):.1%} of the sentences also fit another face'
    test_eq([c.says for c in false_claims('A calm face with a red mohawk and a beard.', face_scene(Face('rage', 'mohawk', hair='red')))], ['calm', 'beard'])
