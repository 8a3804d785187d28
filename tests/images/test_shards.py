# Generated from nbs/images/93_shards.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import os
import tempfile
from dataclasses import replace
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.files import read_json, write_json
from tinyemo.images.features import FeatureSet, load_features, save_features
from tinyemo.images.manifest import MANIFEST, read_manifest
from tinyemo.images.shards import faults_of, is_finished, join_shards, linked, shard_path, split_features, unreadable_in, write_shard


def test_shards():
    part = FeatureSet(np.eye(3, dtype=np.float16)[:2], np.array([0, 1]), ['a', 'b'], ('awe', 'joy'), {'encoder': 'toy'})
    with tempfile.TemporaryDirectory() as d:
        row = write_shard(d, 7, 8, part, 'v1')
        path = shard_path(d, 7)
        test_eq([is_finished(path, mark) for mark in ('v1', 'v2')], [True, False])
        test_eq(is_finished(shard_path(d, 6), 'v1'), False)


def test_join_split_check():
    fs = FeatureSet(np.arange(20, dtype=np.float16).reshape(10, 2), np.arange(10) % 2, list('abcdefghij'), ('awe', 'joy'),
                    {'encoder': 'toy', 'dataset': 'ten'})
    with tempfile.TemporaryDirectory() as d:
        pieces = split_features(fs, f'{d}/ten', 4)
        test_eq((pieces.ids == fs.ids, pieces.labels.tolist(), np.asarray(pieces.features)),
                (True, fs.labels.tolist(), fs.features))
        save_features(replace(fs.subset([0, 1]), ids=['x', 'y']), f'{d}/two.safetensors')
        both = linked([f'{d}/ten', f'{d}/two.safetensors'], f'{d}/both')
        test_eq((len(both), both.ids[-1], both.meta['dataset']), (12, 'y', 'ten'))
        again = load_features(save_features(both, f'{d}/one.safetensors'))
        test_eq((again.ids, again.features[4:9]), (list(both.ids), both.features[4:9]))
        listed = [(row['file'], row['rows']) for row in read_manifest(f'{d}/both')['shards']]
    with tempfile.TemporaryDirectory() as d:
        split_features(fs, d, 4)
        whole = list(faults_of(d))
        with open(shard_path(d, 1), 'r+b') as f:
            f.seek(-1, os.SEEK_END)
            f.write(b'\x47') # one byte of a feature
        faults = list(faults_of(d))
    test_eq((whole, len(faults)), ([], 1))
    [fault.replace(d, '…') for fault in faults]


