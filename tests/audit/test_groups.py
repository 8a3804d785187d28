# Generated from nbs/audit/00_groups.ipynb by tinyemo.dev.nbtools: edit the notebook.
import io
import numpy as np
import pytest
from contextlib import redirect_stderr
from fastcore.test import test_close, test_eq, test_fail
from scipy.stats import false_discovery_control
from tinyemo.audit.groups import Groups, forest_plot, gaps, make_groups, quantities
from tinyemo.html import Rows
from tinyemo.metrics import softmax


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
    dict(zip(names, values.T.round(2).tolist()))


def test_gaps_and_their_tests():
    y = np.array([0]*6 + [1]*4)
    right = np.array([1, 1, 0, 1, 0, 0, 1, 1, 0, 1])
    inside = np.array([1, 1, 0, 0, 0, 0, 1, 0, 0, 1], bool)
    probs = np.where(right[:, None] == 1, np.eye(2)[y]*.8+.1, np.eye(2)[1-y]*.8+.1)
    by_hand = (2*4/6*(1-1/4) + 2*2/4*(1-1/2))/(2*4/6 + 2*2/4)
    four_times = Groups(['g'], np.tile(inside, 4)[:, None], [])
    rows = gaps(np.tile(probs, (4, 1)), np.tile(y, 4), ['a', 'b'], four_times, 200, draws=50)
    found = {r['quantity']: r for r in rows}
    test_close(found['accuracy']['gap'], by_hand, 1e-6)
    assert found['accuracy']['low'] < by_hand < found['accuracy']['high']


def test_a_planted_gap_drawn():
    def toy(n, strength, seed, link=0.):
        "Predictions that say anger more often of dark skin, by `strength` logits; `link`: dark faces are truly angrier."
        rng = np.random.default_rng(seed)
        skin = rng.random(n) < .3
        y = np.where(rng.random(n) < .3+link*skin, 0, rng.integers(1, 4, n))
        logits = 2*np.eye(4)[y] + rng.normal(size=(n, 4))
        logits[skin, 0] += strength
        attributes = {'skin': np.where(skin, 'dark', 'light'), 'hat': rng.choice(['yes', 'no'], n),
                      'age': rng.choice(['old', 'young', 'middle'], n)}
        return softmax(logits), y, attributes

    classes = ['anger', 'joy', 'fear', 'sadness']
    p, y, attributes = toy(1000, .8, 0)
    rows = gaps(p, y, classes, make_groups(attributes), report=100)
    anger = rows.to_frame().query("quantity == 'probability of anger' and group != 'skin = light'")
    test_eq(list(anger.group[anger.p_max <= .05]), ['skin = dark'])
    ax = forest_plot(list(anger.group), anger.gap, anger.low, anger.high)
    ax.set_xlabel('gap in the probability of anger, 95 % interval');
    assert {r.group for r in rows[:4]} <= {'skin = dark', 'skin = light'}
    Rows(rows[:4])


def test_silence_where_there_is_nothing():
    def no_gap(n, seed, link=0.):
        "Predictions that do not depend on skin; `link`: dark faces are truly angrier."
        rng = np.random.default_rng(seed)
        skin = rng.random(n) < .3
        y = np.where(rng.random(n) < .3+link*skin, 0, rng.integers(1, 4, n))
        probs = softmax(2*np.eye(4)[y] + rng.normal(size=(n, 4)))
        attributes = {'skin': np.where(skin, 'dark', 'light'), 'hat': rng.choice(['yes', 'no'], n),
                      'age': rng.choice(['old', 'young', 'middle'], n)}
        return probs, y, make_groups(attributes)

    classes = ['anger', 'joy', 'fear', 'sadness']
    p, y, groups = no_gap(1000, 1, link=.3)
    angrier = y[groups.members[:, groups.names.index('skin = dark')]] == 0
    assert angrier.mean() > (y == 0).mean() + .1
    assert gaps(p, y, classes, groups)[0].p_max > .05

    def alarm(seed):
        p, y, groups = no_gap(300, seed)
        return gaps(p, y, classes, groups, 200, report=0)[0].p_max <= .05

    alarms = np.mean([alarm(seed) for seed in range(60)])
    assert alarms <= .12


