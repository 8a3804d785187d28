# Generated from nbs/audit/00_groups.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.audit.groups import make_groups, quantities


def test_groups():
    rng = np.random.default_rng(0)
    skin = rng.choice(['light', 'dark'], 200)
    glasses = rng.choice(['yes', None], 200, p=[.3, .7])
    rare = ['ß']*3 + ['']*197
    g = make_groups({'skin': skin, 'glasses': glasses, 'id': range(200), 'style': ['x']*200, 'rare': rare}, depth=2)
    test_eq(g.names[:3], ['skin = dark', 'skin = light', 'glasses = yes'])
    test_eq([name for name, _ in g.left_out], ['id', 'style', 'rare = ß'])
    dict(zip(g.names, g.members.sum(0).tolist())), g.left_out


def test_quantities():
    probs = np.array([[.7, .3], [.6, .4], [.2, .8]])
    names, values, counts = quantities(probs, np.array([0, 1, 1]), ['fear', 'joy'])
    test_eq(names[:4], ['accuracy', 'over-confidence', 'says fear', 'says joy'])
    test_close(values[:, 0], [1, 0, 1]) # the second image shows joy and is taken for fear
    test_close(values[:, 1], [-.3, .6, -.2])
    test_eq(counts[:, names.index('recall of joy')].tolist(), [False, True, True])
    test_eq(values[1:, names.index('recall of joy')].tolist(), [0, 1])
    dict(zip(names, values.T.round(2).tolist()))


def test_edge_cases():
    rng = np.random.default_rng(0)
    skin = rng.choice(['light', 'dark'], 200)
    glasses = rng.choice(['yes', None], 200, p=[.3, .7])
    assert not any(', ' in name for name in make_groups({'skin': skin, 'glasses': glasses}).names)
    g = make_groups({'skin': skin, 'glasses': glasses}, depth=2)
    assert 'skin = dark, glasses = yes' in g.names and g.members.shape == (200, len(g.names))
    six = {'one': ['a']*2 + ['b']*4, 'two': ['x', 'y', 'x', 'x', 'y', 'y']}
    g = make_groups(six, 2, depth=2) # just enough, in and outside
    test_eq(g.names, ['one = a', 'one = b', 'two = x', 'two = y', 'one = b, two = x', 'one = b, two = y'])
    test_eq(g.members[:, 0], [1, 1, 0, 0, 0, 0])
    test_eq(g.members[:, 4], [0, 0, 1, 1, 0, 0])
    test_fail(lambda: make_groups({'one': ['a']*5 + ['b']}, 2), contains='5 of 6 images, at least 2')
    test_fail(lambda: make_groups({'one': ['a', 'b']}), contains='no group is left: one = a')
    test_fail(lambda: make_groups({'a': [1], 'b': [1, 2]}), contains='1, 2 values')
    test_fail(lambda: make_groups({}), contains='no values')
    hard = np.eye(2)[[0, 1, 1]]
    test_eq(quantities(hard, None, ['fear', 'joy'])[0], ['says fear', 'says joy'])
    assert 'over-confidence' not in quantities(hard, np.array([0, 1, 0]), ['fear', 'joy'])[0]
    test_fail(lambda: quantities(hard, None, ['fear']), contains='for 1 classes')
    test_fail(lambda: quantities(hard, [0], ['fear', 'joy']), contains='1 labels for 3 images')
