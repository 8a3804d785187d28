# Generated from nbs/bench/10_synthesis.ipynb by tinyemo.dev.nbtools: edit the notebook.
import os
import pytest
import tempfile
from fastcore.test import test_eq
from tinyemo.bench.synthesis import RandomFaces, build_records, count_records, overhead, synth_bench, write_big
from tinyemo.runs import show


def test_a_million_records():
    test_eq([s.id for s in RandomFaces(3)], [s.id for s in RandomFaces(3)])
    with tempfile.TemporaryDirectory() as d:
        summary = build_records(400, 0, d)
    test_eq(summary['records'], 400)


def test_a_hundred_requests_in_flight():
    r = overhead(20, .05, 10, 1)
    assert r['least possible'] <= r['bare client']


def test_half_a_million_records_to_read():
    with tempfile.TemporaryDirectory() as d:
        write_big(f'{d}/big.json', 300)
        test_eq(count_records(f'{d}/big.json'), 300)
        print(os.path.getsize(f'{d}/big.json')/300, 'bytes a record')


@pytest.mark.slow
def test_half_a_million_records_to_read_slow():
    r = synth_bench(4000, 200, 3000)
    test_eq(len(r['rows']), 4)
    print(show(r))
