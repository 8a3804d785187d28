# Generated from nbs/bench/32_auditing.ipynb by tinyemo.dev.nbtools: edit the notebook.
from tinyemo.bench.auditing import audit_bench


def test_auditing():
    r = audit_bench(400, 3, 20, say=lambda *a: None)
    assert r['largest_difference'] < 1e-5 # equal results; how much faster is for the bench to say
    assert r['peak_MB'] > 10 and r['rows'][2]['seconds'] > 0
