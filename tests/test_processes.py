# Generated from nbs/11_processes.ipynb by tinyemo.dev.nbtools: edit the notebook.
import os
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.processes import launched, only_writer, own_device, rank
from unittest.mock import patch


def test_of_a_launcher():
    test_eq((rank(), launched(), own_device('cuda')), (0, False, 'cuda')) # nobody launched this
    with patch.dict(os.environ, RANK='1', LOCAL_RANK='1', WORLD_SIZE='2'):
        said = rank(), launched(), own_device('cuda'), own_device('cpu')
    test_eq(said, (1, True, 'cuda:1', 'cpu'))


def test_one_writer():
    with tempfile.TemporaryDirectory() as d:
        with only_writer(f'{d}/out'):
            test_fail(lambda: only_writer(f'{d}/out').__enter__(), contains='another run is writing to')
            with patch.dict(os.environ, RANK='1', WORLD_SIZE='2'), only_writer(f'{d}/out', together=True): # of one launcher
                assert launched() and rank() == 1
                test_fail(lambda: only_writer(f'{d}/out').__enter__(), contains='another run is writing to')
        with only_writer(f'{d}/out'): # free again
            pass
        test_eq(list(Path(d).iterdir()), [])
