# Generated from nbs/cli/08_features.ipynb by tinyemo.dev.nbtools: edit the notebook.
import datasets
import io
import numpy as np
import tarfile
import tempfile
import tinyemo.cli.features
from PIL import Image
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.cli.app import command_table, features_app, invoke
from tinyemo.images.features import load_features


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
        (Path(d)/'mine/awe/broken.png').write_bytes(b'')
        (Path(d)/'mine/awe/notes.txt').touch()
        again = *extract[:3], '--out', f'{d}/again', '--shards', 2
        said = [invoke(*again, '--part', f'{i}/2') for i in range(2)]
        said.append(invoke('features', 'join', f'{d}/again/mine-all-lite0'))
        test_eq([(each.exit_code, each.stderr.split(': ')[0].split('/')[-1]) for each in said],
                [(3, 'notes.txt'), (3, 'broken.png'), (3, 'broken.png')])
        refused = {'give I/N': ('--part', '2'), 'also give --engine': ('--max-workers', 3),
                   'are those of archives': ('--labels', 'ekman'), 'no cluster answers': ('--engine', '127.0.0.1:1')}
        for fault, options in refused.items():
            result = invoke(*extract, *options)
            assert fault in str(result.exception) or 'not installed' in str(result.exception), result.exception
    print(parts[0].stdout.replace(d, '…'), joined.stdout.replace(d, '…'), sep='')
    def squares(path, *names, size=8):
        "A tar of pictures."
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        with tarfile.open(path, 'w') as tar:
            for i, name in enumerate(names):
                data = io.BytesIO()
                Image.new('RGB', (size, size), (40*i, 0, 0)).save(data, 'PNG')
                about = tarfile.TarInfo(name)
                about.size = data.tell()
                data.seek(0)
                tar.addfile(about, data)

    with tempfile.TemporaryDirectory() as d:
        for name in ('train-0', 'train-1', 'test-0'):
            squares(f'{d}/emo/{name}.tar', '1.png')
        sets = {}
        for pattern in ('train-*.tar', 'test-*.tar', 'train-?.tar', '*', ''):
            sets[pattern] = invoke('features', 'extract', f'{d}/emo/{pattern}', '--shards', 1, '--out', f'{d}/out')
        left = {p.name: list(load_features(p).ids) for p in Path(f'{d}/out').iterdir()}
    test_eq(left, {'emo-train-tar-all-lite0': ['train-0/1.png', 'train-1/1.png'],
                   'emo-test-tar-all-lite0': ['test-0/1.png'],
                   'emo-all-lite0': ['test-0/1.png', 'train-0/1.png', 'train-1/1.png']})
    assert 'another folder or pattern' in str(sets['train-?.tar'].exception) # of the same name as another pattern
    print(*(said.stdout.replace(d, '…') for said in sets.values()), sep='')
    mine = command_table(features_app)
    for row in mine:
        test_eq(invoke('features', row.command, '--help').exit_code, 0)
