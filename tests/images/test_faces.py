# Generated from nbs/images/50_faces.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from collections import Counter
from dataclasses import replace
from fastcore.test import test_eq, test_fail, test_ne
from tinyemo.images.faces import Face, STYLES, contact_sheet, definition, draw, expressions, facts, variants


def test_expressions_and_what_they_mean():
    table = expressions()
    test_eq(list(table), variants('open-peeps', 'expression'))
    test_eq(len({r['word'] for r in table.values()}), 30)
    for style in STYLES:
        rows = expressions(style).values()
        assert all(r['valence'] in ('positive', 'neutral', 'negative') and r['note'] for r in rows)
        test_eq(len({r['mikels'] for r in rows}-{''}), 8)
    test_eq(definition()['meta']['license']['name'], 'CC0 1.0')
    test_eq(definition('avataaars')['meta']['license']['name'], 'Free for personal and commercial use')
    test_fail(lambda: expressions('manga'), contains="unknown style 'manga'")
    {style: dict(Counter(r['mikels'] or '(none)' for r in expressions(style).values())) for style in STYLES}


def test_one_face():
    face = Face('rage', 'mohawk', skin='tan', hair='red')
    test_eq(face.id, replace(face).id)
    test_ne(face.id, replace(face, skin='pale').id)
    test_fail(lambda: Face('glee'), contains="unknown expression 'glee'")
    test_fail(lambda: Face(skin='blue'), contains="unknown skin 'blue'")
    test_fail(lambda: Face(head='bald'), contains="unknown head 'bald'")
    test_eq(facts(Face(head='mohawk', hair='red'))['hair'], 'red')
    test_eq(facts(Face(head='short1', hair='red'))['hair'], 'black')
    test_eq(facts(Face(head='hijab'))['hair'], '')
    assert facts(Face(accessory='glasses2'))['glasses'] and not facts(Face(accessory='eyepatch'))['glasses']
    facts(Face('rage', 'hatBeanie'))


def test_drawing():
    a, b = draw(Face('rage')), draw(Face('rage'))
    assert a.tobytes() == b.tobytes()
    test_eq((a.mode, a.size, a.getpixel((0, 0))[3]), ('RGBA', (256, 256), 0))
    contact_sheet([draw(Face(e), 128) for e in expressions()], list(expressions()), 10, 84)
    one = Face('suspicious', 'mohawk2', hair='blond')
    pair = [one, replace(one, skin='dark'), replace(one, hair='grey'), replace(one, accessory='glasses'), replace(one, facial_hair='full'),
            replace(one, head='hijab')]
    changed = [np.any(np.asarray(draw(p)) != np.asarray(draw(one)), axis=-1).mean() for p in pair]
    test_eq(changed[0], 0)
    assert 0 < changed[2] < changed[1] < .5
    contact_sheet([draw(p, 128) for p in pair], ['original', 'skin', 'hair', 'glasses', 'beard', 'hijab'], 6, 100)
    rows = expressions('avataaars')
    contact_sheet([draw(Face(e, 'shortFlat', style='avataaars'), 128) for e in rows], [f"{e}" for e in rows], 9, 90)
