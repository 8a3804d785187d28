# Generated from nbs/audit/70_planted.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
import tempfile
from fastcore.test import test_close, test_eq
from tinyemo.audit.gaps import gaps
from tinyemo.audit.planted import _shuffled, _wilson, linked, planted_bench, plot_power
from tinyemo.core import data_path
from tinyemo.files import read_json
from tinyemo.html import Rows
from tinyemo.images.features import FeatureSet
from tinyemo.images.taxonomy import MIKELS


def test_faces_and_a_link():
    rng = np.random.default_rng(0)
    skin = rng.choice(['dark', 'light'], 4000, p=[.2, .8])
    ids = [str(i) for i in range(4000)]
    pool = FeatureSet(np.zeros((4000, 1), np.float32), rng.integers(0, 8, 4000), ids, MIKELS.labels)
    def dark_among_anger(factor):
        some = linked(pool, skin.tolist(), factor, 1000, 0)
        test_eq(len(some), 1000)
        angry = some.labels == MIKELS.index('anger')
        return (skin[np.array(some.ids, int)[angry]] == 'dark').mean()

    shares = {factor: dark_among_anger(factor) for factor in (1, 5)}
    assert .1 < shares[1] < .3 and .45 < shares[5] < .65
    {factor: round(float(share), 3) for factor, share in shares.items()}


@pytest.mark.slow
def test_the_bench_slow():
    with tempfile.TemporaryDirectory() as d:
        r = planted_bench(d, (1, 10), 2, 4, 150, 50, (400, 200, 12), say=lambda *a: None)
    test_eq([row['factor'] for row in r['rows']], [1, 10])
    assert r['rows'][1]['dark among anger'] > r['rows'][0]['dark among anger'] and 0 <= r['false_alarms'] <= 1
    Rows(r['rows'])


def test_what_it_found():
    r = read_json(data_path('results', 'bench-planted.json'))
    ways = ('found by gaps', 'found by pairs')
    found = {row['factor']: [float(row[way].split()[0]) for way in ways] for row in r['rows']}
    test_eq(found[1], [0, 0])
    assert all(gaps <= pairs for gaps, pairs in found.values()) and found[5] == [.25, 1.]
    test_eq((r['seeds'], r['images'], r['controls'], r['false_alarms']), (20, 1000, 200, .02))
    plot_power(r);


def test_edge_cases():
    rng = np.random.default_rng(0)
    skin = rng.choice(['dark', 'light'], 4000, p=[.2, .8]).tolist()
    labels = rng.integers(0, 8, 4000)
    same = _shuffled({'skin': skin}, labels, 1)['skin']
    assert same != skin
    test_eq(sorted(same), sorted(skin))
    for label in range(8):
        at = labels == label
        test_eq((np.array(same)[at] == 'dark').sum(), (np.array(skin)[at] == 'dark').sum())
    p, n, z = .25, 20, 1.959964
    centre = (p + z*z/2/n)/(1+z*z/n)
    half = z*np.sqrt(p*(1-p)/n + z*z/4/n/n)/(1+z*z/n)
    test_close(_wilson(5, 20), (centre-half, centre+half), 1e-6)
    test_eq(_wilson(0, 20)[0], 0)
