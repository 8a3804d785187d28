# Generated from nbs/60_benchevaluate.ipynb by tinyemo.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_close, test_eq
from tinyemo.benchevaluate import NAMES, evaluate_bench, invented, plain_metrics
from tinyemo.scores import Scorer


def test_the_bench():
    p, y = invented(500, 5)
    s = Scorer(p, y)
    values = dict(zip(s.names, s(np.ones(500))[0]))
    test_close([values[m] for m in NAMES], plain_metrics(p, y), 1e-6)
    r = evaluate_bench(400, 4, 10, 2, say=lambda *a: None)
    test_eq([set(row) for row in r['rows']], [{'what', 'seconds', 'times ours'}]*2)
    assert r['largest_difference'] < 1e-6 and r['peak_MB'] > 10
