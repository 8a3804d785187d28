# Generated from nbs/bench/35_cluster.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import os
import pandas as pd
import pytest
import signal
import time
from IPython.display import Markdown
from fastcore.test import test_close, test_eq
from pathlib import Path
from tempfile import TemporaryDirectory
from tinyemo.bench.cluster import cluster_bench, estimate, estimates, null_maker, null_row, paced, page_tables
from tinyemo.cluster import over
from tinyemo.core import data_path
from tinyemo.files import read_json
from tinyemo.images.extraction import make_pieces
from tinyemo.images.jobs import plan_files
from tinyemo.images.manifest import read_manifest
from tinyemo.images.shards import faults_of, join_shards


def test_a_null_encoder():
    with TemporaryDirectory() as d:
        jobs = plan_files(['none']*5, list('abcde'), 2)
        done = dict(over(jobs, null_maker, {'files': {'null': [d, {}]}, 'cost': 0}))
        fs = join_shards(d)
        test_eq(np.asarray(fs.features), [null_row(id) for id in 'abcde'])
        test_eq((list(faults_of(d)), len(done)), ([], 3))


def test_measured():
    def slowly():
        for i in range(3):
            time.sleep(.05)
            yield {'rows': {'null': {'file': str(i), 'sha256': ''}}, 'ended': time.time()}

    pace = paced(slowly(), 1, 10)
    assert 100 < pace['pictures/s'] < 201 # at most 20 pictures in .1 s
    {k: round(v, 2) for k, v in pace.items() if k != 'made'}


def test_reckoned():
    limits = {'planned/s': 1e6, 'listed/s': 1e6, 'manifest bytes/shard': 200.}
    small = estimate(10**6, 8, limits)
    test_close(small['hours'], (10**6*.03/8 + 2)/3600)
    test_eq((small['shards'], small['limit'], small['GB of features']), (123, 'encoders', 1.536))
    test_eq(estimate(10**8, 512, limits)['limit'], "the pictures' store")
    pd.DataFrame(estimates(limits)).round(2)


def test_what_it_gave():
    found = read_json(data_path('results', 'bench-cluster.json'))
    table = pd.DataFrame(found['rows'])
    assert table['same shards'].all()
    table.round(3)
    page = (data_path().parent/'docs'/'cluster.md').read_text()
    for table in page_tables(found): # the page says what was measured
        assert table in page
    Markdown(page_tables(found)[1])


def test_edge_cases():
    few = cluster_bench(cost=.001, rows=5, shards=4, workers=(1, 2), engines=('processes',))
    test_eq([(row['workers'], row['pictures'], row['overhead']) for row in few['rows']], [(1, 20, 0), (2, 40, 0)])
    test_eq(few['rows'][0]['efficiency'], 1)


@pytest.mark.slow
def test_edge_cases_slow():
    def mortal_maker(files, marks):
        "A null encoder that dies of shards 20 and 50, once each."
        work = null_maker(files, .001)
        def run(job):
            mark = Path(marks)/str(job['n'])
            if job['n'] in (20, 50) and not mark.exists():
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            return work(job)
        return run

    ids = [f'{i}.jpg' for i in range(20_000)]
    with TemporaryDirectory() as d:
        jobs, here, there = plan_files(ids, ids, 250), {'null': [f'{d}/here', {}]}, {'null': [f'{d}/there', {}]}
        make_pieces(jobs, null_maker, {'files': here, 'cost': 0})
        (Path(d)/'marks').mkdir()
        fs = make_pieces(jobs, mortal_maker, {'files': there, 'marks': f'{d}/marks'}, engine='ray', workers=4)['null']
        test_eq(sorted(p.name for p in (Path(d)/'marks').iterdir()), ['20', '50']) # two were killed
        digests = [[row['sha256'] for row in read_manifest(f'{d}/{name}')['shards']] for name in ('here', 'there')]
        test_eq(*digests)
        test_eq((list(fs.ids), len(list(Path(f'{d}/there').glob('*.safetensors')))), (ids, 80))
