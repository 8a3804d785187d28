# Generated from nbs/synthesis/30_scenes.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
from PIL import Image
from fastcore.test import test_eq, test_fail
from sklearn.datasets import load_sample_image
from tinyemo.images.faces import Face, draw, expressions, variants
from tinyemo.synthesis.scenes import _BEARDS, _table, face_scene, palette, photo_scene, possible, rating_words, told_facts


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
    test_eq(told_facts({}), {})
    test_eq(told_facts({'caption': ' ', 'valence': None}), {})
    test_fail(lambda: rating_words({'valence': 8.2}), contains='outside of the scale from 1 to 7')
    test_fail(lambda: rating_words({'valence': 'high'}), contains="valence is 'high': give a number")
    test_eq(rating_words({'valence': 8.2}, (1, 9))['degree'], 'very pleasant')
    test_eq([rating_words({'valence': v})['valence'] for v in (3.4, 3.5, 4.6)], ['negative', 'neutral', 'positive'])
    test_eq(rating_words({'valence': 7})['degree'], 'very pleasant')
    middling = {'valence': 1, 'arousal': 3.5, 'valence_sd': 1}
    test_eq(rating_words(middling), {'valence': 'negative', 'degree': 'very unpleasant'})
    test_eq(rating_words(dict.fromkeys(middling, 'nan')), {}) # as a CSV may say that there is none
    test_fail(lambda: rating_words(middling, (1, 1)), contains='scale is 1,1: give the least rating')
    grey = Image.new('RGB', (9, 9), 'grey')
    names = ('awe', 'fear', 'surprise', 'unpleasant', 'teal')
    test_eq([photo_scene(grey, label=name).get('valence') for name in names],
            ['positive', 'negative', None, 'negative', None])
