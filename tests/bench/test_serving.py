# Generated from nbs/bench/34_serving.ipynb by tinyemo.dev.nbtools: edit the notebook.
from fastcore.test import test_eq
from tinyemo.bench.serving import serve_bench


def test_serving():
    r = serve_bench(requests=6, clients=(2,), say=lambda *a: None)
    test_eq([row['how'].split(',')[0] for row in r['rows']], ['library']*2 + ['service']*3)
    assert all(row['pictures a second'] > 0 and row['p50 ms'] <= row['p99 ms'] for row in r['rows'])
