# Generated from nbs/bench/22_plain.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pandas as pd
import tempfile
from tinyemo.bench.plain import plain_rows


def test_side_by_side():
    small = dict(hidden_size=64, intermediate_size=128, num_attention_heads=2, vocab_size=300)
    with tempfile.TemporaryDirectory() as d:
        rows = plain_rows(d, steps=3, shape=small)
    assert abs(rows[1]['ours'] - rows[1]['other']) < 1e-3*rows[1]['other']
    assert rows[0]['ours'] > 0 and rows[0]['other'] > 0
    pd.DataFrame(rows)[['what', 'ours', 'other', 'ratio']].round(3)
