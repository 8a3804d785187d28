# Generated from nbs/cli/05_pieces.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.cli.app import command_table, features_app, invoke
from tinyemo.cli.pieces import archives_of, named_by
from tinyemo.images.features import FeatureSet, load_features, save_features
from tinyemo.images.shards import shard_path


def test_join_split_check():
    fs = FeatureSet(np.arange(20, dtype=np.float16).reshape(10, 2), np.arange(10) % 2, list('abcdefghij'), ('awe', 'joy'),
                    {'encoder': 'toy'})
    with tempfile.TemporaryDirectory() as d:
        save_features(fs, f'{d}/one.safetensors')
        said = []
        for words in (['split', f'{d}/one.safetensors', '--out', f'{d}/pieces', '--rows', 4], ['join', f'{d}/pieces'],
                      ['check', f'{d}/pieces', f'{d}/one.safetensors'],
                      ['join', f'{d}/pieces', '--out', f'{d}/again.safetensors']):
            result = invoke('features', *words)
            test_eq(result.exit_code, 0)
            said.append(result.stdout.replace(d, '…'))
        test_eq(Path(f'{d}/again.safetensors').read_bytes() == Path(f'{d}/one.safetensors').read_bytes(), True)
        shard_path(f'{d}/pieces', 1).write_bytes(b'')
        broken = invoke('features', 'check', f'{d}/pieces')
        assert '1 of 1 feature sets are not whole' in str(broken.exception)
        assert '00001.safetensors is not a tinyemo feature file' in broken.stderr
    print(''.join(said))


def test_extraction_in_pieces():
    with tempfile.TemporaryDirectory() as d:
        for name in ('1.tar', '0.tar', 'x.parquet', 'notes.txt'):
            (Path(d)/name).touch()
        found = [Path(p).name for p in archives_of(d)]
        test_eq([len(archives_of(place)) for place in (f'{d}/*.tar', f'{d}/notes.txt', f'file://{d}/*.tar')], [2, 0, 2])
    test_fail(lambda: archives_of('nowhere://bucket/*.tar'), contains='cannot be listed')
    names = {'*': 'emo', '*.tar': 'emo-tar', '*.parquet': 'emo-parquet', 'a-*.tar': 'emo-a-tar', 'a-*': 'emo-a',
             'a-*.parquet': 'emo-a-parquet', 'v1.0-?.tar': 'emo-v1.0-tar', 'a-0.tar': 'emo-a-0-tar'}
    for pattern, name in names.items():
        home = '' if pattern == '*' else f'/{pattern}'
        test_eq(named_by(f's3://b/emo/{pattern}', ['s3://b/emo/a-0.tar']), (name, f's3://b/emo{home}'))
    with tempfile.TemporaryDirectory() as d:
        (Path(d)/'0.tar').touch()
        test_eq(named_by(d, archives_of(d)), (Path(d).name, d))
    mine = [row for row in command_table(features_app) if row.command in ('join', 'split', 'check')]
    test_eq(len(mine), 3)


def test_edge_cases():
    fs = FeatureSet(np.arange(20, dtype=np.float16).reshape(10, 2), np.arange(10) % 2, list('abcdefghij'), ('awe', 'joy'),
                    {'encoder': 'toy'})
    with tempfile.TemporaryDirectory() as d:
        save_features(fs, f'{d}/a.safetensors')
        other = FeatureSet(fs.features, fs.labels, [f'{i}2' for i in fs.ids], fs.classes, fs.meta)
        save_features(other, f'{d}/b.safetensors')
        both = invoke('features', 'join', f'{d}/a.safetensors', f'{d}/b.safetensors', '--out', f'{d}/both')
        test_eq((both.exit_code, len(load_features(f'{d}/both'))), (0, 20))
        faults = {
            'into a new place': ['join', f'{d}/a.safetensors', f'{d}/b.safetensors'],
            'go into a folder first': ['join', f'{d}/a.safetensors', f'{d}/b.safetensors', '--out', f'{d}/c.safetensors'],
            'is not a folder of shards': ['join', f'{d}/a.safetensors'],
            'ids occur twice': ['join', f'{d}/a.safetensors', f'{d}/a.safetensors', '--out', f'{d}/twice'],
            'does not exist': ['split', f'{d}/none.safetensors', '--out', f'{d}/x'],
        }
        for fault, words in faults.items():
            result = invoke('features', *words)
            said = str(result.exception) + result.stderr
            assert fault in said, (fault, said)
