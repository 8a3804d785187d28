# Generated from nbs/audit/10_counterfactual.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.audit.counterfactual import changed, compare_pairs, counterfactuals, drawn, face_pairs, offenders, read_pairs
from tinyemo.figures import contact_sheet
from tinyemo.images.faces import Face
from tinyemo.images.faceset import sample_faces, split_heads


def test_pairs():
    faces = sample_faces(6, split_heads()['test'])
    pairs = face_pairs(faces, ('skin', 'glasses'), {'skin': ('light', 'dark')})
    test_eq([p['change'] for p in pairs], ['skin: light → dark']*6 + ['glasses: none → glasses']*6)
    test_eq({k for p in pairs[:6] for k in ('expression', 'head', 'clothing', 'hair') if getattr(p['a'], k) != getattr(p['b'], k)}, set())
    assert all(p['a'].head == p['b'].head for p in face_pairs(faces, ('hair',))) and changed(Face(head='noHair1'), 'hair', 'grey') is None
    test_fail(lambda: face_pairs(faces, ('nose',)), contains='skin, clothing')
    test_fail(lambda: changed(faces[0], 'skin', 'green'), contains="unknown skin 'green'")
    contact_sheet([im for p in pairs[:3]+pairs[6:9] for im in drawn([p['a'], p['b']])], [v for p in pairs[:3]+pairs[6:9] for v in p['change'].split(': ')[1].split(' → ')], columns=6)


def test_what_changes_in_the_answer():
    faces = sample_faces(6, split_heads()['test'])
    rng = np.random.default_rng(0)
    base = rng.dirichlet(np.ones(3), 40)
    moved = base*.8 + .2*np.array([1, 0, 0])
    noise = lambda: rng.normal(0, .01, (40, 3)) @ (np.eye(3)-1/3)
    rows = compare_pairs(np.concatenate([base, base]), np.concatenate([moved+noise(), base+noise()]), ['skin']*40+['top']*40, ['anger', 'joy', 'fear'])
    test_eq((rows[0]['change'], rows[0]['emotion']), ('skin', 'anger'))
    assert rows[0]['p_max'] < .01 < .05 < rows[1]['p_max'] and rows[0]['shift_low'] > 0
    silent = [min(r['p_max'] for r in compare_pairs(base, base+noise(), ['a']*20+['b']*20, ['x', 'y', 'z'], flips=200)) <= .05 for _ in range(100)]
    assert np.mean(silent) <= .12
    test_fail(lambda: compare_pairs(base, moved[:5], ['a']*40, ['x', 'y', 'z']) , contains='')
    dark = lambda images: np.array([[min(1, 1.2-np.asarray(im)[90:130, 90:130].mean()/255), 0] for im in images]) @ np.array([[1, -1], [0, 0]]) + [0, 1]
    found, pairs = counterfactuals(dark, ['dark', 'bright'], faces, ('skin', 'clothing'), {'skin': ('pale', 'dark'), 'clothing': ('blue', 'red')}, flips=200)
    test_eq((found[0]['change'], found[0]['pairs']), ('skin: pale → dark', 6))
    worst = offenders(np.array([p['before'] for p in pairs]), np.array([p['after'] for p in pairs]), 3)
    assert all(pairs[i]['change'].startswith('skin') for i in worst)


def test_pairs_of_your_own():
    with tempfile.TemporaryDirectory() as d:
        csv = Path(d)/'pairs.csv'
        csv.write_text('change,before,after\nglasses: none → round,a.png,b.png\nglasses: none → round,c.png,d.png\n', encoding='utf-8')
        before, after, changes, subjects = read_pairs(csv, ['x/a.png', 'x/b.png', 'x/c.png', 'x/d.png'])
        test_fail(lambda: read_pairs(csv, ['a.png']), contains="3 pictures")
        csv.write_text('before,after\na,b\n')
        test_fail(lambda: read_pairs(csv, ['a', 'b']), contains='it needs rows with change, before, after')
    test_eq((before, after, subjects), ([0, 2], [1, 3], ['0', '1']))
    probs = np.array([[.9, .1], [.2, .8], [.7, .3], [.4, .6]])
    compare_pairs(probs[before], probs[after], changes, ['fear', 'awe'], subjects, flips=100)
