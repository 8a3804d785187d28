# Generated from nbs/audit/80_mitigate.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
import tempfile
from fastcore.test import test_eq
from tinyemo.audit.mitigate import group_temperatures, mitigation_bench, reweighted
from tinyemo.images.features import FeatureSet


def test_three_ways():
    rng = np.random.default_rng(0)
    skin = np.where(rng.random(900) < .3, 'dark', 'light')
    y = np.where((skin == 'dark') & (rng.random(900) < .6), 0, rng.integers(0, 3, 900))
    fs = FeatureSet(rng.normal(size=(900, 4)), y, list(map(str, range(900))), ('anger', 'joy', 'fear'))
    again = reweighted(fs, skin.tolist())
    dark = np.array([skin[int(i.split('#')[0])] == 'dark' for i in again.ids])
    share = lambda y, dark: [dark[y == c].mean() for c in range(3)]
    assert np.ptp(share(y, skin == 'dark')) > .25 > .1 > np.ptp(share(again.labels, dark))
    test_eq((len(again), len(set(again.ids))), (900, 900))
    sharp = np.tile([.99, .01], (40, 1))
    y2 = np.arange(40) % 4 // 3
    flat = group_temperatures(sharp, y2, np.arange(40) < 20)
    assert (flat > 3).all() and abs(flat[0]-flat[1]) < .01 # three in four right, said with 99 %: both are far too sure


@pytest.mark.slow
def test_three_ways_slow():
    rng = np.random.default_rng(0)
    skin = np.where(rng.random(900) < .3, 'dark', 'light')
    y = np.where((skin == 'dark') & (rng.random(900) < .6), 0, rng.integers(0, 3, 900))
    fs = FeatureSet(rng.normal(size=(900, 4)), y, list(map(str, range(900))), ('anger', 'joy', 'fear'))
    again = reweighted(fs, skin.tolist())
    dark = np.array([skin[int(i.split('#')[0])] == 'dark' for i in again.ids])
    share = lambda y, dark: [dark[y == c].mean() for c in range(3)]
    assert np.ptp(share(y, skin == 'dark')) > .25 > .1 > np.ptp(share(again.labels, dark))
    test_eq((len(again), len(set(again.ids))), (900, 900))
    sharp = np.tile([.99, .01], (40, 1))
    y2 = np.arange(40) % 4 // 3
    flat = group_temperatures(sharp, y2, np.arange(40) < 20)
    assert (flat > 3).all() and abs(flat[0]-flat[1]) < .01 # three in four right, said with 99 %: both are far too sure
    with tempfile.TemporaryDirectory() as d:
        r = mitigation_bench(d, 10, 2, 300, (700, 200, 12), say=lambda *a: None)
    test_eq([row['method'] for row in r['rows']], ['nothing done', 're-weighted', 'counterfactual augmentation', 'direction erased', 'group-wise calibration'])
