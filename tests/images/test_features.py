# Generated from nbs/images/90_features.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import numpy as np
import subprocess
import sys
import tempfile
import tracemalloc
from dataclasses import replace
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.files import write_json
from tinyemo.images.features import FeatureSet, feature_file, is_features, joined, load_features, save_features
from tinyemo.images.manifest import MANIFEST, PIECES
from tinyemo.images.mapped import file_front


def test_a_set_of_features():
    fs = FeatureSet(np.eye(4)[:3], np.array([0, 2, 2]), ['a', 'b', 'c'], ('awe', 'fear', 'joy'))
    test_eq(fs.subset(fs.labels == 2).ids, ['b', 'c'])
    two = fs.subset([2, 0])
    test_eq((two.ids, two.labels.tolist()), (['c', 'a'], [2, 0]))
    own = FeatureSet([[1., 0.], [0., 1.], [1., 1.]], ['joy', 'awe', 'joy'], ['a', 'b', 'c'])
    test_eq((own.features.shape, own.labels.tolist(), own.classes), ((3, 2), [1, 0, 1], ('awe', 'joy')))
    test_eq(FeatureSet(np.eye(2), ['joy', 'awe'], ['a', 'b'], ['joy', 'awe']).labels.tolist(), [0, 1])
    test_fail(lambda: FeatureSet(np.eye(2), ['joy', 'hope'], ['a', 'b'], ('joy', 'awe')),
              contains='no classes are hope: choose among joy, awe')
    test_fail(lambda: FeatureSet(np.ones(2), None, ['a', 'b']), contains='shape (2,): give a row for each picture')
    mild = FeatureSet(np.eye(2), np.array([0, 1]), ['a', 'b'], ('awe', 'joy'), {'encoder': 'lite0', 'dataset': 'mild'})
    strong = FeatureSet(np.ones((1, 2)), np.array([1]), ['c'], ('awe', 'joy'), {'encoder': 'lite0', 'dataset': 'strong'})
    both = joined(mild, strong)
    test_eq((both.ids, both.labels.tolist(), both.meta['dataset']), (['a', 'b', 'c'], [0, 1, 1], 'mild+strong'))


def test_on_disk():
    rated = {'valence': np.array([[5.5, 1.2, 100], [2, np.nan, np.nan]], np.float32)}
    fs = FeatureSet(np.eye(2, 4, dtype=np.float32), np.array([0, 1]), ['a', 'b'], ('calm', 'grief'), ratings=rated,
                    groups=np.array([3, 8]))
    with tempfile.TemporaryDirectory() as d:
        again = load_features(save_features(fs, f'{d}/x.safetensors'))
        np.testing.assert_array_equal(again.ratings['valence'], rated['valence'])
        test_eq((again.subset([1]).ratings['valence'][0, 0], again.subset([1]).groups.tolist()), (2, [8]))
        test_eq(len(joined(again, again).ratings['valence']), 4)
    test_fail(lambda: FeatureSet(fs.features, fs.labels, fs.ids, fs.classes, ratings={'valence': np.ones((2, 2))}),
              contains='ratings of valence of shape (2, 2) for 2 rows')
    rows = np.random.default_rng(0).normal(size=(5, 8)).astype(np.float16)
    about = {'encoder': 'lite0', 'split': 'train'}
    fs = FeatureSet(rows, np.arange(5) % 2, list('vwxyz'), ('awe', 'joy'), about)
    with tempfile.TemporaryDirectory() as d:
        path = save_features(fs, feature_file(d, 'My photos', 'train', 'timm:a/b'))
        again = load_features(path)
        assert (again.features == fs.features).all() and (again.labels == fs.labels).all()
        assert isinstance(again.features, np.memmap)
    test_eq((again.ids, again.classes, again.meta, again.soft), (fs.ids, fs.classes, about, None))


def test_in_pieces():
    two = FeatureSet(np.eye(4, dtype=np.float16)[:2], np.array([0, 1]), ['a', 'b'], ('awe', 'joy'), {'encoder': 'toy'})
    more = FeatureSet(np.eye(4, dtype=np.float16)[2:], np.array([1, 1]), ['c', 'd'], ('awe', 'joy'), {'encoder': 'toy'})
    with tempfile.TemporaryDirectory() as d:
        for fs in (two, more):
            save_features(fs, f'{d}/{fs.ids[0]}.safetensors')
        shards = [{'file': 'a.safetensors', 'rows': 2}, {'file': 'c.safetensors', 'rows': 2}]
        write_json({'format': PIECES, 'classes': two.classes, 'meta': two.meta, 'shards': shards}, f'{d}/{MANIFEST}')
        whole = load_features(d)
        test_eq((whole.ids[3], whole.labels.tolist(), whole.features[1:3].argmax(1).tolist()), ('d', [0, 1, 1, 1], [1, 2]))
        test_eq(whole.subset([3, 0]).ids, ['d', 'a'])
        test_eq((is_features(d), is_features(f'{d}/a.safetensors'), is_features(f'{d}/a.png')), (True, True, False))


