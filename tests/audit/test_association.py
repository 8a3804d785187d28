# Generated from nbs/audit/20_association.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.audit.association import LISTS, divide, image_associations, in_span, nearness, sc_weat, swapped_prompts, weat, word_associations
from tinyemo.figures import OKABE_ITO
from tinyemo.html import Rows
from tinyemo.images.features import FeatureSet
from tinyemo.projector.fit import fit
from tinyemo.projector.prototypes import WordSpace


def test_the_tests():
    def at(*degrees):
        angle = np.radians(degrees)
        return np.stack([np.cos(angle), np.sin(angle)], 1)

    r = weat(at(0, 30), at(60, 90), at(0), at(90))
    s = np.cos(np.radians([0, 30, 60, 90])) - np.sin(np.radians([0, 30, 60, 90])) # 1, .366, -.366, -1
    test_close(s, [1, .3660254, -.3660254, -1], 1e-6)
    test_close(r['effect'], (s[:2].mean()-s[2:].mean())/s.std(ddof=1), 1e-9)
    test_eq((r['p'], r['exact']), (2/6, True))


@pytest.mark.llm
def test_of_a_word_space_without_training_anything_llm():
    def flowers(space):
        return weat(*(space(LISTS[k]) for k in ('flowers', 'insects', 'pleasant', 'unpleasant')), permutations=2000)

    whitened = flowers(WordSpace(adjust='whiten'))
    raw = flowers(WordSpace())
    assert whitened['effect'] > 0 and whitened['p'] < .05 < raw['p']
    shown = ('effect', 'low', 'high', 'p')
    Rows({'space': name} | {k: r[k] for k in shown} for name, r in (('whitened', whitened), ('raw', raw)))
    import matplotlib.pyplot as plt

    rows = word_associations(['joy', 'anger', 'fear', 'sadness', 'disgust', 'surprise'], LISTS['women'], LISTS['men'])
    test_eq([r.label for r in rows if r.p_bh <= .05], ['anger'])
    assert rows[0].label == 'anger' and rows[0].effect < 0
    table = rows.to_frame()[::-1]
    fig, ax = plt.subplots(figsize=(4, 3), layout='constrained')
    ax.hlines(table.label, table.null_low, table.null_high, color='.8', linewidth=8, label='95 % by chance')
    ax.plot(table.effect, table.label, 'o', color=OKABE_ITO[0], label='effect')
    ax.axvline(0, color='.6', linewidth=1)
    ax.set(xlabel='nearer to men  ←  effect  →  nearer to women', xlim=(-2, 2))
    ax.legend(fontsize=7, loc='upper right');


@pytest.mark.llm
def test_words_swapped_in_the_prompts_llm():
    y = np.arange(120)%3
    features = np.eye(8)[y]*3 + np.random.default_rng(0).normal(size=(120, 8))
    ids = [str(i) for i in range(120)]
    toy = FeatureSet(features.astype(np.float32), y, ids, ('anger', 'joy', 'fear'), {'encoder': 'toy'})
    m = fit(toy, 'best', transfer=False)
    r, = swapped_prompts(m, toy.features)
    test_eq(r['change'], '… woman → … man')
    assert r['flipped'] == 0 and abs(r['shift']) < .02


def test_words_near_images():
    inside, rest = divide(np.array([[1., 2, 3]]), np.array([[1., 0, 0], [1, 1, 0]]))
    test_close((inside, rest), ([[1, 2, 0]], [[0, 0, 3]]))
    test_close(in_span(np.array([[1., 0, 1], [-1, 0, -1]]), np.array([[2., 0, 0]])), .5)
    rng = np.random.default_rng(0)
    y = np.arange(240)%6
    features = rng.normal(size=(6, 24))[y] + .5*rng.normal(size=(240, 24))
    classes = ('anger', 'disgust', 'fear', 'joy', 'sadness', 'surprise')
    toy = FeatureSet(features.astype(np.float32), y, [str(i) for i in range(240)], classes, {'encoder': 'toy'})
    m = fit(toy, 'best', transfer=False)
    names, near = nearness(m, toy.features)
    assert 'near anger' not in names and near.shape == (240, len(names))
    share = in_span(m.embed(toy.features), m.prototypes.vectors)
    assert share > .95
    f'{share:.0%} of the variance lies in the span of six anchors; {len(names)} words beside it'


