# Generated from nbs/images/90_features.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
import tempfile
import time
import torch
from PIL import Image
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.core import real_data
from tinyemo.images.encoders import Encoder
from tinyemo.images.features import FeatureSet, encode_images, encode_to_file, extract, feature_file, fingerprints, import_pt, load_features, near_duplicates, nearest_fingerprint, save_features, unit
from tinyemo.images.taxonomy import EKMAN


def test_a_set_of_features():
    fs = FeatureSet(np.eye(4)[:3], np.array([0, 2, 2]), ['a', 'b', 'c'], ('awe', 'fear', 'joy'))
    test_eq((len(fs), fs.subset([2, 0]).ids, fs.subset(fs.labels == 2).ids), (3, ['c', 'a'], ['b', 'c']))
    test_fail(lambda: FeatureSet(np.eye(3), None, ['a']), contains='3 feature rows, 1 ids')
    test_fail(lambda: FeatureSet(np.array([[1.], [np.nan]]), None, ['a', 'b']).checked(), contains='first b: extract them again')


def test_on_disk():
    test_close(unit([[3, 4], [0, 0]]), [[.6, .8], [0, 0]])
    fs = FeatureSet(np.random.default_rng(0).normal(size=(5, 8)).astype(np.float16), np.arange(5) % 2, list('vwxyz'), ('awe', 'joy'), {'encoder': 'lite0', 'split': 'train'})
    with tempfile.TemporaryDirectory() as d:
        path = save_features(fs, feature_file(d, 'My photos', 'train', 'timm:a/b'))
        again = load_features(path)
        assert (again.features == fs.features).all() and (again.labels == fs.labels).all()
        assert isinstance(again.features, np.memmap)
        test_eq((again.ids, again.classes, again.encoder, again.soft), (fs.ids, fs.classes, 'lite0', None))
        shares = np.full((len(fs), len(fs.classes)), 1/len(fs.classes))
        voted = load_features(save_features(FeatureSet(fs.features, fs.labels, fs.ids, fs.classes, fs.meta, shares), path))
        test_close(voted.subset([0]).soft, shares[:1], 1e-6)
        test_fail(lambda: FeatureSet(fs.features, fs.labels, fs.ids, fs.classes, {}, shares[:1]), contains='give a share for each class')
        (Path(d)/'x.safetensors').write_bytes(b'not one')
        test_fail(lambda: load_features(Path(d)/'x.safetensors'), contains='is not a tinyemo feature file')
        test_fail(lambda: load_features(Path(d)/'none.safetensors'), contains='does not exist')


def test_features_of_the_original_release():
    import pickle

    with tempfile.TemporaryDirectory() as d:
        for i, emotion in enumerate(('joy', 'fear', 'joy')):
            f = Path(d)/'Set'/'images'/'train'/emotion/f'{i}.pt'
            f.parent.mkdir(parents=True, exist_ok=True)
            torch.save(torch.full((768,), float(i)), f)
        torch.save({'not': 'a tensor'}, f.with_name('8.pt'))
        f.with_name('9.pt').write_bytes(pickle.dumps(print))
        f.with_name('10.pt').write_bytes(b'')
        fs = import_pt(Path(d)/'Set')
        test_eq((fs.ids, fs.classes, fs.labels.tolist(), fs.encoder), (['fear/1', 'joy/0', 'joy/2'], ('fear', 'joy'), [0, 1, 1], 'clip-vit-l14'))
        test_eq([Path(p).name for p, _ in fs.skipped], ['8.pt', '9.pt', '10.pt'])
        test_fail(lambda: import_pt(Path(d)/'Set', 'test'), contains='no .pt file in')


@pytest.mark.data
def test_features_of_the_original_release_data():
    import pickle

    with tempfile.TemporaryDirectory() as d:
        for i, emotion in enumerate(('joy', 'fear', 'joy')):
            f = Path(d)/'Set'/'images'/'train'/emotion/f'{i}.pt'
            f.parent.mkdir(parents=True, exist_ok=True)
            torch.save(torch.full((768,), float(i)), f)
        torch.save({'not': 'a tensor'}, f.with_name('8.pt'))
        f.with_name('9.pt').write_bytes(pickle.dumps(print))
        f.with_name('10.pt').write_bytes(b'')
        fs = import_pt(Path(d)/'Set')
        test_eq((fs.ids, fs.classes, fs.labels.tolist(), fs.encoder), (['fear/1', 'joy/0', 'joy/2'], ('fear', 'joy'), [0, 1, 1], 'clip-vit-l14'))
        test_eq([Path(p).name for p, _ in fs.skipped], ['8.pt', '9.pt', '10.pt'])
        test_fail(lambda: import_pt(Path(d)/'Set', 'test'), contains='no .pt file in')
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


