# Generated from nbs/bench/00_projector.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
import tempfile
import torch
from fastcore.test import test_eq
from tinyemo.bench.projector import PtFiles, accuracy_bench, features_bench, original_loop, projector_bench
from tinyemo.core import real_data
from tinyemo.images.features import FeatureSet, save_features
from tinyemo.images.taxonomy import EKMAN
from tinyemo.runs import show


def test_the_original_training_loop():
    with tempfile.TemporaryDirectory() as d:
        rng = np.random.default_rng(0)
        files = [f'{d}/{i}.pt' for i in range(120)]
        y = np.arange(120) % 3
        for f, row in zip(files, 4*rng.normal(size=(3, 16))[y] + rng.normal(size=(120, 16))):
            torch.save(torch.tensor(row).half(), f)
        names = ['awe', 'fear', 'joy']
        train, test = PtFiles(files[:84], y[:84], names), PtFiles(files[84:], y[84:], names)
        top1 = original_loop(train, test, d, hidden=32, epochs=30, batch=12, workers=0)
    assert top1 > .7


def test_fit_and_evaluate():
    rng = np.random.default_rng(0)
    y = np.arange(300) % 6
    x = (rng.normal(size=(6, 32))[y] + rng.normal(size=(300, 32))).astype(np.float16)
    fs = FeatureSet(x, y, [str(i) for i in range(300)], EKMAN.labels, {'encoder': 'toy'})
    with tempfile.TemporaryDirectory() as d:
        r = projector_bench(save_features(fs, f'{d}/f.safetensors'), 1)
    test_eq([row['what'][:8] for row in r['rows']], ['original', 'tinyemo ', 'floor: m'])
    assert all(row['seconds'] > 0 for row in r['rows'])
    print(show(r))


@pytest.mark.data
def test_opening_features_data():
    r = features_bench(real_data('Emotion6'))
    print(show(r))


def test_accuracy():
    rng = np.random.default_rng(0)
    y = np.arange(150) % 3
    x = (2*rng.normal(size=(3, 24))[y] + rng.normal(size=(150, 24))).astype(np.float16)
    fs = FeatureSet(x, y, [str(i) for i in range(150)], ('awe', 'fear', 'joy'), {'encoder': 'toy'})
    with tempfile.TemporaryDirectory() as d:
        r = accuracy_bench(save_features(fs, f'{d}/f.safetensors'), ['best'], 2)
    test_eq([row['method'] for row in r['rows']], ['nearest class mean', 'linear probe', 'best'])
    print(show(r))
