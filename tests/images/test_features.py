# Generated from nbs/images/90_features.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import matplotlib.pyplot as plt
import numpy as np
import pickle
import pytest
import subprocess
import sys
import tempfile
import time
import torch
import tracemalloc
from dataclasses import replace
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.core import real_data, write_json
from tinyemo.figures import OKABE_ITO
from tinyemo.images.features import FeatureSet, MANIFEST, PIECES, feature_file, file_front, fingerprints, import_pt, in_blocks, is_features, joined, load_features, near_duplicates, nearest_fingerprint, save_features, unit
from tinyemo.images.taxonomy import EKMAN


def test_a_set_of_features():
    fs = FeatureSet(np.eye(4)[:3], np.array([0, 2, 2]), ['a', 'b', 'c'], ('awe', 'fear', 'joy'))
    test_eq(fs.subset(fs.labels == 2).ids, ['b', 'c'])
    two = fs.subset([2, 0])
    test_eq((two.ids, two.labels.tolist()), (['c', 'a'], [2, 0]))
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


def test_features_of_the_original_release():
    with tempfile.TemporaryDirectory() as d:
        for i, emotion in enumerate(('joy', 'fear', 'joy')):
            f = Path(d)/'Set'/'images'/'train'/emotion/f'{i}.pt'
            f.parent.mkdir(parents=True, exist_ok=True)
            torch.save(torch.full((768,), float(i)), f)
        f.with_name('9.pt').write_bytes(pickle.dumps(print)) # a pickle that would run something
        fs = import_pt(Path(d)/'Set')
    test_eq((fs.ids, fs.classes, fs.labels.tolist()), (['fear/1', 'joy/0', 'joy/2'], ('fear', 'joy'), [0, 1, 1]))
    test_eq(fs.encoder, 'clip-vit-l14')
    [(Path(path).name, reason[:70]) for path, reason in fs.skipped]


@pytest.mark.data
def test_features_of_the_original_release_data():
    start = time.perf_counter()
    fs = import_pt(real_data('Emotion6'))
    slow = time.perf_counter() - start
    test_eq((fs.features.shape, fs.classes, fs.skipped), ((1386, 768), EKMAN.labels, []))
    with tempfile.TemporaryDirectory() as d:
        path = save_features(fs, feature_file(d, 'emotion6', 'train', fs.encoder))
        start = time.perf_counter()
        load_features(path)
        fast = time.perf_counter() - start
    print(f'{len(fs)} files one by one {slow:.2f} s, one safetensors file {fast*1e3:.1f} ms')


def test_near_duplicates():
    z = unit([[3, 4], [0, 0]])
    test_close(z, [[.6, .8], [0, 0]])
    rng = np.random.default_rng(0)
    a = rng.normal(size=(50, 16))
    again = a[[7]]*3 + 1e-3 # row 7, longer and a little off
    b = np.concatenate([rng.normal(size=(9, 16)), again])
    test_eq(near_duplicates(a, b).tolist(), [[7, 9]])
    near_duplicates(a, b)


@pytest.mark.data
def test_near_duplicates_data():
    fs = import_pt(real_data('Emotion6'))
    pairs = np.triu_indices(len(fs), 1)
    cosines = (unit(fs.features)@unit(fs.features).T)[pairs]
    same = fs.labels[pairs[0]] == fs.labels[pairs[1]]
    found = near_duplicates(fs.features, fs.features)
    test_eq(found.tolist(), [[i, i] for i in range(len(fs))]) # each picture with itself, and no other pair
    assert cosines[same].mean() > cosines[~same].mean()
    for threshold in (.92, .95, .985):
        near = cosines >= threshold
        print(f'cosine {threshold} or more: {near.sum()} pairs, {(near & same).sum()} of them with the same label')
    fig, ax = plt.subplots(figsize=(4, 3))
    edges = np.linspace(0, 1, 61)
    for group, name, colour in ((~same, 'different labels', OKABE_ITO[0]), (same, 'same label', OKABE_ITO[1])):
        ax.hist(cosines[group], edges, density=True, histtype='step', color=colour, label=name)
    ax.axvline(.985, color='black', linestyle=':', label='threshold')
    ax.set(xlabel='cosine of two pictures of Emotion6', ylabel='density of pairs')
    ax.legend(frameon=False, fontsize=8);


