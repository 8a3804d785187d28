# Generated from nbs/bench/00_projector.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
import tempfile
from fastcore.test import test_eq
from tinyemo.bench.projector import NAME_VECTORS, PtFiles, accuracy_bench, build_name_vectors, features_bench, original_loop, projector_bench, unseen_names
from tinyemo.core import real_data
from tinyemo.images.features import FeatureSet, save_features
from tinyemo.images.taxonomy import EKMAN
from tinyemo.runs import result, show, timed


def test_what_a_bench_returns():
    print(show(result('demo', [{'what': 'ours', 'seconds': .5}, {'what': 'other', 'seconds': 12.25}], ratio=24.5)))
    seconds, value = timed(lambda: sum(range(10)), 3)
    test_eq(value, 45)


def test_the_original_training_loop():
    import torch

    with tempfile.TemporaryDirectory() as d:
        rng = np.random.default_rng(0)
        files = [f'{d}/{i}.pt' for i in range(120)]
        y = np.arange(120) % 3
        for f, row in zip(files, 4*rng.normal(size=(3, 16))[y] + rng.normal(size=(120, 16))):
            torch.save(torch.tensor(row).half(), f)
        names = ['awe', 'fear', 'joy']
        top1 = original_loop(PtFiles(files[:84], y[:84], names), PtFiles(files[84:], y[84:], names), d, hidden=32, epochs=30, batch=12, workers=0)
    assert top1 > .7


def test_fit_and_evaluate():
    rng = np.random.default_rng(0)
    y = np.arange(300) % 6
    fs = FeatureSet((rng.normal(size=(6, 32))[y] + rng.normal(size=(300, 32))).astype(np.float16), y, [str(i) for i in range(300)], EKMAN.labels, {'encoder': 'toy'})
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
    fs = FeatureSet((2*rng.normal(size=(3, 24))[y] + rng.normal(size=(150, 24))).astype(np.float16), y, [str(i) for i in range(150)], ('awe', 'fear', 'joy'), {'encoder': 'toy'})
    with tempfile.TemporaryDirectory() as d:
        r = accuracy_bench(save_features(fs, f'{d}/f.safetensors'), ['best'], 2)
    test_eq([row['method'] for row in r['rows']], ['nearest class mean', 'linear probe', 'best'])
    print(show(r))


def test_names_never_trained_on():
    rng = np.random.default_rng(0)
    vectors, y = rng.normal(size=(30, 5)), np.arange(1200) % 30 # features are a linear image of the vectors: transfer must work
    x = (vectors[y]@rng.normal(size=(5, 40)) + .1*rng.normal(size=(1200, 40))).astype(np.float32)
    make = lambda rows: FeatureSet(x[rows], y[rows], [str(i) for i in range(1200)][rows], tuple(map(str, range(30))), {'encoder': 'toy'})
    r = unseen_names(make(slice(0, 900)), make(slice(900, 1200)), vectors, 3)
    assert np.mean(r['five']) > .8 and np.mean(r['trained 25']) > .9


@pytest.mark.slow
def test_names_never_trained_on_slow():
    from fastcore.test import test_close

    from tinyemo.core import data_path
    from tinyemo.projector.prototypes import WordTable

    for kind in NAME_VECTORS:
        test_close(build_name_vectors(kind).vectors, WordTable.load(data_path('faces', f'{kind}.safetensors')).vectors, eps=2e-3)
    rng = np.random.default_rng(0)
    vectors, y = rng.normal(size=(30, 5)), np.arange(1200) % 30 # features are a linear image of the vectors: transfer must work
    x = (vectors[y]@rng.normal(size=(5, 40)) + .1*rng.normal(size=(1200, 40))).astype(np.float32)
    make = lambda rows: FeatureSet(x[rows], y[rows], [str(i) for i in range(1200)][rows], tuple(map(str, range(30))), {'encoder': 'toy'})
    r = unseen_names(make(slice(0, 900)), make(slice(900, 1200)), vectors, 3)
    assert np.mean(r['five']) > .8 and np.mean(r['trained 25']) > .9
