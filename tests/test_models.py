# Generated from nbs/12_models.ipynb by tinyemo.dev.nbtools: edit the notebook.
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.core import data_path
from tinyemo.models import model_folder
from unittest.mock import patch


def test_by_name():
    test_eq(model_folder('faces-smollm2'), data_path('models', 'faces-smollm2'))
    test_eq(model_folder('nowhere'), Path('nowhere')) # whoever opens it says what is wrong
    sorted(p.name for p in data_path('models').iterdir() if p.is_dir())


def test_edge_cases():
    with patch('huggingface_hub.snapshot_download', lambda repo, local_files_only: f'/kept/{repo}'):
        test_eq(model_folder('hf:somebody/model'), Path('/kept/somebody/model'))
    def offline(*args, **kw):
        raise OSError('no network\nand more')

    with patch('huggingface_hub.snapshot_download', offline), patch('huggingface_hub.HfApi', offline):
        test_fail(lambda: model_folder('hf:somebody/model'), contains='from the model hub (OSError: no network)')