def test_fingerprints():
    rng = np.random.default_rng(0)
    train = rng.normal(size=(400, 64)) + 2
    centre = np.full(64, 2.)
    same = train[:5] + .05*rng.normal(size=(5, 64))
    other = rng.normal(size=(5, 64)) + 2
    prints = fingerprints(np.concatenate([same, other]), centre)
    bits = nearest_fingerprint(prints, fingerprints(train, centre))
    assert bits[:5].max() < 16 < bits[5:].min()
    test_eq(nearest_fingerprint(prints, fingerprints(train, centre), block=7), bits)
    rng = np.random.default_rng(0)
    one, other = np.linalg.qr(rng.normal(size=(768, 2)))[0].T # two directions at a right angle
    angle = np.linspace(0, np.pi, 73)
    turned = np.outer(np.cos(angle), one) + np.outer(np.sin(angle), other)
    first = fingerprints(turned[:1], np.zeros(768))
    differ = np.array([nearest_fingerprint(row[None], first)[0] for row in fingerprints(turned, np.zeros(768))])
    assert abs(differ - 256*angle/np.pi).max() < 4*8 # four standard deviations of 256 fair coins
    fig, ax = plt.subplots(figsize=(4, 3))
    ax.plot(np.rad2deg(angle), 256*angle/np.pi, color=OKABE_ITO[1], label='256 θ/π')
    ax.plot(np.rad2deg(angle), differ, '.', color=OKABE_ITO[0], label='fingerprints')
    ax.set(xlabel='angle θ between two features (degrees)', ylabel='differing bits')
    ax.legend(frameon=False);


def test_edge_cases():
    fs = FeatureSet(np.eye(4)[:3], np.array([0, 2, 2]), ['a', 'b', 'c'], ('awe', 'fear', 'joy'))
    test_eq((len(fs), fs.subset([2, 0]).ids, fs.subset(fs.labels == 2).ids), (3, ['c', 'a'], ['b', 'c']))
    test_fail(lambda: FeatureSet(np.eye(3), None, ['a']), contains='3 feature rows, 1 ids')
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
    front = file_front(2, np.float16, ['a'], room=1000)
    test_eq((len(front), len(file_front(2, np.float16, ['a'], room=3)) % 8), (1000, 0))
    test_eq([(first, len(rows)) for first, rows in in_blocks(np.zeros((5, 3)), 6)], [(0, 2), (2, 2), (4, 1)])
    with tempfile.TemporaryDirectory() as d:
        joy = Path(d)/'Set/images/train/joy'
        joy.mkdir(parents=True)
        torch.save(torch.zeros(768), joy/'2.pt')
        torch.save({'not': 'a tensor'}, joy/'8.pt')
        (joy/'9.pt').write_bytes(pickle.dumps(print))
        (joy/'10.pt').write_bytes(b'')
        torch.save(torch.zeros(512), joy/'11.pt')
        torch.save(torch.zeros(768, dtype=torch.complex64), joy/'12.pt')
        torch.save(torch.full((768,), torch.nan), joy/'13.pt')
        fear = joy.with_name('fear')
        fear.mkdir()
        torch.save(torch.ones(768), fear/'1.pt')
        fs = import_pt(Path(d)/'Set')
        test_eq([Path(p).name for p, _ in fs.skipped], ['8.pt', '9.pt', '10.pt', '11.pt', '12.pt', '13.pt'])
        test_eq((len(fs), fs.skipped[3][1]), (2, 'ValueError: 512 numbers where the first file has 768'))
        reasons = [why for _, why in fs.skipped[4:]]
        test_eq(reasons, ['TypeError: holds complex numbers', 'ValueError: holds NaN or infinity'])
        test_fail(lambda: import_pt(Path(d)/'Set', 'test'), contains='no .pt file in')
        for file in ('joy/2.pt', 'fear/1.pt', 'joy/11.pt', 'joy/12.pt', 'joy/13.pt'):
            (Path(d)/'Set/images/train'/file).unlink()
        test_fail(lambda: import_pt(Path(d)/'Set'), contains='none of 3 .pt files in')
    rng = np.random.default_rng(0)
    a = rng.normal(size=(50, 16))
    b = np.concatenate([rng.normal(size=(9, 16)), a[[7]]*3 + 1e-3])
    test_eq(near_duplicates(a, b, block=8).tolist(), [[7, 9]])
    test_eq(near_duplicates(a, a).tolist(), [[i, i] for i in range(50)])
    prints = fingerprints(a, np.zeros(16))
    test_eq(nearest_fingerprint(prints, prints, block=8).max(), 0)
    naive = [min(int(np.unpackbits(p ^ q).sum()) for q in ~prints) for p in prints]
    test_eq(nearest_fingerprint(prints, ~prints).tolist(), naive)
    code = "import sys, tinyemo.images.features, tinyemo.images.encode; print('torch' in sys.modules)"
    run = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True)
    test_eq(run.stdout.strip(), 'False')
