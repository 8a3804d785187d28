# Generated from nbs/91_torchfix.ipynb by tinyemo.nbtools: edit the notebook.
from tinyemo.torchfix import declare_torchvision_ops, mismatched, torchvision_version


def test_the_problem():
    assert mismatched(False, '0.28.0+cu130')
    assert not mismatched(True, '0.28.0+cu130') and not mismatched(False, '0.28.0+cpu') and not mismatched(False, '')
    torchvision_version()


def test_the_remedy():
    import torch
    declare_torchvision_ops()
    declare_torchvision_ops()
    import torchvision
