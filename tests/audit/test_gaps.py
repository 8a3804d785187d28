# Generated from nbs/audit/05_gaps.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
from fastcore.test import test_close, test_eq, test_fail
from scipy.stats import false_discovery_control
from tinyemo.audit.gaps import _gap_test, _null_variance, _permutation_pvalues, _runs, _turns, _within, forest_plot, gaps, permutation_maker
from tinyemo.audit.groups import Groups, make_groups
from tinyemo.html import Rows
from tinyemo.metrics import softmax
from unittest.mock import patch


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
    y = np.array([0]*6 + [1]*4)
    right = np.array([1, 1, 0, 1, 0, 0, 1, 1, 0, 1])
    inside = np.array([1, 1, 0, 0, 0, 0, 1, 0, 0, 1], bool)
    probs = np.where(right[:, None] == 1, np.eye(2)[y]*.8+.1, np.eye(2)[1-y]*.8+.1)
    rows = gaps(probs, y, ['a', 'b'], Groups(['g'], inside[:, None], []), 50, draws=20)
    test_eq([r['quantity'] for r in rows if r['quantity'] == 'accuracy'], []) # weights below 3: too few images to tell
    right = np.array([1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1]) # six of twelve weigh 3; one image of another label
    twelve = np.array([0]*12 + [1])
    just = np.where(right[:, None] == 1, np.eye(2)[twelve]*.8+.1, np.eye(2)[1-twelve]*.8+.1)
    rows = gaps(just, twelve, ['a', 'b'], Groups(['g'], np.arange(13)[:, None] < 6, []), 50, draws=20)
    test_eq([r['p_max'] < 1 for r in rows if r['quantity'] == 'accuracy'], [True])
    rng = np.random.default_rng(0)
    two, every_third = np.repeat([0, 1], [22, 14]), np.arange(36)[:, None] % 3 == 0
    test = _gap_test(every_third, rng.normal(size=(36, 1)) + .5*every_third, np.ones((36, 1), bool), two)
    jobs = _turns(two, 60, rng)
    test_eq([job['turns'] for job in jobs], [25, 25, 10])
    work = permutation_maker(test, two)
    p = np.concatenate(_permutation_pvalues(test, [(job, work(job)) for job in jobs])) # among sixty others
    test_close(61*p, np.round(61*p), eps=1e-9)
    order, starts = _runs(two)
    shuffled = [(test.left[order[_within(starts, 36, rng)]]*every_third[order]).sum() for _ in range(4000)]
    test_close(np.var(shuffled), _null_variance(test.members, test.left, two).item(), eps=.1*np.var(shuffled))
    one = Groups(['g'], inside[:, None], [])
    def shown(bar): # what a progress bar is about
        about = []
        with patch('tqdm.auto.tqdm', lambda items, desc, **kw: about.append(desc) or items):
            gaps(probs, y, ['a', 'b'], one, 50, draws=20, progress_bar=bar)
        return about
    test_eq((shown(True), shown(False)), (['permuting'], []))
    test_fail(lambda: gaps(probs[:5], y[:5], ['a', 'b'], one), contains='groups of 10 images for 5')
    test_close(false_discovery_control([.01, .04, .03, .5]), [.04, .04*4/3, .04*4/3, .5])
    shares = np.random.default_rng(0).dirichlet([1, 1], 300)
    of_three = np.column_stack([.9*shares, np.full(300, .1)]) # the same for every image: nothing to test, only rounding
    third = Groups(['g'], np.arange(300)[:, None] % 3 > 1, [])
    found = gaps(of_three, np.arange(300) % 2, ['a', 'b', 'c'], third, 20, draws=20)
    assert {'probability of a'} == {r['quantity'] for r in found} & {'probability of a', 'probability of c'}
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
