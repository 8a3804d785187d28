# Generated from nbs/dev/20_torchfix.ipynb by tinyemo.dev.nbtools: edit the notebook.
import subprocess
import sys
import torch
from fastcore.test import test_eq
from importlib import import_module
from tinyemo.dev.torchfix import _libraries, declare_torchvision_ops, mismatched, torchvision_version


def test_the_problem():
    versions = ['0.28.0+cu130', '0.28.0+cpu', '']
    needed = {(version, gpu): mismatched(gpu, version) for version in versions for gpu in (True, False)}
    test_eq([case for case, need in needed.items() if need], [('0.28.0+cu130', False)])
    torchvision_version()


def test_the_remedy():
    code = """
import torch
from torchvision.transforms import functional
print(functional.to_tensor.__name__)
"""
    said = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True)
    test_eq((said.returncode, said.stdout.strip()), (0, 'to_tensor'))


def test_edge_cases():
    declare_torchvision_ops()
    before = len(_libraries)
    declare_torchvision_ops()
    test_eq(len(_libraries), before)
    functional = import_module('torchvision.transforms.functional')
    assert all(hasattr(torch.ops.torchvision, name) for name in ('nms', 'qnms'))
    assert callable(functional.to_tensor)
    assert mismatched(False, '0.28.0+cu130')
    assert not mismatched(True, '0.28.0+cu130') and not mismatched(False, '0.28.0+cpu') and not mismatched(False, '')