def test_edge_cases():
    def at(*degrees):
        angle = np.radians(degrees)
        return np.stack([np.cos(angle), np.sin(angle)], 1)

    one = sc_weat(at(0)[0], at(0, 20), at(70, 90))
    cosines = np.cos(np.radians([0, 20, 70, 90]))
    test_eq((one['p'], one['exact']), (2/6, True))
    test_close(one['effect'], (cosines[:2].mean()-cosines[2:].mean())/cosines.std(ddof=1), 1e-9)
    test_fail(lambda: weat(at(0), at(90, 91), at(0), at(90)), contains='for one, use `sc_weat`')
    test_fail(lambda: weat(np.zeros((0, 2)), at(0, 1), at(0), at(90)), contains='at least one finite vector')
    test_fail(lambda: word_associations([], ['a'], ['b']), contains='no words given as labels')
    rng = np.random.default_rng(0)
    def cloud(n):
        return rng.normal(size=(n, 50))

    alarms = [weat(cloud(8), cloud(8), cloud(6), cloud(6), 200, i)['p'] <= .05 for i in range(200)]
    assert np.mean(alarms) <= .09
    rng = np.random.default_rng(1)
    poles = np.array([[1., 0], [-1, 0]])
    group = np.arange(60) < 20
    images = rng.normal(size=(60, 2)) + np.where(group, .8, 0)[:, None]*[1, 0]
    r = image_associations(images, group, poles, np.array([True, False]), permutations=500)
    assert r['effect'] > .5 and r['low'] > 0 and r['p'] < .01
    y = np.arange(120)%3
    features = np.eye(8)[y]*3 + np.random.default_rng(0).normal(size=(120, 8))
    ids = [str(i) for i in range(120)]
    toy = FeatureSet(features.astype(np.float32), y, ids, ('anger', 'joy', 'fear'), {'encoder': 'toy'})
    m = fit(toy, 'best', transfer=False)
    whole = nearness(m, toy.features, ['anger', 'rage'], 'whole')[1]
    test_close(whole[:, 0], m.embed(toy.features)@m.prototypes.vectors[0], 1e-5)
    test_fail(lambda: nearness(m, toy.features, part='half'), contains="'half'")
    test_fail(lambda: nearness(m, toy.features, []), contains='no words')
    test_fail(lambda: swapped_prompts(m, toy.features, 'a woman'), contains="'a woman' has no {emotion}")


@pytest.mark.llm
def test_edge_cases_llm():
    test_eq(len(word_associations(['Ärger', 'joy'], ['Mädchen'], ['garçon'])), 2) # any word has an embedding
    y = np.arange(120)%3
    features = np.eye(8)[y]*3 + np.random.default_rng(0).normal(size=(120, 8))
    ids = [str(i) for i in range(120)]
    toy = FeatureSet(features.astype(np.float32), y, ids, ('anger', 'joy', 'fear'), {'encoder': 'toy'})
    m = fit(toy, 'best', transfer=False)
    whole = nearness(m, toy.features, ['anger', 'rage'], 'whole')[1]
    test_close(whole[:, 0], m.embed(toy.features)@m.prototypes.vectors[0], 1e-5)
    test_fail(lambda: nearness(m, toy.features, part='half'), contains="'half'")
    test_fail(lambda: nearness(m, toy.features, []), contains='no words')
    test_fail(lambda: swapped_prompts(m, toy.features, 'a woman'), contains="'a woman' has no {emotion}")
    y = np.arange(120)%3
    features = np.eye(8)[y]*3 + np.random.default_rng(0).normal(size=(120, 8))
    ids = [str(i) for i in range(120)]
    toy = FeatureSet(features.astype(np.float32), y, ids, ('anger', 'joy', 'fear'), {'encoder': 'toy'})
    same, = swapped_prompts(fit(toy, 'best', transfer=False), toy.features, 'a {emotion}', 'a {emotion}')
    test_eq((same['flipped'], same['shift']), (0., 0.))
