# Generated from nbs/bench/24_needs.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pytest
from fastcore.test import test_eq
from tinyemo.bench.needs import TRIED, needs_bench


@pytest.mark.slow
def test_estimated_and_taken_slow():
    rows = needs_bench(TRIED[:1], say=lambda text: None)['rows']
    assert .75 < rows[0]['ratio'] < 1.25, rows
    columns = ['model', 'bits', 'learns', 'checkpointing', 'conversations', 'estimated GB', 'taken GB', 'ratio']
    test_eq(list(rows[0]), columns)
