# Generated from nbs/08_cluster.ipynb by tinyemo.dev.nbtools: edit the notebook.
import os
import pytest
import signal
import socket
import subprocess
import sys
import tempfile
import time
import tinyemo
from fastcore.test import test_eq, test_fail
from importlib.util import find_spec
from pathlib import Path
from tinyemo.cluster import QUIET, STORE, Worker, _advice, _check_there, _connect, _reason, _start, connected, from_anywhere, over, picture_jobs
from tinyemo.core import TinyEmoError
from types import SimpleNamespace
from unittest.mock import Mock, patch


def test_jobs():
    def counter(start):
        "A maker: its work adds to a number."
        return lambda job: {'sum': start + job['n']}

    found = dict(over([{'n': n} for n in range(3)], counter, {'start': 10}))
    test_eq(found, {0: {'sum': 10}, 1: {'sum': 11}, 2: {'sum': 12}})
    jobs = picture_jobs(['a.png', 'b/c.png', '/d.png'], 2)
    test_eq([job['ids'] for job in jobs], [['a.png', 'b/c.png'], ['/d.png']])
    test_eq([jobs[0]['paths'][1], jobs[1]['paths']], [os.path.abspath('b/c.png'), ['/d.png']])
    test_eq([from_anywhere('.'), from_anywhere('photos-lite0'), from_anywhere('')], [os.getcwd(), 'photos-lite0', ''])


def test_a_worker():
    def counter(start):
        return lambda job: {'sum': start + job['n']}

    worker = Worker(counter, {'start': 1}, tinyemo.__version__)
    said = worker({'n': [4], 'job': ['{"n": 2}']})
    test_eq(said, {'n': [4], 'said': ['{"sum": 3}'], 'fault': ['']})
    test_eq(Worker(counter, {}, '0.0.0')({'n': [0], 'job': ['{}']})['fault'][0][:14], 'a worker has t')


def test_on_ray():
    with connected('') as nothing:
        found = dict(over([], dict, engine='ray')) # no jobs need no cluster
    test_eq((nothing, found), (None, {}))
    test_fail(lambda: list(over([{}], dict, engine='ray://127.0.0.1:1')), contains='') # no Ray, or no cluster there
    test_fail(lambda: _check_there('127.0.0.1:1'), contains='no cluster answers at 127.0.0.1:1')
    for wrong in ('ray', 'http://127.0.0.1:1', '127.0.0.1', 'ray://a:b'):
        test_fail(lambda: _check_there(wrong), contains='is no address of a cluster')
    slow, wrong = ConnectionAbortedError('Starting Ray client server failed. See …'), ConnectionError('no')
    with socket.create_server(('127.0.0.1', 0)) as server:
        there = f'127.0.0.1:{server.getsockname()[1]}'
        for faults, tries, said in (([slow, slow, None], 3, ''), ([slow]*3, 3, 'client server failed'), ([wrong], 1, 'no')):
            ray = SimpleNamespace(init=Mock(side_effect=faults), exceptions=SimpleNamespace(RayError=OSError))
            if said:
                test_fail(lambda: _connect(ray, there, 0), contains=said)
            else:
                _connect(ray, there, 0)
            test_eq(ray.init.call_count, tries)
    with patch.dict(sys.modules, {'grpc': None}): # as where the client is not installed
        test_fail(lambda: _check_there('ray://127.0.0.1:1'), contains="pip install 'ray[client]'")


