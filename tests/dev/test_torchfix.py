# Generated from nbs/dev/20_torchfix.ipynb by tinyemo.dev.nbtools: edit the notebook.
from tinyemo.dev.torchfix import declare_torchvision_ops, mismatched, torchvision_version


def test_the_problem():
    assert mismatched(False, '0.28.0+cu130')
    assert not mismatched(True, '0.28.0+cu130') and not mismatched(False, '0.28.0+cpu') and not mismatched(False, '')
    torchvision_version()


def test_the_remedy():
    declare_torchvision_ops()
    declare_torchvision_ops()
    import torchvision
