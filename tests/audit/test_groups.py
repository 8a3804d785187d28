# Generated from nbs/audit/00_groups.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.audit.groups import Groups, benjamini_hochberg, gaps, make_groups
from tinyemo.metrics import softmax


def test_groups():
    rng = np.random.default_rng(0)
    skin = rng.choice(['light', 'dark'], 200)
    glasses = rng.choice(['yes', None], 200, p=[.3, .7])
    g = make_groups({'skin': skin, 'glasses': glasses, 'id': range(200), 'style': ['x']*200, 'rare': ['ß']*3+['']*197}, depth=2)
    test_eq(g.names[:3], ['skin = dark', 'skin = light', 'glasses = yes'])
    assert 'skin = dark, glasses = yes' in g.names and g.members.shape == (200, len(g.names))
    test_eq([name for name, _ in g.left_out], ['id', 'style', 'rare = ß'])
    test_fail(lambda: make_groups({'one': ['a', 'b']}), contains='no group is left: one = a')
    test_fail(lambda: make_groups({'a': [1], 'b': [1, 2]}), contains='1, 2 values')


def test_gaps_and_their_tests():
    y = np.array([0]*6 + [1]*4)
    right = np.array([1, 1, 0, 1, 0, 0, 1, 1, 0, 1])
    inside = np.array([1, 1, 0, 0, 0, 0, 1, 0, 0, 1], bool)
    probs = np.where(right[:, None] == 1, np.eye(2)[y]*.8+.1, np.eye(2)[1-y]*.8+.1)
    by_hand = (2*4/6*(1-1/4) + 2*2/4*(1-1/2))/(2*4/6 + 2*2/4)
    rows = gaps(probs, y, ['a', 'b'], Groups(['g'], inside[:, None], []), 50, draws=20)
    test_eq([r['quantity'] for r in rows if r['quantity'] == 'accuracy'], []) # weights below 3: too few images to tell
    big = gaps(np.tile(probs, (4, 1)), np.tile(y, 4), ['a', 'b'], Groups(['g'], np.tile(inside, 4)[:, None], []), 200, draws=50)
    found = {r['quantity']: r for r in big}
    test_close(found['accuracy']['gap'], by_hand, 1e-6)
    assert found['accuracy']['low'] < by_hand < found['accuracy']['high']
    test_close(benjamini_hochberg([.01, .04, .03, .5]), [.04, .04*4/3, .04*4/3, .5])
    def toy(n, strength, seed, link=0.):
        "Predictions that say anger more often of dark skin, by `strength` logits; `link`: dark faces are truly angrier."
        rng = np.random.default_rng(seed)
        skin = rng.random(n) < .3
        y = np.where(rng.random(n) < .3+link*skin, 0, rng.integers(1, 4, n))
        logits = 2*np.eye(4)[y] + rng.normal(size=(n, 4))
        logits[skin, 0] += strength
        return softmax(logits), y, {'skin': np.where(skin, 'dark', 'light'), 'hat': rng.choice(['yes', 'no'], n), 'age': rng.choice(['old', 'young', 'middle'], n)}
    classes = ['anger', 'joy', 'fear', 'sadness']
    p, y, attributes = toy(1000, .8, 0)
    top = gaps(p, y, classes, make_groups(attributes, depth=2))
    assert top[0]['quantity'] == 'probability of anger' and top[0]['group'].startswith('skin = ') and top[0]['p_max'] < .01 and abs(top[0]['low']) > 0
    p, y, attributes = toy(1000, 0, 1, link=.3)
    assert gaps(p, y, classes, make_groups(attributes))[0]['p_max'] > .05
    silent = [gaps(*toy(300, 0, s)[:2], classes, make_groups(toy(300, 0, s)[2]), 200, report=0)[0]['p_max'] <= .05 for s in range(60)]
    assert np.mean(silent) <= .12
    top[:3], np.mean(silent)
