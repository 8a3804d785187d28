# Generated from nbs/bench/04_taxonomies.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
from fastcore.test import test_close, test_eq, test_fail
from safetensors.numpy import save_file
from tinyemo.bench.taxonomies import HEAD_LABELS, head_labelled, read_elsewhere, together
from tinyemo.images.features import FeatureSet
from tinyemo.images.taxonomy import EKMAN
from tinyemo.projector.vectors import word_vectors


def test_two_taxonomies_together():
    rng = np.random.default_rng(0)
    y = np.arange(180) % 6
    x = (word_vectors(list(EKMAN.labels), 'minilm')[y] + .1*rng.normal(size=(180, 384))).astype(np.float16)
    fs = FeatureSet(x, y, [str(i) for i in range(180)], EKMAN.labels, {'encoder': 'toy', 'dataset': 'points'})
    with tempfile.TemporaryDirectory() as d:
        weight = word_vectors(list(HEAD_LABELS), 'minilm')
        save_file({'emogen.weight': weight, 'emogen.bias': np.zeros(8, np.float32)}, f'{d}/h')
        other = head_labelled(fs, f'{d}/h')
        test_fail(lambda: head_labelled(fs, f'{d}/h', 'mine'), contains="holds no head 'mine': choose one of emogen")
    shared = np.isin(np.array(EKMAN.labels)[y], HEAD_LABELS)
    names = np.array(HEAD_LABELS)[other.labels]
    test_eq(names[shared], np.array(EKMAN.labels)[y][shared])
    answers = read_elsewhere(fs, other, 'linear', folds=3)
    test_close((answers == y)[shared].mean(), 1, eps=.05)
    both = together(fs, other, 'linear', 0, folds=3)
    assert min(both['alone'].min(), both['joint'].min()) > .9