@pytest.mark.ray
def test_what_is_lost_on_the_way_ray():
    os.environ.update(QUIET)
    from ray.cluster_utils import Cluster


    def fragile(folder):
        "A maker: the work squares a number, and the first worker that gets number 3 dies of it."
        def work(job):
            time.sleep(.2)
            died = Path(folder)/'died'
            if job['n'] == 3 and not died.exists():
                died.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            with open(Path(folder)/str(job['n']), 'a') as f:
                f.write('x')
            return {'square': job['n']**2}
        return work

    def small_cluster(*cpus):
        "Nodes on the loopback interface; the first is the head."
        quick = {'health_check_initial_delay_ms': 2000, 'health_check_period_ms': 1000, 'health_check_failure_threshold': 5}
        few = dict(node_ip_address='127.0.0.2', object_store_memory=100_000_000, include_dashboard=False)
        head = few | dict(num_cpus=cpus[0], _system_config=quick)
        cluster = _start(lambda: Cluster(initialize_head=True, head_node_args=head))
        return cluster, [_start(lambda: cluster.add_node(num_cpus=n, **few)) for n in cpus[1:]]

    jobs = [{'n': n} for n in range(30)]
    alone = dict(over(jobs[:3], fragile, {'folder': tempfile.mkdtemp()}))
    cluster, (second,) = small_cluster(2, 2)
    try:
        with tempfile.TemporaryDirectory() as d:
            results = []
            for n, result in over(jobs, fragile, {'folder': d}, engine=cluster.address):
                results.append((n, result['square']))
                if len(results) == 10:
                    cluster.remove_node(second, allow_graceful=False)
            made = {int(p.name): p.read_text() for p in Path(d).iterdir() if p.name != 'died'}
            assert (Path(d)/'died').exists() # a worker was killed
    finally:
        cluster.shutdown()
    test_eq(sorted(results), [(n, n**2) for n in range(30)]) # nothing lost, nothing twice
    test_eq(set(made), set(range(30)))
    test_eq([alone[n]['square'] for n in range(3)], [0, 1, 4])
    len(results)


@pytest.mark.ray
def test_from_afar_ray():
    AFAR = """
import sys
from tinyemo.cluster import over
def squarer():
    return lambda job: {'square': job['n']**2}
print(dict(over([{'n': n} for n in range(4)], squarer, engine=sys.argv[1])))
"""
    def from_afar():
        "What a command says that reaches a cluster through its client's port."
        from ray.cluster_utils import Cluster
        with socket.socket() as s:
            s.bind(('127.0.0.2', 0))
            port = s.getsockname()[1]
        head = dict(num_cpus=2, node_ip_address='127.0.0.2', object_store_memory=STORE//2, include_dashboard=False)
        cluster = _start(lambda: Cluster(True, head_node_args=head | {'ray_client_server_port': port}))
        try:
            command = [sys.executable, '-c', AFAR, f'ray://127.0.0.2:{port}']
            return subprocess.run(command, capture_output=True, text=True, timeout=240)
        finally:
            cluster.shutdown()
    if find_spec('grpc'):
        os.environ.update(QUIET)
        far = from_afar()
        if far.returncode: # a new cluster, where this one did not come up or lost its port
            far = from_afar()
        assert far.returncode == 0, far.stderr[-2000:]
        test_eq(far.stdout.strip(), str({n: {'square': n**2} for n in range(4)}))


@pytest.mark.ray
def test_edge_cases_ray():
    def choosy(word):
        "A maker that knows what it wants."
        if word != 'right':
            raise TinyEmoError(f'unknown word {word!r}: say right')
        def work(job):
            if job['n'] > 1:
                raise TinyEmoError(f"{job['n']} is too many: say 0 or 1")
            if job['n'] < 0:
                raise KeyError('a fault')
            return job
        return work

    with connected('ray', 2):
        def tried(*numbers, word='right'):
            return dict(over([{'n': n} for n in numbers], choosy, {'word': word}, 'ray', 2))

        test_eq(tried(0, 1), {0: {'n': 0}, 1: {'n': 1}})
        test_fail(lambda: tried(0, 2), contains='2 is too many: say 0 or 1')
        test_fail(lambda: tried(0, word='wrong'), contains="unknown word 'wrong': say right")
        test_fail(lambda: tried(-1), contains='the cluster could not do its work')
    test_fail(lambda: list(over([{}], choosy, engine='127.0.0.1:1')), contains='no cluster answers')
    assert 'set RAY_AUTH_MODE=token' in _advice('ray client connection timeout')
    assert 'the same Python and Ray' in _advice('Version mismatch')
    test_eq(_reason(ValueError('Traceback of theirs:\n  in f\nKeyError: 3')), 'ValueError: KeyError: 3')
