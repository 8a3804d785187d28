# Generated from nbs/evaluation/20_intervals.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
from fastcore.test import test_close, test_eq, test_fail
from hypothesis import given, settings, strategies as st
from sklearn import metrics as sk
from tinyemo.calibration import ece, nll
from tinyemo.evaluation.intervals import Scorer, risk_coverage, scores
from tinyemo.evaluation.plots import plot_reliability
from tinyemo.figures import OKABE_ITO
from tinyemo.metrics import softmax, topk


def test_all_metrics_of_one_model():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 600)
    p = softmax(2*np.eye(3)[y] + rng.normal(size=(600, 3)))
    r = scores(p, y, ['anger', 'joy', 'fear'], valence=[-1, 1, -1], soft=.8*np.eye(3)[y] + .2/3)
    m = r['metrics']
    top1 = m['top1']
    test_close(top1['value'], sk.accuracy_score(y, p.argmax(1)))
    test_close(m['macro_f1']['value'], sk.f1_score(y, p.argmax(1), average='macro'))
    test_close(top1['high']-top1['low'], 2*1.96*(top1['value']*(1-top1['value'])/600)**.5, .01)
    {name: f"{v['value']:.3f} [{v['low']:.3f}, {v['high']:.3f}]" for name, v in m.items()}
    assert all(v['low'] <= v['value'] <= v['high'] for name, v in m.items() if 'ece' not in name)
    assert m['valence']['value'] > m['top1']['value'] > .8 and m['top1_at_80']['value'] > m['top1']['value']
    assert m['aurc']['value'] < 1-m['top1']['value']
    test_close(m['overconfidence']['value'], p.max(1).mean()-m['top1']['value'])
    assert m['adaptive_ece']['low']+m['adaptive_ece']['high'] > 2*m['adaptive_ece']['value'] # it lies too high
    fig, ax = plt.subplots(figsize=(4, 3), layout='constrained')
    plot_reliability(p, y, 10, ax);
    assert (p.argmax(1) == y).mean() > p.max(1).mean() # right more often than it claims
    exact = softmax(2*np.log(p)) # twice the logits
    assert ece(exact, y, 10) < ece(p, y, 10)
    ece(p, y, 10), ece(exact, y, 10)


def test_risk_and_coverage():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 600)
    p = softmax(2*np.eye(3)[y] + rng.normal(size=(600, 3)))
    coverage, risk = risk_coverage(p, y)
    m = scores(p, y, 'abc', 2)['metrics']
    test_close([risk[-1], risk.mean()], [1-m['top1']['value'], m['aurc']['value']], 1e-9)
    fig, ax = plt.subplots(figsize=(4, 3), layout='constrained')
    ax.plot(coverage, risk, color=OKABE_ITO[0], label='this model')
    ax.axhline(risk[-1], linestyle=':', color='.4', label='confidence that says nothing')
    ax.set(xlabel='coverage: share of images answered', ylabel='risk: share of them wrong', ylim=(0, None))
    ax.legend(frameon=False, fontsize=8);
    assert risk[199] == 0 < risk[299] < risk[479] < risk[-1] # the surest third, the surer half, 80 %, all


def test_edge_cases():
    @st.composite
    def cases(draw):
        n = draw(st.integers(1, 40))
        k = draw(st.integers(2, 6))
        seed = draw(st.integers(0, 10**6))
        rng = np.random.default_rng(seed)
        p = softmax(rng.normal(size=(n, k))*draw(st.sampled_from([0, 1, 50])))
        if draw(st.booleans()):
            p = np.eye(k)[rng.integers(0, k, n)]
        return p, rng.integers(0, draw(st.integers(1, k)), n), rng

    def plain_aurc(p, y):
        conf, wrong = p.max(1), (p.argmax(1) != y).astype(float)
        for c in set(conf):
            wrong[conf == c] = wrong[conf == c].mean()
        wrong = wrong[np.argsort(-conf, kind='stable')]
        return (wrong.cumsum()/np.arange(1, len(y)+1)).mean()

    @given(cases())
    @settings(max_examples=150, deadline=None)
    def test_agrees(case):
        p, y, rng = case
        n, k = p.shape
        s = Scorer(p, y)
        at = lambda w: dict(zip(s.names, s(w)[0]))
        m = at(np.ones(n))
        present = np.unique(y)
        pred = p.argmax(1)
        plain_nll = nll(p, y) if (p == 0).any() else sk.log_loss(y, np.maximum(p, np.finfo(float).eps), labels=range(k))
        test_close(m['top1'], sk.accuracy_score(y, pred), 1e-6)
        macro = dict(labels=present, average='macro', zero_division=0)
        test_close(m['balanced'], sk.recall_score(y, pred, **macro), 1e-6)
        test_close(m['macro_f1'], sk.f1_score(y, pred, **macro), 1e-6)
        test_close(m['nll'], plain_nll, 1e-6)
        test_close(m['brier'], ((p-np.eye(k)[y])**2).sum(1).mean(), 1e-6)
        test_close([m['top2'], m['ece'], m['aurc']], [topk(p, y, 2), ece(p, y), plain_aurc(p, y)], 1e-6)
        assert 0 <= m['adaptive_ece'] <= 1+1e-9 and m['top1_at_80'] >= 0
        rows = rng.integers(0, n, n)
        test_close(s(np.bincount(rows, minlength=n))[0], Scorer(p[rows], y[rows])(np.ones(n))[0], 1e-6)
        test_close(s(np.ones(n))[0], Scorer(p[::-1], y[::-1])(np.ones(n))[0], 1e-6)
    test_agrees()
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 600)
    p = softmax(2*np.eye(3)[y] + rng.normal(size=(600, 3)))
    test_eq(scores(p, y, 'abc', draws=50), scores(p, y, 'abc', draws=50))
    lone = scores(p[:5], np.zeros(5, int), ['anger', 'joy', 'fear'], draws=20) # one class only
    assert lone['per_class']['joy']['recall'] is None and lone['per_class']['joy']['support'] == 0
    assert lone['metrics']['macro_f1']['value'] > 0
    test_fail(lambda: scores(np.full((2, 3), np.nan), [0, 1], 'abc'), contains='NaN')
    test_fail(lambda: scores(p, y, 'ab'), contains='2 names for 3 classes')
    test_fail(lambda: scores(p, y, 'abc', soft=np.ones((600, 2))/2), contains='both must be alike')
    test_fail(lambda: scores(2*p, y, 'abc'), contains='not probabilities')
    test_fail(lambda: Scorer([[1.2, -.2], [.5, .5]], [0, 1]), contains='not probabilities') # though they sum to 1
    test_fail(lambda: scores(p[:0], [], 'abc'), contains='shape')
    confidence = np.array([.95, .9, .85, .8, .75, .7, .65, .6, .58, .55])
    y = np.array([1, 0, 0, 0, 0, 0, 0, 0, 1, 1])
    scorer = Scorer(np.stack([confidence, 1-confidence], 1), y, bins=2)
    by_hand = dict(zip(scorer.names, scorer(np.ones(10))[0]))
    test_close(by_hand['top1_at_80'], 7/8)
    test_close(by_hand['adaptive_ece'], (.25 + .08)/10)

    alike = Scorer(np.full((10, 2), [.7, .3]), y) # all as sure: the seven right ones are not sorted from the three others
    test_close(alike(np.ones(10))[0][list(alike.names).index('adaptive_ece')], 0)