def test_edge_cases():
    rng = np.random.default_rng(0)
    skin = rng.choice(['light', 'dark'], 200)
    glasses = rng.choice(['yes', None], 200, p=[.3, .7])
    g = make_groups({'skin': skin, 'glasses': glasses}, depth=2)
    assert 'skin = dark, glasses = yes' in g.names and g.members.shape == (200, len(g.names))
    test_fail(lambda: make_groups({'one': ['a', 'b']}), contains='no group is left: one = a')
    test_fail(lambda: make_groups({'a': [1], 'b': [1, 2]}), contains='1, 2 values')
    test_fail(lambda: make_groups({}), contains='no values')
    hard = np.eye(2)[[0, 1, 1]]
    test_eq(quantities(hard, None, ['fear', 'joy'])[0], ['says fear', 'says joy'])
    assert 'over-confidence' not in quantities(hard, np.array([0, 1, 0]), ['fear', 'joy'])[0]
    test_fail(lambda: quantities(hard, None, ['fear']), contains='for 1 classes')
    test_fail(lambda: quantities(hard, [0], ['fear', 'joy']), contains='1 labels for 3 images')
    y = np.array([0]*6 + [1]*4)
    right = np.array([1, 1, 0, 1, 0, 0, 1, 1, 0, 1])
    inside = np.array([1, 1, 0, 0, 0, 0, 1, 0, 0, 1], bool)
    probs = np.where(right[:, None] == 1, np.eye(2)[y]*.8+.1, np.eye(2)[1-y]*.8+.1)
    rows = gaps(probs, y, ['a', 'b'], Groups(['g'], inside[:, None], []), 50, draws=20)
    test_eq([r['quantity'] for r in rows if r['quantity'] == 'accuracy'], []) # weights below 3: too few images to tell
    one = Groups(['g'], inside[:, None], [])
    class Terminal(io.StringIO):
        def isatty(self):
            return True
    def shown(bar):
        with redirect_stderr(Terminal()) as err:
            gaps(probs, y, ['a', 'b'], one, 50, draws=20, progress_bar=bar)
        return err.getvalue()
    assert 'permuting' in shown(True) and not shown(False)
    test_fail(lambda: gaps(probs[:5], y[:5], ['a', 'b'], one), contains='groups of 10 images for 5')
    test_close(false_discovery_control([.01, .04, .03, .5]), [.04, .04*4/3, .04*4/3, .5])
    rng = np.random.default_rng(0)
    skin = rng.random(1000) < .3
    y = np.where(rng.random(1000) < .3, 0, rng.integers(1, 4, 1000))
    logits = 2*np.eye(4)[y] + rng.normal(size=(1000, 4))
    logits[skin, 0] += .8
    attributes = {'skin': np.where(skin, 'dark', 'light'), 'hat': rng.choice(['yes', 'no'], 1000),
                  'age': rng.choice(['old', 'young', 'middle'], 1000)}
    top = gaps(softmax(logits), y, ['anger', 'joy', 'fear', 'sadness'], make_groups(attributes, depth=2))[0]
    assert top['quantity'] == 'probability of anger' and top['group'].startswith('skin = ')
    assert top['p_max'] < .01 and abs(top['low']) > 0


@pytest.mark.ray
def test_on_a_cluster_ray():
    from tinyemo.cluster import connected

    draw = np.random.default_rng(0)
    glad = draw.integers(0, 2, 400)
    sure = draw.dirichlet([1, 1], 400)
    hats = make_groups({'hat': draw.choice(['yes', 'no'], 400)})
    with connected('ray', 2):
        here, there = (gaps(sure, glad, ['fear', 'joy'], hats, 60, draws=20, **where)
                       for where in ({}, {'engine': 'ray', 'workers': 2}))
    test_eq(list(there), list(here))
