# Generated from nbs/images/50_faces.ipynb by tinyemo.dev.nbtools: edit the notebook.
import io
import numpy as np
import pandas as pd
from PIL import Image
from collections import Counter
from dataclasses import replace
from fastcore.test import test_eq, test_fail, test_ne
from tinyemo.figures import contact_sheet, figure_png
from tinyemo.images.faces import Face, STYLES, definition, draw, expressions, facts, variants


def test_expressions_and_what_they_mean():
    for style in STYLES:
        test_eq(len({row['mikels'] for row in expressions(style).values()} - {''}), 8)
    labels = {style: Counter(row['mikels'] or '(none)' for row in expressions(style).values()) for style in STYLES}
    pd.DataFrame(labels).fillna(0).astype(int)


def test_one_face():
    face = Face('rage', 'mohawk', skin='tan', hair='red')
    test_eq(face.id, replace(face).id)
    test_ne(face.id, replace(face, skin='pale').id)
    test_eq(facts(Face(head='mohawk', hair='red'))['hair'], 'red')
    test_eq(facts(Face(head='short1', hair='red'))['hair'], 'black')
    facts(Face('rage', 'hatBeanie'))


def test_drawing():
    names = list(expressions())
    sheet = contact_sheet([draw(Face(e), 128) for e in names], names, columns=10, size=.8)
    Image.open(io.BytesIO(figure_png(sheet))).convert('RGB').quantize(64) # 64 colours: a small file
    one = Face('suspicious', 'mohawk2', hair='blond')
    changes = {'original': {}, 'skin': {'skin': 'dark'}, 'hair': {'hair': 'grey'}, 'glasses': {'accessory': 'glasses'},
               'beard': {'facial_hair': 'full'}, 'hijab': {'head': 'hijab'}}
    drawings = {name: draw(replace(one, **change), 128) for name, change in changes.items()}
    pixels = {name: np.asarray(drawing) for name, drawing in drawings.items()}
    changed = {name: np.any(p != pixels['original'], axis=-1).mean() for name, p in pixels.items()}
    test_eq(changed['original'], 0)
    assert 0 < changed['hair'] < changed['skin'] < .5
    contact_sheet(drawings.values(), [f'{name}, {share:.0%}' for name, share in changed.items()], size=.9)
    names = list(expressions('avataaars'))
    drawings = [draw(Face(e, 'shortFlat', style='avataaars'), 128) for e in names]
    sheet = contact_sheet(drawings, names, columns=9, size=.8)
    Image.open(io.BytesIO(figure_png(sheet))).convert('RGB').quantize(64)


def test_edge_cases():
    table = expressions()
    test_eq(list(table), variants('open-peeps', 'expression'))
    test_eq(len({r['word'] for r in table.values()}), 30)
    for style in STYLES:
        rows = expressions(style).values()
        assert all(r['valence'] in ('positive', 'neutral', 'negative') and r['note'] for r in rows)
        test_eq(len({r['mikels'] for r in rows} - {''}), 8)
    test_eq(definition()['meta']['license']['name'], 'CC0 1.0')
    test_eq(definition('avataaars')['meta']['license']['name'], 'Free for personal and commercial use')
    test_fail(lambda: expressions('manga'), contains="unknown style 'manga'")
    test_fail(lambda: Face('glee'), contains="unknown expression 'glee'")
    test_fail(lambda: Face(skin='blue'), contains="unknown skin 'blue'")
    test_fail(lambda: Face(head='bald'), contains="unknown head 'bald'")
    test_fail(lambda: Face(accessory='ring'), contains="unknown accessory 'ring'")
    test_eq(facts(Face(head='hijab'))['hair'], '')
    assert facts(Face(accessory='glasses2'))['glasses'] and not facts(Face(accessory='eyepatch'))['glasses']
    a, b = draw(Face('rage')), draw(Face('rage'))
    assert a.tobytes() == b.tobytes()
    test_eq((a.mode, a.size, a.getpixel((0, 0))[3]), ('RGBA', (256, 256), 0))
    original, dark = draw(Face()), draw(Face(skin='dark'))
    assert np.any(np.asarray(original) != np.asarray(dark), axis=-1).mean() < .5
