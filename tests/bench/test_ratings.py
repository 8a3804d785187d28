# Generated from nbs/bench/08_ratings.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
import tempfile
from dataclasses import replace
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.bench.ratings import caption_set, kind_rows, rater_rows, rating_rows, ratings_bench
from tinyemo.images.datasets import load_dataset
from tinyemo.images.features import FeatureSet, save_features


def test_held_out_ratings_set_beside_people_s():
    def made(n=200, seed=0):
        rng = np.random.default_rng(seed)
        x = np.repeat(rng.normal(size=(n//4, 8)), 4, 0) + rng.normal(0, .3, (n, 8))
        rated = np.stack([np.clip(4 + x[:, 0], 1, 7), np.ones(n), np.full(n, 100)], 1).astype(np.float32)
        ids, about = [f'images/{i}.jpg' for i in range(n)], {'encoder': 'toy', 'scale': [1, 7]}
        return FeatureSet(x.astype(np.float16), None, ids, (), about, ratings={'valence': rated},
                          groups=np.repeat(np.arange(n//4), 4))

    rows = rating_rows(made(), seeds=2)
    assert 80 < rows[0]['within %'] < 97 and rows[0]['side %'] > 50
    with tempfile.TemporaryDirectory() as d:
        file = save_features(made(), f'{d}/x.safetensors')
        r = ratings_bench([file], seeds=2)
    test_eq([(row['by'], row['rating']) for row in r['rows']], [('ridge', 'valence'), ('kernel', 'valence')])
    assert .98 < r['ceiling']['valence'] < 1


@pytest.mark.data
def test_on_oasis_data():
    oasis = load_dataset('oasis')
    small = replace(oasis, examples=oasis.examples[::4])
    captions = caption_set(small)
    rows = rating_rows(captions, seeds=1)
    assert float(rows[0]['r'].split()[0]) > .4 # people's words tell valence
    kinds, raters = kind_rows(captions, small), rater_rows(captions, small, draws=50)
    test_eq(sum(row['images'] for row in kinds if row['rating'] == 'valence'), len(small))
    test_close(raters[0]['difference'], raters[0]['r women'] - raters[0]['r men'], 1e-9)
    strange = replace(captions, ids=[f'{i} elsewhere' for i in captions.ids])
    test_fail(lambda: kind_rows(strange, small), contains='143 of 143 pictures have no category in oasis')
