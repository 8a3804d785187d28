# Generated from nbs/cli/10_projector.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
import tinyemo.cli.projector
import torch
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.cli.app import app, command_table, invoke
from tinyemo.html import Rows
from tinyemo.images.features import FeatureSet, save_features
from tinyemo.images.taxonomy import EKMAN
from tinyemo.projector.checkpoint import load_model
from tinyemo.projector.published import TEMPERATURE
from torch import nn


def test_commands():
    rng, model = np.random.default_rng(0), load_model('photos-lite0')
    with tempfile.TemporaryDirectory() as d:
        noise = FeatureSet(rng.normal(size=(2, model.d_img)), None, ['a', 'b'], (), {'encoder': model.encoder})
        file = save_features(noise, f'{d}/noise.safetensors')
        read = invoke('classify', 'photos-lite0', file, '--labels', 'ekman', '--format', 'csv')
    lines = read.stdout.splitlines()
    assert lines[0].startswith(f"path,label,probability,familiar,caution,{','.join(EKMAN.labels)}")
    test_eq([line.split(',')[0] for line in lines[1:]], ['a', 'b'])
    here = ['classify', 'quickstart']
    mine = Rows(row for row in command_table(app) if row.command in here)
    test_eq([row.command for row in mine], here)
    for row in mine:
        test_eq(invoke(row.command, '--help').exit_code, 0)


def test_published_projectors():
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(768, 8), nn.BatchNorm1d(8), nn.GELU(), nn.Dropout(.2), nn.Linear(8, 576))
    with tempfile.TemporaryDirectory() as d:
        torch.save({f'model.{name}': tensor for name, tensor in net.state_dict().items()}, f'{d}/p.bin')
        result = invoke('published', f'{d}/p.bin', '--source', 'smollm2', '--labels', 'joy,fear', '--out', f'{d}/model')
        wrong = invoke('published', f'{d}/p.bin', '--source', 'minilm', '--labels', 'joy,fear', '--out', f'{d}/other')
        model = load_model(f'{d}/model')
        test_eq((model.classes, model.temperature), (('joy', 'fear'), TEMPERATURE))
        assert not Path(f'{d}/other').exists()
    test_eq(result.exit_code, 0)
    assert '576 dimensions' in str(wrong.exception) + wrong.stdout + wrong.stderr
    print(result.stdout.replace(d, '…'))
