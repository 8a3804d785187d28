# Generated from nbs/bench/30_scoring.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_close, test_eq
from tinyemo.bench.scoring import NAMES, evaluate_bench, invented, plain_metrics
from tinyemo.evaluation.intervals import Scorer


def test_scoring():
    p, y = invented(500, 5)
    scorer = Scorer(p, y)
    values = dict(zip(scorer.names, scorer(np.ones(500))[0]))
    test_close([values[m] for m in NAMES], plain_metrics(p, y), 1e-6)
    r = evaluate_bench(400, 4, 10, 2, say=lambda *a: None)
    test_eq([set(row) for row in r['rows']], [{'what', 'seconds', 'times ours'}]*2)
    assert r['largest_difference'] < 1e-6 and r['peak_MB'] > 10
