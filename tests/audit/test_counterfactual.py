# Generated from nbs/audit/10_counterfactual.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.audit.counterfactual import changed, compare_pairs, counterfactuals, drawn, face_pairs, offenders, read_pairs
from tinyemo.audit.gaps import forest_plot
from tinyemo.figures import contact_sheet
from tinyemo.images.faces import Face
from tinyemo.images.faceset import sample_faces, split_heads


def test_pairs():
    face = sample_faces(1, split_heads()['test'])[0]
    skin, glasses = face_pairs([face], ('skin', 'glasses'), {'skin': ('light', 'dark')})
    test_eq([skin['change'], glasses['change']], ['skin: light → dark', 'glasses: none → glasses'])
    pictures = drawn([skin['a'], skin['b'], glasses['a'], glasses['b']], 112)
    contact_sheet(pictures, ['light', 'dark', 'none', 'glasses'], columns=4)


def test_what_changes_in_the_answer():
    rng = np.random.default_rng(0)
    def noise():
        return rng.normal(0, .01, (40, 3))@(np.eye(3)-1/3)

    base = rng.dirichlet(np.ones(3), 40)
    darker = base*.8 + .2*np.array([1, 0, 0]) + noise()
    in_red = base + noise()
    changes = ['skin: light → dark']*40 + ['clothing: blue → red']*40
    rows = compare_pairs(np.concatenate([base, base]), np.concatenate([darker, in_red]), changes, ['anger', 'joy', 'fear'])
    test_eq((rows[0].change, rows[0].emotion), ('skin: light → dark', 'anger'))
    assert rows[0].p_max < .01 < .05 < rows[1].p_max and rows[0].shift_low > 0 > rows[1].shift_low*rows[1].shift_high
    table = rows.to_frame()
    ax = forest_plot(list(table.change + ', ' + table.emotion), table['shift'], table.shift_low, table.shift_high)
    ax.set_xlabel('change of the probability, 95 % interval');


def test_pairs_of_your_own():
    table = """change,before,after
glasses: none → round,a.png,b.png
glasses: none → round,c.png,d.png
"""
    with tempfile.TemporaryDirectory() as d:
        Path(d, 'pairs.csv').write_text(table, encoding='utf-8')
        before, after, changes, subjects = read_pairs(f'{d}/pairs.csv', ['x/a.png', 'x/b.png', 'x/c.png', 'x/d.png'])
    test_eq((before, after, subjects), ([0, 2], [1, 3], ['0', '1']))
    probs = np.array([[.9, .1], [.2, .8], [.7, .3], [.4, .6]])
    rows = compare_pairs(probs[before], probs[after], changes, ['fear', 'awe'], subjects, flips=100)
    test_eq(rows[0].flipped, 1.)


def test_edge_cases():
    faces = sample_faces(6, split_heads()['test'])
    pairs = face_pairs(faces, ('skin', 'glasses'), {'skin': ('light', 'dark')})
    test_eq([p['change'] for p in pairs], ['skin: light → dark']*6 + ['glasses: none → glasses']*6)
    for p in pairs[:6]:
        for field in ('expression', 'head', 'clothing', 'hair'):
            test_eq(getattr(p['a'], field), getattr(p['b'], field))
    assert all(p['a'].head == p['b'].head for p in face_pairs(faces, ('hair',)))
    assert changed(Face(head='noHair1'), 'hair', 'grey') is None
    test_fail(lambda: face_pairs(faces, ('nose',)), contains='skin, clothing')
    test_fail(lambda: changed(faces[0], 'skin', 'green'), contains="unknown skin 'green'")
    test_fail(lambda: face_pairs([Face(head='noHair1')], ('hair',)), contains='1 faces give no pair for hair')
    def darkness(images):
        middle = np.array([np.asarray(im)[90:130, 90:130].mean()/255 for im in images])
        dark = np.minimum(1, 1.2-middle)
        return np.stack([dark, 1-dark], 1)

    faces = sample_faces(6, split_heads()['test'])
    to = {'skin': ('pale', 'dark'), 'clothing': ('blue', 'red')}
    found, pairs = counterfactuals(darkness, ['dark', 'bright'], faces, ('skin', 'clothing'), to, flips=200)
    test_eq((found[0]['change'], found[0]['pairs']), ('skin: pale → dark', 6))
    worst = offenders(np.array([p['before'] for p in pairs]), np.array([p['after'] for p in pairs]), 3)
    assert all(pairs[i]['change'].startswith('skin') for i in worst)
    rng = np.random.default_rng(0)
    base = rng.dirichlet(np.ones(3), 40)
    def alarm():
        noisy = base + rng.normal(0, .01, (40, 3))@(np.eye(3)-1/3)
        rows = compare_pairs(base, noisy, ['a']*20+['b']*20, ['x', 'y', 'z'], flips=200)
        return min(r['p_max'] for r in rows) <= .05

    assert np.mean([alarm() for _ in range(100)]) <= .12
    who = np.repeat(np.arange(8), 5) # five pairs of one face say no more than one
    moved = base + rng.normal(0, .01, (8, 3))[who]@(np.eye(3)-1/3)
    once, five = (compare_pairs(base[at], moved[at], ['a']*len(at), ['x', 'y', 'z'], who[at].tolist(), flips=200)[0]
                  for at in (np.arange(0, 40, 5), np.arange(40)))
    test_close([once['shift'], once['p_max']], [five['shift'], five['p_max']])
    test_close([once['shift_low'], once['shift_high']], [five['shift_low'], five['shift_high']], eps=2e-3)
    test_fail(lambda: compare_pairs(base, base[:5], ['a']*40, ['x', 'y', 'z']), contains='shapes (40, 3) and (5, 3)')
    with tempfile.TemporaryDirectory() as d:
        csv = Path(d, 'pairs.csv')
        csv.write_text('change,before,after\nglasses,a.png,b.png\nglasses,c.png,d.png\n', encoding='utf-8')
        test_fail(lambda: read_pairs(csv, ['a.png']), contains="3 pictures")
        csv.write_text('before,after\na,b\n', encoding='utf-8')
        test_fail(lambda: read_pairs(csv, ['a', 'b']), contains='it needs rows with change, before, after')
        test_fail(lambda: read_pairs(Path(d, 'none.csv'), ['a', 'b']), contains='does not exist')
