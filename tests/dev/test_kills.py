# Generated from nbs/dev/47_kills.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import pytest
import tempfile
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.dev.kills import differing, files_of, kill_jobs


def test_kills():
    rows = kill_jobs(n=4, in_a_row=(1,))
    test_eq([(row['kills'], row['files']) for row in rows], [(1, [])]*4)


@pytest.mark.slow
def test_kills_slow():
    rows = kill_jobs(n=50, seed=1)
    test_eq((sum(row['kills'] for row in rows), [row['files'] for row in rows]), (50, [[]]*4))


def test_edge_cases():
    with tempfile.TemporaryDirectory() as d:
        one, other = Path(d)/'a/out', Path(d)/'b/out'
        for out, seconds in ((one, 1.5), (other, 2)):
            (out/'deep').mkdir(parents=True)
            (out/'run.json').write_text(json.dumps({'seconds': seconds, 'from': f'{out}/x', 'n': 1}))
            (out/'deep/same.txt').write_text('same')
        test_eq(differing(files_of(one), files_of(other)), [])
        (one/'.deep.tmp').write_text('')
        (other/'more.txt').write_text('')
        (other/'deep/same.txt').write_text('sane')
        test_eq(differing(files_of(one), files_of(other)), ['.deep.tmp', 'deep/same.txt', 'more.txt'])
        (other/'run.json').write_text(json.dumps({'seconds': 2, 'from': f'{other}/x', 'n': 2}))
        assert 'run.json' in differing(files_of(one), files_of(other))
