# Generated from nbs/cli/10_projector.ipynb by tinyemo.dev.nbtools: edit the notebook.
import datasets
import numpy as np
import tempfile
import tinyemo.cli.projector
import torch
from PIL import Image
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.cli.app import app, command_table, invoke
from tinyemo.core import only_writer
from tinyemo.images.features import FeatureSet, load_features, save_features
from tinyemo.images.taxonomy import EKMAN, MIKELS
from tinyemo.projector.model import load_model
from tinyemo.projector.published import TEMPERATURE
from tinyemo.projector.vectors import word_vectors
from torch import nn


def test_commands():
    with tempfile.TemporaryDirectory() as d:
        for i, colour in enumerate(('gold', 'navy')):
            (Path(d)/'mine').mkdir(exist_ok=True)
            Image.new('RGB', (8, 8), colour).save(f'{d}/mine/{i}.png')
        result = invoke('features', 'extract', f'{d}/mine', '--encoder', 'lite0-grid', '--tokens', '--out', f'{d}/out')
        sets = [load_features(line.split('  ')[0]) for line in result.stdout.splitlines()]
        test_eq([fs.encoder for fs in sets], ['lite0-grid', 'lite0-tokens'])
        test_eq([fs.features.shape for fs in sets], [(2, 5952), (2, 12928)])
        none = invoke('features', 'extract', f'{d}/mine', '--encoder', 'lite0-views', '--tokens', '--out', f'{d}/out')
        assert "encoder 'lite0-views' has no image tokens" in str(none.exception) + none.stdout + none.stderr
    print(result.stdout.replace(d, '…'))
    names = datasets.ClassLabel(names=['happy', 'fear', 'trust'])
    columns = datasets.Features({'image': datasets.Image(), 'label': names})
    with tempfile.TemporaryDirectory() as d:
        squares = [Image.new('RGB', (8, 8), (40*i, 0, 0)) for i in range(6)]
        rows = datasets.Dataset.from_dict({'image': squares, 'label': [0, 1, 2]*2}, columns)
        rows.to_parquet(f'{d}/squares/data/train-00000-of-00001.parquet')
        result = invoke('features', 'extract', f'hf:{d}/squares', '--image', 'image', '--label', 'label',
                        '--split', 'train', '--map-to', 'ekman6', '--root', f'{d}/here', '--out', f'{d}/out')
        fs = load_features(result.stdout.split('  ')[0])
        wrong = invoke('features', 'extract', f'hf:{d}/squares', '--label', 'mood', '--root', f'{d}/there', '--out', d)
    test_eq((fs.features.shape, fs.labels.tolist()), ((4, 1280), [3, 2, 3, 2]))
    assert 'left out: 2 labelled trust, which has no counterpart in ekman6' in result.stderr
    assert "no column 'mood' among image, label: say which one holds the label" in str(wrong.exception)
    print(result.stderr, result.stdout.replace(d, '…'))
    with tempfile.TemporaryDirectory() as d:
        for i, colour in enumerate(('gold', 'navy', 'red')):
            label = 'rage' if colour == 'red' else 'awe'
            (Path(d)/'mine'/label).mkdir(parents=True, exist_ok=True)
            Image.new('RGB', (8, 8), colour).save(f'{d}/mine/{label}/{i}.png')
        extract = 'features', 'extract', f'{d}/mine', '--out', f'{d}/out'
        whole = invoke(*extract)
        parts = [invoke(*extract, '--shards', 1, '--part', f'{i}/2') for i in range(2)]
        joined = invoke('features', 'join', f'{d}/out/mine-all-lite0')
        one, pieces = load_features(f'{d}/out/mine-all-lite0.safetensors'), load_features(f'{d}/out/mine-all-lite0')
        test_eq((list(pieces.ids), np.asarray(pieces.features).shape), (one.ids, one.features.shape))
        assert abs(np.asarray(pieces.features, float) - one.features).max() < .01
        flat = invoke('features', 'extract', f'{d}/mine/awe', '--out', f'{d}/out', '--shards', 2)
        assert '2 x 1280 in 1 shards, no labels' in flat.stdout
        refused = {'give I/N': ('--part', '2'), 'also give --engine': ('--max-workers', 3),
                   'are those of archives': ('--labels', 'ekman'), 'no cluster answers': ('--engine', '127.0.0.1:1')}
        for fault, options in refused.items():
            result = invoke(*extract, *options)
            assert fault in str(result.exception) or 'not installed' in str(result.exception), result.exception
    print(parts[0].stdout.replace(d, '…'), joined.stdout.replace(d, '…'), sep='')
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
