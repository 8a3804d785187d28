# Generated from nbs/projector/95_track.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import os
import pytest
import tempfile
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.dev.agreement import peer
from tinyemo.images.features import FeatureSet
from tinyemo.projector.fit import fit
from tinyemo.projector.track import run_figures, run_parameters, track


def test_what_there_is_to_track():
    rng = np.random.default_rng(0)
    labels = np.arange(60) % 3
    x = (np.eye(3, 8)[labels]*4 + rng.normal(size=(60, 8))).astype(np.float32)
    about = {'encoder': 'none', 'dataset': 'drawn'}
    fs = FeatureSet(x, labels, [str(i) for i in range(60)], ('anger', 'fear', 'joy'), about)
    model = fit(fs, 'mlp', transfer=False, members=1, epochs=3, hidden=8)
    test_eq([step for step, _ in run_figures(model)], [1, 2, 3, 3])
    list(run_figures(model))[-1], run_parameters(model)['config.lr']


def test_trackers():
    test_fail(lambda: track(None, 'paper:x'), contains="unknown tracker 'paper': choose one of tensorboard, mlflow, wandb")
    test_fail(lambda: track(None, 'tensorboard'), contains='says no place')


@pytest.mark.peers
def test_tensorboard_peers():
    events = peer('tensorboard.backend.event_processing.event_accumulator')
    rng = np.random.default_rng(0)
    labels = np.arange(60) % 3
    x = (np.eye(3, 8)[labels]*4 + rng.normal(size=(60, 8))).astype(np.float32)
    about = {'encoder': 'none', 'dataset': 'drawn'}
    fs = FeatureSet(x, labels, [str(i) for i in range(60)], ('anger', 'fear', 'joy'), about)
    model = fit(fs, 'mlp', transfer=False, members=1, epochs=3, hidden=8)
    with tempfile.TemporaryDirectory() as d:
        read = events.EventAccumulator(track(model, f'tensorboard:{d}'))
        read.Reload()
        losses = [e.value for e in read.Scalars('member 0/train_loss')]
    test_close(losses, [row['train_loss'] for row in model.history], 1e-4)


@pytest.mark.peers
def test_mlflow_peers():
    mlflow = peer('mlflow')
    rng = np.random.default_rng(0)
    labels = np.arange(60) % 3
    x = (np.eye(3, 8)[labels]*4 + rng.normal(size=(60, 8))).astype(np.float32)
    about = {'encoder': 'none', 'dataset': 'drawn'}
    fs = FeatureSet(x, labels, [str(i) for i in range(60)], ('anger', 'fear', 'joy'), about)
    model = fit(fs, 'mlp', transfer=False, members=1, epochs=3, hidden=8)
    with tempfile.TemporaryDirectory() as d:
        run = mlflow.get_run(track(model, f'mlflow:{d}'))
    test_close(run.data.metrics['held-out top1'], model.meta['valid']['top1'], 1e-9)
    test_eq(run.data.params['preset'], 'mlp')


@pytest.mark.peers
def test_weights_biases_peers():
    peer('wandb')
    rng = np.random.default_rng(0)
    labels = np.arange(60) % 3
    x = (np.eye(3, 8)[labels]*4 + rng.normal(size=(60, 8))).astype(np.float32)
    about = {'encoder': 'none', 'dataset': 'drawn'}
    fs = FeatureSet(x, labels, [str(i) for i in range(60)], ('anger', 'fear', 'joy'), about)
    model = fit(fs, 'mlp', transfer=False, members=1, epochs=3, hidden=8)
    with tempfile.TemporaryDirectory() as d:
        os.environ['WANDB_DIR'] = d
        place = Path(track(model, 'wandb:tinyemo'))
        kept = list(place.parent.glob('*.wandb'))
    assert len(kept) == 1 and 'offline-run' in str(kept[0])
