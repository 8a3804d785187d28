# Generated from nbs/audit/70_planted.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
import tempfile
from fastcore.test import test_eq
from tinyemo.audit.planted import _shuffled, linked, planted_bench
from tinyemo.images.features import FeatureSet
from tinyemo.images.taxonomy import MIKELS


def test_the_bench():
    rng = np.random.default_rng(0)
    skin = rng.choice(['dark', 'light'], 4000, p=[.2, .8]).tolist()
    pool = FeatureSet(np.zeros((4000, 1), np.float32), rng.integers(0, 8, 4000), list(map(str, range(4000))), MIKELS.labels)
    for factor, low, high in ((1, .1, .3), (5, .45, .65)):
        some = linked(pool, skin, factor, 1000, 0)
        share = np.mean([skin[int(i)] == 'dark' for i, y in zip(some.ids, some.labels) if y == MIKELS.index('anger')])
        assert low < share < high and len(some) == 1000
    same = _shuffled({'skin': skin}, pool.labels, 1)['skin']
    test_eq(sorted(same), sorted(skin))
    test_eq(sum(s == 'dark' for s, y in zip(same, pool.labels) if y == 0), sum(s == 'dark' for s, y in zip(skin, pool.labels) if y == 0))


@pytest.mark.slow
def test_the_bench_slow():
    with tempfile.TemporaryDirectory() as d:
        r = planted_bench(d, (1, 10), 2, 4, 150, 50, (400, 200, 12), say=lambda *a: None)
    test_eq([row['factor'] for row in r['rows']], [1, 10])
    assert r['rows'][1]['dark among anger'] > r['rows'][0]['dark among anger'] and 0 <= r['false_alarms'] <= 1
    rng = np.random.default_rng(0)
    skin = rng.choice(['dark', 'light'], 4000, p=[.2, .8]).tolist()
    pool = FeatureSet(np.zeros((4000, 1), np.float32), rng.integers(0, 8, 4000), list(map(str, range(4000))), MIKELS.labels)
    for factor, low, high in ((1, .1, .3), (5, .45, .65)):
        some = linked(pool, skin, factor, 1000, 0)
        share = np.mean([skin[int(i)] == 'dark' for i, y in zip(some.ids, some.labels) if y == MIKELS.index('anger')])
        assert low < share < high and len(some) == 1000
    same = _shuffled({'skin': skin}, pool.labels, 1)['skin']
    test_eq(sorted(same), sorted(skin))
    test_eq(sum(s == 'dark' for s, y in zip(same, pool.labels) if y == 0), sum(s == 'dark' for s, y in zip(skin, pool.labels) if y == 0))
