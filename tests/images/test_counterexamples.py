# Generated from nbs/images/99_counterexamples.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.core import data_path
from tinyemo.images.abstract import draw_abstract
from tinyemo.images.counterexamples import build_counterexamples, counterexamples
from tinyemo.images.encode import encode_images
from tinyemo.images.encoders import load_encoder
from tinyemo.images.fingerprints import unit
from tinyemo.images.mapped import mapped


def test_made_once():
    with tempfile.TemporaryDirectory() as d:
        path = build_counterexamples(load_encoder('lite0'), Path(d)/'few.safetensors', {'noise': 3, 'screens': 4}, 6)
        few, _ = mapped(path)
        test_eq(few['kinds'].tolist(), [0]*3 + [3]*4)
        size = path.stat().st_size
    f'{size:,} bytes for {len(few["kinds"])} pictures'


def test_read_when_needed():
    for name in ('lite0', 'lite0-grid', 'lite0-tokens'):
        rows = counterexamples(name)
        size = data_path('abstract', f'{name}.safetensors').stat().st_size
        print(f'{name}: {len(rows)} × {rows.shape[1]}, {size:,} bytes')
    test_eq(counterexamples('clip-vit-l14'), None)


def test_edge_cases():
    fresh = unit(encode_images(draw_abstract('shapes', 4), load_encoder('lite0'), list('abcd'), workers=0).features)
    shipped = counterexamples('lite0', without=('noise', 'gradients', 'screens'))
    test_eq(len(shipped), 100)
    test_eq((fresh@shipped.T).argmax(1), np.arange(4))
    assert (fresh*shipped[:4]).sum(1).min() > .85
    test_close(np.linalg.norm(shipped, axis=1), 1, eps=1e-5)
    test_eq(len(counterexamples('lite0-grid', ('noise',))), 190)
    test_eq(counterexamples('../lite0'), None)
    test_fail(lambda: counterexamples('lite0', ('cats',)), contains="unknown kind of picture 'cats'")
