# Generated from nbs/67_benchaudit.ipynb by tinyemo.nbtools: edit the notebook.
from tinyemo.benchaudit import audit_bench


def test_the_bench():
    r = audit_bench(400, 3, 20, say=lambda *a: None)
    assert r['largest_difference'] < 1e-5 and r['rows'][1]['times ours'] > 1 and r['peak_MB'] > 10 and r['rows'][2]['seconds'] > 0
