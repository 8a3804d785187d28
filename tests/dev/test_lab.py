# Generated from nbs/dev/30_lab.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pytest
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from fastcore.test import test_eq
from tinyemo.dev.lab import run_in_lab


@pytest.mark.slow
def test_jupyterlab_slow():
    if shutil.which('chromium'):
        with tempfile.TemporaryDirectory() as d:
            shutil.copytree('.', d, dirs_exist_ok=True, ignore=shutil.ignore_patterns('.ipynb_checkpoints', '_*'))
            with ThreadPoolExecutor(1) as pool:
                seen = pool.submit(run_in_lab, d, 'walkthroughs/01_train_projector.ipynb').result() # a notebook has an event loop of its own
        test_eq(seen['errors'], [])
        assert seen['ran'] > 10 and seen['pictures'] >= 4
