# Generated from nbs/01_metrics.ipynb by tinyemo.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_close, test_eq, test_fail
from sklearn import metrics as sk
from tinyemo.metrics import bootstrap_ci, brier, checked, classification_report, confusion, ece, fit_temperature, macro_f1, nll, per_class, softmax, topk


def test_checked_input():
    test_fail(lambda: checked(np.ones((2, 3)), [0]), contains='give one label a row')
    test_fail(lambda: checked(np.ones((1, 3)), [3]), contains='allowed are 0 to 2')
    test_fail(lambda: checked([[np.nan, 1]], [0]), contains='hold NaN')
    test_fail(lambda: checked(np.zeros((0, 3)), []), contains='n at least 1')


def test_probabilities():
    test_close(softmax([[1000., 1000.], [0., np.log(3)]]), [[.5, .5], [.25, .75]])
    test_close(nll([[.25, .75]], [1]), -np.log(.75))
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(5000, 4))
    labels = np.array([rng.choice(4, p=p) for p in softmax(logits, .5)])
    t = fit_temperature(logits, labels)
    test_close(t, .5, eps=.03)
    test_close(fit_temperature(logits*10, labels), 10*t, eps=1e-2)


def test_right_or_wrong():
    test_eq(confusion([0, 1, 1, 2], [0, 1, 2, 2], 3).tolist(), [[1, 0, 0], [0, 1, 0], [0, 1, 1]])
    test_eq(topk([[.5, .3, .2], [.2, .3, .5]], [1, 0], 2), .5)
    rng = np.random.default_rng(1)
    for n, k in ((1, 2), (7, 5), (500, 8)):
        pred, labels = rng.integers(0, k, n), rng.integers(0, k, n)
        probs = rng.dirichlet(np.ones(k), n)
        present, parts = np.unique(labels), per_class(confusion(pred, labels, k))
        test_close(macro_f1(pred, labels, k), sk.f1_score(labels, pred, labels=present, average='macro', zero_division=0))
        test_close(parts['recall'][present], sk.recall_score(labels, pred, labels=present, average=None, zero_division=0))
        test_close(parts['precision'][present], sk.precision_score(labels, pred, labels=present, average=None, zero_division=0))
        test_close(topk(probs, labels, 2) if k > 2 else 1, sk.top_k_accuracy_score(labels, probs, k=2, labels=range(k)) if k > 2 else 1)
        test_close(nll(probs, labels), sk.log_loss(labels, probs, labels=range(k)))


def test_does_confidence_mean_anything():
    half = np.array([[.75, .25]]*4)
    test_close(ece(half, [0, 0, 0, 1]), 0)
    test_close(ece(half, [1, 1, 1, 1]), .75)
    test_close(brier([[1., 0.], [0., 1.]], [0, 0]), 1.)
    rng = np.random.default_rng(2)
    probs = rng.dirichlet(np.ones(5), 300)
    labels = rng.integers(0, 5, 300)
    naive = sum(abs((probs.argmax(1) == labels)[m].mean() - probs.max(1)[m].mean())*m.mean()
                for lo in np.arange(10)/10 for m in [(probs.max(1) > lo) & (probs.max(1) <= lo+.1)] if m.any())
    test_close(ece(probs, labels, 10), naive)
    test_close(brier(probs, labels), ((probs - np.eye(5)[labels])**2).sum()/300)


def test_how_sure_is_the_figure_itself():
    right = np.arange(594) < 446
    lo, hi = bootstrap_ci(right)
    p = right.mean()
    test_close([lo, hi], [p - 1.96*(p*(1-p)/594)**.5, p + 1.96*(p*(1-p)/594)**.5], eps=.01)
    test_eq(bootstrap_ci([1, 1, 1]), [1., 1.])
    test_eq(bootstrap_ci(right, seed=3), bootstrap_ci(right, seed=3))


def test_the_report():
    import json
    probs = np.array([[.8, .1, .1], [.3, .6, .1], [.2, .7, .1]])
    report = classification_report(probs, [0, 1, 0], ['awe', 'fear', 'joy'])
    test_eq(report['confusion'], [[1, 1, 0], [0, 1, 0], [0, 0, 0]])
    test_eq((report['per_class']['joy']['recall'], report['per_class']['awe']['recall']), (None, .5))
    test_close(report['macro_f1'], 2/3)
    test_eq(json.loads(json.dumps(report)), report)
    test_fail(lambda: classification_report(probs, [0, 1, 0], ['awe', 'fear']), contains='2 names for 3 classes')
