# Generated from nbs/images/91_original.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
import pickle
import pytest
import tempfile
import time
import torch
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.core import real_data
from tinyemo.figures import OKABE_ITO
from tinyemo.images.features import feature_file, load_features, save_features
from tinyemo.images.fingerprints import near_duplicates, unit
from tinyemo.images.original import import_pt
from tinyemo.images.taxonomy import EKMAN


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


@pytest.mark.data
def test_how_alike_its_pictures_are_data():
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


def test_edge_cases():
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
