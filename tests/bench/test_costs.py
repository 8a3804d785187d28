# Generated from nbs/bench/30_costs.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
from fastcore.test import test_close, test_eq
from tinyemo.bench.costs import NAMES, audit_bench, evaluate_bench, invented, plain_metrics, serve_bench
from tinyemo.evaluation.intervals import Scorer


@pytest.mark.suite
def test_scoring_suite():
    p, y = invented(500, 5)
    scorer = Scorer(p, y)
    values = dict(zip(scorer.names, scorer(np.ones(500))[0]))
    test_close([values[m] for m in NAMES], plain_metrics(p, y), 1e-6)
    r = evaluate_bench(400, 4, 10, 2, say=lambda *a: None)
    test_eq([set(row) for row in r['rows']], [{'what', 'seconds', 'times ours'}]*2)
    assert r['largest_difference'] < 1e-6 and r['peak_MB'] > 10


@pytest.mark.suite
def test_auditing_suite():
    r = audit_bench(400, 3, 20, say=lambda *a: None)
    assert r['largest_difference'] < 1e-5 # equal results; how much faster is for the bench to say
    assert r['peak_MB'] > 10 and r['rows'][2]['seconds'] > 0


@pytest.mark.suite
def test_serving_suite():
    r = serve_bench(requests=6, clients=(2,), say=lambda *a: None)
    test_eq([row['how'].split(',')[0] for row in r['rows']], ['library']*2 + ['service']*3)
    assert all(row['pictures a second'] > 0 and row['p50 ms'] <= row['p99 ms'] for row in r['rows'])
