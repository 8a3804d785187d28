# Generated from nbs/13_runs.ipynb by tinyemo.dev.nbtools: edit the notebook.
import gc
import hashlib
import json
import mmap
import numpy as np
import subprocess
import sys
import tempfile
import time
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.runs import Resident, checksum, most_memory, provenance, result, show, timed


def test_results_of_a_bench():
    rows = [{'way': 'sorted', 'seconds': 1/3, 'numbers': 1000}, {'way': 'by hand', 'seconds': 12., 'numbers': 1000}]
    r = result('sorting', rows, ratio=36.)
    lines = ['way      seconds  numbers', 'sorted    0.3333     1000', 'by hand       12     1000', 'ratio: 36']
    test_eq(show(r).split('\n')[:4], lines)
    print(show(r))


def test_time_and_memory():
    seconds, total = timed(lambda: float(np.ones(20_000_000).sum()), repeats=3)
    peak = most_memory()
    test_eq(total, 20_000_000)
    assert 0 < seconds < 10 and peak > 20_000_000*8
    {'numbers': int(total), 'of them, MB': 20_000_000*8//10**6}
    ballast = np.ones(40_000_000) # 320 MB in this process
    code = 'from tinyemo.runs import most_memory; print(most_memory())'
    child = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True)
    assert int(child.stdout) < ballast.nbytes <= most_memory()
    int(child.stdout) < most_memory()


def test_what_a_block_holds():
    with tempfile.TemporaryDirectory() as d:
        file = Path(d)/'zeros'
        file.write_bytes(bytes(30_000_000))
        left = [np.ones(10_000_000)]
        left.append(left) # a ring: only the collector frees it
        del left
        with Resident() as memory:
            gc.collect() # finds nothing more
            read = int(np.memmap(file, np.uint8).max()) # its pages are not counted
            fresh = mmap.mmap(-1, 8*10**7, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) # not what an earlier array left
            block = np.frombuffer(fresh, np.uint8)
            block[:] = 1
            give_up = time.monotonic()+20
            while memory.most-memory.before < 8*10**7 and time.monotonic() < give_up:
                time.sleep(.01) # until a look has seen it, however busy the machine
            del block, fresh
    taken = memory.most - memory.before
    test_eq((read, memory._thread.is_alive()), (0, False))
    assert 8*10**7 <= taken < 10**8


def test_to_find_a_run_again():
    features = np.arange(6, dtype=np.float32).reshape(2, 3)
    about = provenance(features=checksum(features))
    test_eq(list(about), ['git', 'hardware', 'date', 'checksums'])


def test_edge_cases():
    r = result('b', [{'a': 1}], note='x')
    test_eq(json.loads(show(r, as_json=True)), r)
    test_eq(list(r), ['bench', 'rows', 'note', 'hardware', 'date'])
    a = np.arange(6.).reshape(2, 3)
    test_eq(checksum(a), checksum(np.asfortranarray(a)))
    test_eq(checksum(a), hashlib.sha256(a.tobytes()).hexdigest()[:16])
    test_eq(len({checksum(x) for x in (a, a.T, a+1, a.astype(np.float32))}), 4)
    test_eq(checksum(a[:1], a[1:]), checksum(a))
    calls = []
    test_eq(timed(lambda: calls.append(1) or len(calls), 5)[1], 5)
    test_fail(lambda: timed(len, 0), contains='at least one')
