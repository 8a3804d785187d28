# Generated from nbs/cli/10_projector.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
import tinyemo.cli.projector
import torch
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.cli.app import app, command_table, invoke
from tinyemo.core import only_writer
from tinyemo.images.features import FeatureSet, save_features
from tinyemo.images.taxonomy import EKMAN, MIKELS
from tinyemo.projector.model import load_model
from tinyemo.projector.published import TEMPERATURE
from tinyemo.projector.vectors import word_vectors
from torch import nn


def test_commands():
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as d:
        for name, taxonomy in (('roi', EKMAN), ('emoset', MIKELS)):
            y = np.arange(240) % len(taxonomy)
            x = (word_vectors(list(taxonomy.labels), 'minilm')[y] + .5*rng.normal(size=(240, 384))).astype(np.float16)
            fs = FeatureSet(x, y, [f'{name}/{i}' for i in range(240)], taxonomy.labels, {'encoder': 'toy', 'dataset': name})
            save_features(fs, f'{d}/{name}.safetensors')
        files = f'{d}/roi.safetensors', f'{d}/emoset.safetensors'
        joint = invoke('fit', *files, '--out', f'{d}/m', '--preset', 'linear', '--C', '1', '--no-transfer')
        test_eq(joint.exit_code, 0)
        model = load_model(f'{d}/m')
        test_eq((len(model.classes), list(model.readings), model.meta['config']['C']), (10, ['ekman6', 'mikels8'], 1))
        again = invoke('fit', '--config', f'{d}/m/run.yaml', '--out', f'{d}/again', '--C=2')
        test_eq((again.exit_code, load_model(f'{d}/again').meta['config']['C']), (0, 2))
        read = invoke('classify', f'{d}/m', files[0], '--labels', 'ekman', '--format', 'csv')
        test_eq(read.stdout.splitlines()[0], f"path,label,probability,familiar,caution,{','.join(EKMAN.labels)}")
        unknown = invoke('fit', *files, '--out', f'{d}/x', '--preset', 'linear', '--epochs', '3')
        assert 'LinearConfig has no epochs: its fields are' in str(unknown.exception) + unknown.stdout + unknown.stderr
        empty = invoke('fit', '--out', f'{d}/x')
        assert 'fit needs feature files' in str(empty.exception) + empty.stdout + empty.stderr
        assert not Path(f'{d}/x').exists()
        with only_writer(f'{d}/m'): # as another process has it
            second = invoke('fit', *files, '--out', f'{d}/m', '--preset', 'linear', '--no-transfer')
        assert 'another run is writing to m' in str(second.exception)
        test_eq(load_model(f'{d}/m').classes, model.classes)
    print(joint.stdout.replace(d, '…'))
    mine = command_table(app)
    for row in mine:
        test_eq(invoke(*row.command.split(), '--help').exit_code, 0)


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
