# Generated from nbs/bench/05_names.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
from fastcore.test import test_close
from tinyemo.bench.names import NAME_VECTORS, build_name_vectors, unseen_names
from tinyemo.core import data_path
from tinyemo.images.features import FeatureSet
from tinyemo.projector.vectors import WordTable


def test_names_never_trained_on():
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(30, 5))
    y = np.arange(1200) % 30
    x = (vectors[y]@rng.normal(size=(5, 40)) + .1*rng.normal(size=(1200, 40))).astype(np.float32)
    fs = FeatureSet(x, y, [str(i) for i in range(1200)], tuple(map(str, range(30))), {'encoder': 'toy'})
    r = unseen_names(fs.subset(range(900)), fs.subset(range(900, 1200)), vectors, 3)
    assert np.mean(r['five']) > .8 and np.mean(r['trained 25']) > .9


@pytest.mark.slow
def test_names_never_trained_on_slow():
    for kind in NAME_VECTORS:
        shipped = WordTable.load(data_path('faces', f'{kind}.safetensors'))
        test_close(build_name_vectors(kind).vectors, shipped.vectors, eps=2e-3)