def test_edge_cases():
    fs = FeatureSet(np.arange(20, dtype=np.float16).reshape(10, 2), np.arange(10) % 2, list('abcdefghij'), ('awe', 'joy'),
                    {'encoder': 'toy'})
    def shards(d, *ids, of=None, **meta):
        "Shards of one row each."
        for n, id in enumerate(ids):
            about = {'encoder': 'toy', 'n': n} | {k: v[n] for k, v in meta.items()}
            fs = FeatureSet(np.full((1, 2), n, np.float16), np.array([n % 2]), [id], ('awe', 'joy'), about)
            write_shard(d, n, of or len(ids), fs, 'm')

    with tempfile.TemporaryDirectory() as d:
        test_fail(lambda: join_shards(f'{d}/none'), contains='is not a folder of shards')
        test_fail(lambda: join_shards(d), contains='holds no shard')
        test_fail(lambda: load_features(d), contains='without manifest.json')
        shards(d, 'a', 'b', of=4)
        test_fail(lambda: join_shards(d), contains='misses 2 of 4 shards (00002.safetensors, 00003.safetensors)')
        shards(d, 'a', 'b', 'a')
        test_fail(lambda: join_shards(d), contains='1 of 3 ids occur twice, first in 00000.safetensors and 00002')
        shards(d, 'a', 'b', 'c', encoder=['toy', 'lite0', 'toy'])
        test_fail(lambda: join_shards(d), contains='00001.safetensors was made with encoder lite0, the first')
        shards(d, 'a', 'b', 'c', split=['train', 'train', 'valid'], unreadable=[[], ['z'], []])
        whole = join_shards(d)
        test_eq((list(whole.ids), whole.meta), (list('abc'), {'encoder': 'toy', 'split': 'train+valid'}))
        test_eq(([row['unreadable'] for row in read_manifest(d)['shards']], unreadable_in(d)), ([0, 1, 0], ['z']))
        test_fail(lambda: linked([d], d), contains='holds a set already')

        manifest = read_json(f'{d}/{MANIFEST}')
        def told(**changes):
            write_json(manifest | changes, f'{d}/{MANIFEST}')
            return lambda: load_features(d)

        test_fail(told(format='other'), contains='is not a manifest of tinyemo-pieces-1')
        test_fail(told(shards=[]), contains='lists no shards')
        test_fail(told(shards=[{'file': '00000.safetensors'}]), contains='lists no shards')
        test_fail(told(meta={'encoder': 'lite0'}), contains='is from toy with 2 classes, its manifest says lite0')
        test_fail(told(shards=[manifest['shards'][0] | {'rows': 9}]), contains='has 1 rows, its manifest says 9')
        told()
        shard_path(d, 1).unlink()
        test_fail(lambda: load_features(d), contains='names 00001.safetensors, which is not there')
        assert 'which is not there' in next(faults_of(d))
        wide = FeatureSet(np.zeros((1, 3), np.float16), np.array([0]), ['b'], ('awe', 'joy'), {'encoder': 'toy'})
        write_shard(d, 1, 3, wide)
        test_fail(lambda: load_features(d), contains='differ in width')
        shards(d, 'a', 'b', 'c')
        write_shard(d, 3, 4, replace(wide, ids=['d']))
        assert any('is not in the manifest' in fault for fault in faults_of(d))
        broken = FeatureSet(np.full((1, 2), np.nan), np.array([0]), ['b'], ('awe', 'joy'), {'encoder': 'toy'})
        assert 'NaN' in next(faults_of(save_features(broken, f'{d}/nan.safetensors')))
        test_fail(lambda: split_features(fs, d, 0), contains='at least 1')
    with tempfile.TemporaryDirectory() as d:
        shards(d, 'a', 'b', 'c')
        shard_path(d, 2).unlink()
        late = FeatureSet(np.ones((1, 2), np.float16), np.array([0]), ['e'], ('awe', 'joy'), {'encoder': 'toy'})
        write_shard(d, 4, 5, late) # of a later run, when there were more pictures
        test_fail(lambda: join_shards(d), contains='misses 2 of 5 shards (00002.safetensors, 00003.safetensors)')
        names = sorted(Path(d).glob('*.safetensors'))
        for overwriting in (lambda: linked(names, d), lambda: split_features(fs, d, 4)):
            test_fail(overwriting, contains='holds a set already')
        test_eq((sorted(Path(d).iterdir()), load_features(names[0]).ids), (names, ['a']))
    test_eq(list(faults_of('none.safetensors'))[0][:35], 'none.safetensors does not exist: ma')
    rated = {'valence': np.arange(15.).reshape(5, 3)}
    full = FeatureSet(np.eye(5, dtype=np.float32), np.zeros(5, int), list('abcde'), ('awe', 'joy'), {'encoder': 'toy'},
                      np.full((5, 2), .5), ratings=rated, groups=np.array([3, 3, 1, 1, 2]))
    with tempfile.TemporaryDirectory() as d:
        pieces = split_features(full, f'{d}/full', 2)
        part = pieces.subset([4, 1, 2])
        test_eq((part.soft.shape, part.groups.tolist()), ((3, 2), [2, 3, 1]))
        test_eq(part.ratings['valence'][:, 0].tolist(), [12, 3, 6])
        assert pieces.checked() is pieces and pieces.features.dtype == np.float32
        test_eq(len(split_features(full.subset([]), f'{d}/none')), 0)
