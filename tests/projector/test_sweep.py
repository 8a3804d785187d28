# Generated from nbs/projector/97_sweep.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
import tempfile
from dataclasses import replace
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.dev.agreement import peer
from tinyemo.images.features import FeatureSet
from tinyemo.projector.sweep import held_out_figure, sweep
from tinyemo.projector.validation import cross_validate


def test_what_decides():
    rng = np.random.default_rng(0)
    labels = np.arange(90) % 3
    x = (np.eye(3, 8)[labels]*2 + rng.normal(size=(90, 8))).astype(np.float32)
    about = {'encoder': 'none', 'dataset': 'drawn', 'split': 'train'}
    fs = FeatureSet(x, labels, [str(i) for i in range(90)], ('anger', 'fear', 'joy'), about)
    one = held_out_figure(fs, 'linear', {'C': 3.})
    test_close(one, cross_validate(fs, 'linear', seeds=[0], C=3.)[0].nll)
    assert held_out_figure(fs, 'linear', {'C': 1e-4}) > one # next to nothing is learnt


@pytest.mark.peers
def test_a_study_that_goes_on_peers():
    peer('optuna')
    rng = np.random.default_rng(0)
    labels = np.arange(90) % 3
    x = (np.eye(3, 8)[labels]*2 + rng.normal(size=(90, 8))).astype(np.float32)
    about = {'encoder': 'none', 'dataset': 'drawn', 'split': 'train'}
    fs = FeatureSet(x, labels, [str(i) for i in range(90)], ('anger', 'fear', 'joy'), about)
    with tempfile.TemporaryDirectory() as d:
        first = sweep(fs, d, 3, ('linear',))
        both = sweep(fs, d, 5, ('linear',))
        best = Path(f'{d}/best.yaml').read_text()
        held = sweep(fs.subset(np.arange(60)), d, 2, ('linear',), fs.subset(np.arange(60, 90)), 'top1')
    test_eq((len(first), len(both), len(held)), (3, 5, 2))
    test_eq({row.trial for row in first} - {row.trial for row in both}, set())
    test_eq(min(row.nll for row in both), both[0].nll)
    assert 'preset: linear' in best
    with tempfile.TemporaryDirectory() as d:
        test_fail(lambda: sweep(replace(fs, meta=about | {'split': 'test'}), d), contains='must not see a test split')
        test_fail(lambda: sweep(fs, d, presets=('paper',)), contains="unknown preset to sweep 'paper'")
