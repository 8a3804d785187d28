# Generated from nbs/39_baselines.ipynb by tinyemo.nbtools: edit the notebook.
import numpy as np
import tempfile
from PIL import Image
from fastcore.test import test_eq
from tinyemo.baselines import linear_probe, nearest_mean, pixel_features
from tinyemo.features import FeatureSet


def test_linear_probe():
    rng = np.random.default_rng(0)
    y = np.arange(200) % 2
    make = lambda x, y: FeatureSet(x, y, [str(i) for i in range(len(y))], ('awe', 'joy'))
    signal = rng.normal(size=(200, 6)) + 3*np.eye(6)[:2][y]
    accuracy, = linear_probe(make(signal[:150], y[:150]), make(signal[150:], y[150:]))
    chance, = linear_probe(make(rng.normal(size=(150, 6)), y[:150]), make(signal[150:], y[150:]))
    assert accuracy > .9 > .75 > chance


def test_raw_pixels():
    with tempfile.TemporaryDirectory() as d:
        Image.new('RGB', (50, 50), 'red').save(f'{d}/a.png')
        fs = pixel_features([f'{d}/a.png'], [0], ('joy',), 2)
    test_eq(fs.features.tolist(), [[1, 0, 0]*4])


def test_nearest_class_mean():
    rng = np.random.default_rng(0)
    y = np.arange(200) % 2
    x = rng.normal(size=(200, 6)) + 3*np.eye(6)[:2][y]
    make = lambda x, y: FeatureSet(x, y, [str(i) for i in range(len(y))], ('awe', 'joy'))
    assert nearest_mean(make(x[:150], y[:150]), make(x[150:], y[150:]))[0] > .9