def test_from_pictures_to_features():
    class Size(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.one = torch.nn.Parameter(torch.ones(()))
            self.calls = 0
        def forward(self, x):
            self.calls += len(x)
            return x.mean((2, 3))*self.one

    encoder = Encoder('mean', 3, 'none', lambda im: torch.tensor(im.getpixel((0, 0))).float().view(3, 1, 1), Size())
    with tempfile.TemporaryDirectory() as d:
        paths = [Path(d)/f'{i}.png' for i in range(5)]
        for i, p in enumerate(paths):
            Image.new('RGB', (2, 2), (i, 10*i, 0)).save(p)
        paths[3].write_bytes(b'')
        fs = encode_images(paths, encoder, labels=[0, 1, 0, 1, 0], classes=('awe', 'joy'), parts=Path(d)/'parts', block=2, batch=2)
        test_eq((fs.features.tolist(), fs.labels.tolist()), ([[0, 0, 0], [1, 10, 0], [2, 20, 0], [4, 40, 0]], [0, 1, 0, 0]))
        test_eq([Path(p).name for p, _ in fs.skipped], ['3.png'])
        seen = encoder.model.calls
        again = encode_images(paths, encoder, parts=Path(d)/'parts', block=2, batch=2)
        test_eq(encoder.model.calls, seen)
        assert (again.features == fs.features).all()
        test_fail(lambda: encode_images([paths[3]], encoder), contains='none of 1 images could be read, first')
    fs.skipped[0][1].replace(str(d), '…')
    from PIL import Image

    from tinyemo.images.datasets import load_dataset

    with tempfile.TemporaryDirectory() as d:
        for label, colour in (('joy', 'gold'), ('fear', 'navy')):
            (Path(d)/'mine'/label).mkdir(parents=True)
            Image.new('RGB', (8, 8), colour).save(f'{d}/mine/{label}/1.png')
        data = load_dataset(f'{d}/mine')
        fs = extract(data, 'lite0', f'{d}/features')
        test_eq((fs.ids, fs.classes[fs.labels[0]], fs.meta['dataset']), (data.ids, data[0].label, 'mine'))
        files = [p.name for p in Path(f'{d}/features').iterdir()]
    encoder = Encoder('mean', 3, 'none', lambda im: torch.tensor(im.getpixel((0, 0))).float().view(3, 1, 1), torch.nn.Identity())
    encoder.model.register_parameter('one', torch.nn.Parameter(torch.ones(())))
    encoder.model.forward = lambda x: x.mean((2, 3))
    with tempfile.TemporaryDirectory() as d:
        fs = encode_to_file(f'{d}/f.safetensors', [Image.new('RGB', (2, 2), (7, 8, 9))], encoder, ids=['a'])
        test_eq((fs.features.tolist(), [p.name for p in Path(d).iterdir()]), ([[7, 8, 9]], ['f.safetensors']))


def test_near_duplicates():
    rng = np.random.default_rng(0)
    a = rng.normal(size=(50, 16))
    b = np.concatenate([rng.normal(size=(9, 16)), a[[7]]*3 + 1e-3])
    test_eq(near_duplicates(a, b, block=8).tolist(), [[7, 9]])
    test_eq(near_duplicates(a, a).tolist(), [[i, i] for i in range(50)])


@pytest.mark.data
def test_near_duplicates_data():
    rng = np.random.default_rng(0)
    a = rng.normal(size=(50, 16))
    b = np.concatenate([rng.normal(size=(9, 16)), a[[7]]*3 + 1e-3])
    test_eq(near_duplicates(a, b, block=8).tolist(), [[7, 9]])
    test_eq(near_duplicates(a, a).tolist(), [[i, i] for i in range(50)])
    fs = import_pt(real_data('Emotion6'))
    for threshold in (.92, .95, .985):
        pairs = near_duplicates(fs.features, fs.features, threshold)
        pairs = pairs[pairs[:, 0] < pairs[:, 1]]
        same = (fs.labels[pairs[:, 0]] == fs.labels[pairs[:, 1]]).sum()
        print(f'cosine {threshold} or more: {len(pairs)} pairs, {same} of them with the same label')


def test_fingerprints():
    rng = np.random.default_rng(0)
    train = rng.normal(size=(400, 64)) + 2
    centre = np.full(64, 2.)
    same = train[:5] + .05*rng.normal(size=(5, 64))
    other = rng.normal(size=(5, 64)) + 2
    bits = nearest_fingerprint(fingerprints(np.concatenate([same, other]), centre), fingerprints(train, centre))
    assert bits[:5].max() < 16 < bits[5:].min()
    test_eq(nearest_fingerprint(fingerprints(train, centre), fingerprints(train, centre)).max(), 0)
