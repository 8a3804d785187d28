# Generated from nbs/10_classification.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import numpy as np
import time
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.classification import classification_report


def test_the_report():
    probs = np.array([[.7, .2, .1], [.6, .3, .1], [.1, .8, .1], [.3, .3, .4]])
    report = classification_report(probs, [0, 1, 1, 1], ['awe', 'fear', 'joy'])
    test_eq(report['per_class']['fear'], dict(recall=1/3, precision=1., f1=.5, support=3))
    test_eq(report['per_class']['joy'], dict(recall=None, precision=None, f1=None, support=0))
    {k: v for k, v in report.items() if k not in ('per_class', 'confusion')}


def test_edge_cases():
    probs = np.array([[.7, .2, .1], [.6, .3, .1], [.1, .8, .1], [.3, .3, .4]])
    report = classification_report(probs, [0, 1, 1, 1], ['awe', 'fear', 'joy'])
    test_eq(list(report), '''n top1 ci95 top2 macro_f1 ece ece_reference calibration_error overconfidence
    nll brier per_class confusion'''.split())
    test_eq(report['per_class']['fear'], dict(recall=1/3, precision=1., f1=.5, support=3))
    test_eq(report['per_class']['joy'], dict(recall=None, precision=None, f1=None, support=0))
    test_close(report['macro_f1'], (2/3+1/2)/2)
    test_eq(report['top2'], .75)
    test_eq(json.loads(json.dumps(report)), report)
    test_fail(lambda: classification_report(probs, [0, 1, 1, 1], ['awe', 'fear']), contains='2 names for 3 classes')
    test_eq(classification_report([[.9, .1]], [0], ['awe', 'joy'])['calibration_error'], None)
    rng = np.random.default_rng(4)
    p = rng.dirichlet(np.ones(25), 100_000)
    y = rng.integers(0, 25, 100_000)
    start = time.perf_counter()
    report = classification_report(p, y, list('abcdefghijklmnopqrstuvwxy'))
    assert time.perf_counter()-start < 10
    order = rng.permutation(len(y))
    shuffled = classification_report(p[order], y[order], list(report['per_class']))
    single = classification_report(p.astype(np.float32), y, list(report['per_class']))
    for key in ('top1', 'ci95', 'top2', 'macro_f1', 'nll', 'brier', 'ece', 'overconfidence'):
        test_close(report[key], shuffled[key], eps=1e-9)
        test_close(report[key], single[key], eps=1e-4)