def test_edge_cases():
    fs = FeatureSet(np.eye(4)[:3], np.array([0, 2, 2]), ['a', 'b', 'c'], ('awe', 'fear', 'joy'))
    test_eq((len(fs), fs.subset([2, 0]).ids, fs.subset(fs.labels == 2).ids), (3, ['c', 'a'], ['b', 'c']))
    test_fail(lambda: FeatureSet(np.eye(3), None, ['a']), contains='3 feature rows, 1 ids')
    for numbers in (range(3), [0, 1, 2], np.arange(3)):
        test_eq(FeatureSet(np.eye(3), None, numbers).ids, ['0', '1', '2'])
    with tempfile.TemporaryDirectory() as d: # rows may be repeated in memory, not in a file
        test_fail(lambda: save_features(fs.subset([0, 1, 1]), f'{d}/f.safetensors'),
                  contains="1 ids occur more than once, first 'b': each picture needs its own")
        test_eq(list(Path(d).iterdir()), [])
    spoilt = FeatureSet(np.array([[1.], [np.nan]]), None, ['a', 'b'])
    test_fail(lambda: spoilt.checked(), contains='first b: extract them again')
    other = FeatureSet(np.eye(1), [0], ['d'], ('awe',))
    test_fail(lambda: joined(fs, other), contains='features of unknown for awe do not join')
    test_eq(joined(fs, dataset='three').meta['dataset'], 'three')
    rows = np.random.default_rng(0).normal(size=(5, 8)).astype(np.float16)
    shares = np.full((5, 2), 1/2)
    fs = FeatureSet(rows, np.arange(5) % 2, list('vwxyz'), ('awe', 'joy'), {'encoder': 'lite0'}, shares)
    with tempfile.TemporaryDirectory() as d:
        voted = load_features(save_features(fs, f'{d}/votes.safetensors'))
        test_close(voted.subset([0]).soft, shares[:1], 1e-6)
        test_eq(voted.encoder, 'lite0')
        test_fail(lambda: replace(fs, soft=shares[:1]), contains='give a share for each class')
        (Path(d)/'x.safetensors').write_bytes(b'not one')
        test_fail(lambda: load_features(Path(d)/'x.safetensors'), contains='is not a tinyemo feature file')
        test_fail(lambda: load_features(Path(d)/'none.safetensors'), contains='does not exist')
    with tempfile.TemporaryDirectory() as d: # more shards than files may be open, if nothing is done about it
        fds = [int(p.name) for p in Path('/proc/self/fd').iterdir()] if sys.platform == 'linux' else []
        many = range(max(fds, default=0) + 11 - len(fds) + 5)
        for n in many:
            save_features(replace(fs, ids=[f'{n}{id}' for id in fs.ids], meta={}), f'{d}/{n}.safetensors')
        shards = [{'file': f'{n}.safetensors', 'rows': 5} for n in many]
        write_json({'format': PIECES, 'classes': fs.classes, 'meta': {}, 'shards': shards}, f'{d}/{MANIFEST}')
        if fds:
            import resource
            limits = resource.getrlimit(resource.RLIMIT_NOFILE)
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(fds) + 11, limits[1]))
        whole = load_features(d)
        test_eq(whole.soft[-1:].shape, (1, 2))
        if fds:
            assert len(list(Path('/proc/self/fd').iterdir())) <= len(fds) + len(many) + 1 # one a shard, whatever it holds
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    unlabelled = FeatureSet(rows, None, list('vwxyz'))
    with tempfile.TemporaryDirectory() as d:
        test_eq(load_features(save_features(unlabelled, f'{d}/f.safetensors')).labels, None)
    def broken(path, change=None, **wrong):
        "Write a file of two rows with parts that are `wrong`, then `change` its header."
        right = dict(width=3, dtype=np.float16, ids=['a', 'b'], labels=[0, 1], classes=['awe', 'joy'],
                     meta={'encoder': 'e'})
        parts = right | wrong
        front = file_front(**parts)
        size = int.from_bytes(front[:8], 'little')
        header = json.loads(front[8:8+size])
        if change:
            change(header)
        text = json.dumps(header).encode()
        path.write_bytes(len(text).to_bytes(8, 'little') + text + front[8+size:] + bytes(2*3*2))

    def put(name, key, value):
        return lambda header: header[name].update({key: value})

    headers = {
        'labels begins at byte 0, the array before it ends at byte 12': put('features', 'data_offsets', [0, 12]),
        'features begins at byte 20, the array before it ends at byte 16': put('features', 'data_offsets', [20, 32]),
        'features lies at bytes 16 to 29': put('features', 'data_offsets', [16, 29]),
        'features lies at bytes 16 to 28, 36 bytes by its shape [2, 9]': put('features', 'shape', [2, 9]),
        'features lies at bytes 16 to 28, 12 bytes by its shape [-2, -3]': put('features', 'shape', [-2, -3]),
        'features has dtype C64': put('features', 'dtype', 'C64'),
        'features are float16 of shape (6,), not rows of floats': put('features', 'shape', [6]),
        'features are uint8 of shape (2, 6), not rows of floats': lambda h: h['features'].update(dtype='U8', shape=[2, 6]),
        "KeyError: 'features'": lambda h: h.update(other=h.pop('features')),
        "KeyError: 'ids'": lambda h: h['__metadata__'].pop('ids'),
        "feature file (KeyError: 'ids')": lambda h: h.pop('__metadata__'),
        'JSONDecodeError': put('__metadata__', 'meta', '{'),
        'is not a tinyemo feature file': lambda h: h.update(features=3),
        'labels are float64 of shape (2,) for 2 rows': put('labels', 'dtype', 'F64'),
    }
    parts = {
        'ids occur twice: a': dict(ids=['a', 'a']),
        'ids are not a list of strings': dict(ids=['a', 3]),
        'class names occur twice: joy': dict(classes=['joy', 'joy']),
        'class names are not a list of strings': dict(classes='ab'),
        'labels from 0 to 2 for 2 classes': dict(labels=[0, 2]),
        'labels from -1 to 1 for 2 classes': dict(labels=[-1, 1]),
        'labels are int64 of shape (3,) for 2 rows': dict(labels=[0, 1, 1]),
        'the encoder is not a string': dict(meta={'encoder': 3}),
        'votes are float32 of shape (2, 3) for 2 rows and 2 classes': dict(soft=np.ones((2, 3))),
        'votes are float32 of shape (1, 2) for 2 rows and 2 classes': dict(soft=np.ones((1, 2))),
    }
    with tempfile.TemporaryDirectory() as d:
        path = Path(d)/'f.safetensors'
        broken(path)
        test_eq(load_features(path).ids, ['a', 'b'])
        for fault, change in headers.items():
            broken(path, change)
            test_fail(lambda: load_features(path), contains=fault)
            test_fail(lambda: load_features(path), contains='f.safetensors')
        for fault, wrong in parts.items():
            broken(path, **wrong)
            test_fail(lambda: load_features(path), contains=f'f.safetensors: {fault}')
        broken(path, lambda h: h['__metadata__'].update(ids='["a"]'))
        test_fail(lambda: load_features(path), contains='1 ids for 2 rows')
        broken(path)
        path.write_bytes(path.read_bytes()[:-1]) # cut short
        test_fail(lambda: load_features(path), contains='the arrays end at byte 28, the file at byte 27')
        path.write_bytes(b'\x02' + bytes(7) + b'[]')
        test_fail(lambda: load_features(path), contains='no safetensors header')
    len(headers) + len(parts) + 3
    from safetensors.numpy import load_file

    shares = np.float32([[1, 0], [.5, .5], [0, 1]])
    x = np.arange(15, dtype=np.float16).reshape(3, 5)
    fs = FeatureSet(x, np.array([0, 1, 1]), list('abc'), ('awe', 'joy'), {}, shares)
    with tempfile.TemporaryDirectory() as d:
        arrays = load_file(save_features(fs, f'{d}/f.safetensors'))
        test_eq({k: v.tolist() for k, v in arrays.items()},
                {'features': fs.features.tolist(), 'labels': [0, 1, 1], 'soft': shares.tolist()})
        test_eq(len(load_features(save_features(fs.subset([]), f'{d}/none.safetensors'))), 0)
        whole = replace(fs, features=fs.features.astype(int))
        test_fail(lambda: save_features(whole, f'{d}/g'), contains='dtype of features')
        rows = np.memmap(f'{d}/rows', np.float16, 'w+', shape=(40_000, 768)) # 61 MB, all zero
        rows[[5, 30_000], 7] = np.nan, np.inf
        ids = [str(i) for i in range(len(rows))]
        large = FeatureSet(rows, None, ids)
        tracemalloc.start()
        test_fail(lambda: large.checked(), contains='2 of 40000 feature rows hold NaN or infinity, first 5, 30000')
        save_features(large, f'{d}/large.safetensors')
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < rows.nbytes/2, peak
        again = load_features(f'{d}/large.safetensors')
        test_eq(again.features[[5, 30_000], 7].tolist()[1], np.inf)
        del rows, again
    code = "import sys, tinyemo.images.features, tinyemo.images.files; print('torch' in sys.modules)"
    run = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True)
    test_eq(run.stdout.strip(), 'False')
