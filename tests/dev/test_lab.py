# Generated from nbs/dev/30_lab.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pytest
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from fastcore.test import test_eq
from tinyemo.core import TinyEmoError
from tinyemo.dev.lab import _seen, jupyter_lab, run_in_lab


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


@pytest.mark.slow
def test_a_notebook_as_a_person_sees_it_slow():
    if shutil.which('chromium'):
        with tempfile.TemporaryDirectory() as d:
            ignored = shutil.ignore_patterns('.ipynb_checkpoints', '_*')
            shutil.copytree('..', d, dirs_exist_ok=True, ignore=ignored)
            with ThreadPoolExecutor(1) as pool: # a notebook has an event loop of its own
                seen = pool.submit(run_in_lab, d, 'walkthroughs/01_train_projector.ipynb').result()
        test_eq(seen['errors'], [])
        assert seen['ran'] > 10 and seen['pictures'] >= 4
