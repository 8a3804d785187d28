# Generated from nbs/dev/30_lab.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pytest
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from fastcore.test import test_eq, test_fail
from tinyemo.core import TinyEmoError
from tinyemo.dev.lab import _seen, jupyter_lab, run_walkthrough, walkthroughs


def test_jupyterlab():
    said = ''
    try:
        with jupyter_lab('no-such-folder'):
            pass
    except TinyEmoError as e:
        said = str(e)
    assert said.startswith('JupyterLab did not start')
    said.split(':')[0]


def test_a_notebook_as_a_person_sees_it():
    failed = {'output_type': 'error', 'ename': 'KeyError', 'evalue': "'joy'"}
    drawn = {'output_type': 'display_data', 'data': {'image/png': 'iVBO'}}
    ran = [{'execution_count': 1, 'outputs': [drawn]}, {'execution_count': 2, 'outputs': [failed]}]
    cells = [{'cell_type': 'markdown'}, *ran]
    seen = _seen(cells)
    test_eq(seen, {'cells': 3, 'ran': 2, 'errors': ["KeyError: 'joy'"], 'pictures': 1})


def test_the_walkthroughs():
    test_eq([p.stem for p in walkthroughs('06', '../walkthroughs')], ['06_million_pictures'])
    test_fail(lambda: walkthroughs('99', '../walkthroughs'), contains="no walkthrough begins with '99': choose one of 01_")
    with tempfile.TemporaryDirectory() as d:
        test_fail(lambda: walkthroughs('', d), contains='run from the root')
    [p.stem for p in walkthroughs('', '../walkthroughs')]


@pytest.mark.slow
def test_the_walkthroughs_slow():
    if shutil.which('chromium'):
        with ThreadPoolExecutor(1) as pool: # a notebook has an event loop of its own
            seen = pool.submit(run_walkthrough, *walkthroughs('01', '../walkthroughs')).result()
        test_eq(seen['errors'], [])
        assert seen['ran'] > 10 and seen['pictures'] >= 4
