# Generated from nbs/synthesis/30_scenes.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
from PIL import Image
from fastcore.test import test_eq, test_fail
from sklearn.datasets import load_sample_image
from tinyemo.images.faces import Face, draw, expressions, variants
from tinyemo.synthesis.scenes import _BEARDS, _by_word, _table, _words, claims, emotion_words, face_scene, false_claims, meant, palette, photo_scene, possible, rating_words, told_facts


def test_words_in_a_file():
    test_eq(_by_word('worn')['beanie'], 'headwear')
    assert 'shining' in _words('looks')
    _by_word('light')


def test_a_drawn_face():
    face = Face('rage', 'mohawk', hair='auburn', accessory='glasses')
    scene = face_scene(face)
    _, ax = plt.subplots(figsize=(5, 3), layout='constrained')
    ax.imshow(draw(face, 200), extent=(0, 1, 0, 1))
    shown = ('word', 'hair', 'eyewear', 'brows', 'eyes', 'mouth', 'clothing', 'headwear')
    for i, name in enumerate(shown):
        ax.text(1.1, .92-.12*i, f'{name}: {scene[name] or "none"}', fontsize=9, va='center')
    ax.set(xlim=(0, 2.6), ylim=(0, 1), title='A drawing and eight facts of its scene')
    ax.axis('off')
    test_eq((scene['hair'], scene['headwear']), ('an auburn mohawk', ''))


def test_a_photograph():
    told = {'caption': 'two brown dogs on a beach', 'category': 'Animal', 'valence': '5.9', 'valence_sd': .8}
    facts_told = told_facts(told)
    test_eq((facts_told['caption'], facts_told['category']), ('Two brown dogs on a beach.', 'animal'))
    test_eq([facts_told[name] for name in ('valence', 'degree', 'spread')], ['positive', 'clearly pleasant', 'agreed'])
    beach = told_facts({'caption': 'A dog and a ball on a beach.'})
    test_eq([name for name in ('beagle', 'tabby', 'seashore', 'ball') if possible(name, beach)], ['beagle', 'seashore'])
    temple = Image.fromarray(load_sample_image('china.jpg'))
    scene = photo_scene(temple)
    shares = palette(temple)
    _, (left, right) = plt.subplots(1, 2, figsize=(5.5, 2.3), layout='constrained')
    left.imshow(temple.resize((96, 64)))
    left.axis('off')
    right.barh(list(shares), list(shares.values()), color=list(shares), edgecolor='black')
    right.axvline(.03, color='black', linestyle=':', label='stated as there')
    right.axvline(.2, color='black', linestyle='--', label='stated as main')
    right.set(xlabel='share of the pixels', title='The palette')
    right.invert_yaxis()
    right.legend(fontsize=7, loc='center right')
    assert all(shares[c] >= .2 for c in scene['main_colours']) and all(shares[c] >= .03 for c in scene['colours'])
    assert not {'red', 'green'} & set(scene['colours'])


def test_claims():
    same = meant('anger', 'anger', 'fury')
    assert {'anger', 'rage', 'irritability'} <= same and 'fear' not in same
    sorted(meant('anger'))
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
    for style in ('open-peeps', 'avataaars'):
        assert all(face_scene(Face(e, 'hijab', style=style))['mouth'] for e in expressions(style))
        heads = variants(style, 'head' if style == 'open-peeps' else 'top')
        assert all((style, head) in _table('heads.csv', 'head') for head in heads)
        assert set(variants(style, 'facialHair')) <= set(_BEARDS)
    test_eq(face_scene(Face(head='turban'))['hair'], '')
    assert 'eyes' not in face_scene(Face(accessory='sunglasses'))
    half = Image.new('RGB', (100, 40), (255, 0, 0))
    half.paste((0, 0, 0), (60, 0, 100, 40))
    scene = photo_scene(half, [('stop sign', .8), ('kite', .1)])
    test_eq((scene['objects'], scene['main_colours']), (['stop sign'], ['red', 'black']))
    test_eq((scene['colourfulness'], scene['shape']), ('vivid', 'wide'))
    test_eq(photo_scene(Image.new('RGB', (9, 9), (120, 120, 120)))['colourfulness'], 'muted')
    plain = [max(palette(Image.new('RGB', (4, 4), c))) for c in ('#8b5a2b', 'white', 'navy', 'hotpink', 'gold')]
    test_eq(plain, ['brown', 'white', 'blue', 'pink', 'yellow'])
    assert {'joy', 'amusement'} <= meant('amusement', 'joy', 'laughter')
    test_eq(emotion_words()['furious'], {'anger'})
    test_eq(emotion_words()['worried'], {'fear'})
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
    test_eq(said('It is an animal.', 'What is the main subject?')[1], ('category', 'animal', True))
    test_eq(said('The subject is scenery.'), [('category', 'scenery', False)])
    test_eq(said('Raters agreed: a stirring, unpleasant picture.'),
            [('spread', 'agreed', False), ('arousal', 'stirring', False), ('valence', 'negative', False)])
    test_eq(said('It brings joy, not grief; no fear.'),
            [('emotion', 'joy', None), ('emotion', 'not grief', True), ('emotion', 'not fear', True)])
    test_eq(said('Sorrow'), [('emotion', 'sorrow', False)])
    test_eq(said('Is it a truck? Could it be fear?'), [])
    test_eq(told_facts({}), {})
    test_eq(told_facts({'caption': ' ', 'valence': None}), {})
    test_fail(lambda: rating_words({'valence': 8.2}), contains='outside of the scale from 1 to 7')
    test_fail(lambda: rating_words({'valence': 'high'}), contains="valence is 'high': give a number")
    test_eq(rating_words({'valence': 8.2}, (1, 9))['degree'], 'very pleasant')
    test_eq([rating_words({'valence': v})['valence'] for v in (3.4, 3.5, 4.6)], ['negative', 'neutral', 'positive'])
    test_eq(rating_words({'valence': 7})['degree'], 'very pleasant')
    middling = {'valence': 1, 'arousal': 3.5, 'valence_sd': 1}
    test_eq(rating_words(middling), {'valence': 'negative', 'degree': 'very unpleasant'})
    grey = Image.new('RGB', (9, 9), 'grey')
    names = ('awe', 'fear', 'surprise', 'unpleasant', 'teal')
    test_eq([photo_scene(grey, label=name).get('valence') for name in names],
            ['positive', 'negative', None, 'negative', None])
