# Generated from nbs/images/95_encode.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
import tempfile
import torch
from PIL import Image
from fastcore.test import test_eq, test_fail
from functools import cache
from pathlib import Path
from tinyemo.figures import contact_sheet
from tinyemo.images.datasets import load_dataset
from tinyemo.images.encode import encode_images, encode_to_file, extract, part_features
from tinyemo.images.encoders import Encoder, load_encoder
from tinyemo.images.faces import Face, draw
from tinyemo.images.faceset import augment, draw_parts
from tinyemo.images.features import unit
from tinyemo.images.taxonomy import MIKELS


def test_from_pictures_to_features():
    expressions = ('awe', 'rage', 'suspicious')
    heads = ('afro', 'hijab', 'bun')
    faces = [Face(e, head, clothing='blue') for head in heads for e in expressions]
    pictures = [augment(draw(f), 'mild', f.id) for f in faces]
    fs = encode_images(pictures, load_encoder('lite0'), [f'{f.head}, {f.expression}' for f in faces])
    test_eq((fs.features.shape, fs.features.dtype, fs.skipped), ((9, 1280), np.float16, []))
    contact_sheet(pictures, fs.ids, columns=9, size=.8)
    rows = unit(fs.features)
    cosines = rows@rows.T
    fig, ax = plt.subplots(figsize=(4.5, 3.4))
    shown = ax.imshow(cosines, cmap='cividis', vmax=1)
    ax.set_xticks(range(9), [f.expression for f in faces], rotation=90, fontsize=7)
    ax.set_yticks(range(9), fs.ids, fontsize=7)
    fig.colorbar(shown, label='cosine of features')

    same_head = np.array([[a.head == b.head for b in faces] for a in faces])
    same_expression = np.array([[a.expression == b.expression for b in faces] for a in faces])
    other_heads = cosines[same_expression & ~same_head].mean()
    other_expressions = cosines[same_head & ~same_expression].mean()
    assert other_expressions > other_heads
    print(f'one head, another expression: {other_expressions:.2f}; one expression, another head: {other_heads:.2f}')


def test_a_feature_file():
    with tempfile.TemporaryDirectory() as d:
        for label, colour in (('joy', 'gold'), ('fear', 'navy')):
            (Path(d)/'mine'/label).mkdir(parents=True)
            Image.new('RGB', (8, 8), colour).save(f'{d}/mine/{label}/1.png')
        data = load_dataset(f'{d}/mine')
        fs = extract(data, 'lite0', f'{d}/features')
        files = [p.name for p in Path(f'{d}/features').iterdir()]
    test_eq((fs.ids, fs.classes[fs.labels[0]], fs.meta['dataset']), (data.ids, data[0].label, 'mine'))
    test_eq(files, ['mine-all-lite0.safetensors'])


def test_drawn_faces():
    with tempfile.TemporaryDirectory() as d:
        folder = Path(d)
        rows = draw_parts(folder, {'test-mild': 4})['test-mild']
        encoder = cache(lambda: load_encoder('lite0-grid'))
        fs = part_features(folder, 'test-mild', rows, encoder, folder)
        again = part_features(folder, 'test-mild', rows, None, folder) # nothing is to be encoded: no encoder is asked for
        test_eq((fs.ids, fs.meta['dataset'], fs.encoder), ([r['id'] for r in rows], 'faces-test-mild', 'lite0-grid'))
        assert (again.features == fs.features).all()
        fewer = part_features(folder, 'test-mild', rows[:2], encoder, folder) # another table: encoded again
        test_eq(fewer.ids, fs.ids[:2])
    [f'{row["label"]}: {MIKELS.labels[i]}' for row, i in zip(rows, fs.labels)]


def test_edge_cases():
    class Size(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.one = torch.nn.Parameter(torch.ones(()))
            self.calls = 0
        def forward(self, x):
            self.calls += len(x)
            return x.mean((2, 3))*self.one

    first_pixel = lambda image: torch.tensor(image.getpixel((0, 0))).float().view(3, 1, 1)
    encoder = Encoder('mean', 3, 'none', first_pixel, Size())
    with tempfile.TemporaryDirectory() as d:
        paths = [Path(d)/f'{i}.png' for i in range(5)]
        for i, p in enumerate(paths):
            Image.new('RGB', (2, 2), (i, 10*i, 0)).save(p)
        paths[3].write_bytes(b'')
        half = dict(parts=Path(d)/'parts', block=2, batch=2)
        fs = encode_images(paths, encoder, labels=[0, 1, 0, 1, 0], classes=('awe', 'joy'), **half)
        test_eq(fs.features.tolist(), [[0, 0, 0], [1, 10, 0], [2, 20, 0], [4, 40, 0]])
        test_eq(fs.labels.tolist(), [0, 1, 0, 0])
        test_eq([Path(p).name for p, _ in fs.skipped], ['3.png'])
        seen = encoder.model.calls
        again = encode_images(paths, encoder, **half)
        test_eq(encoder.model.calls, seen)
        assert (again.features == fs.features).all()
        test_eq(again.skipped, fs.skipped)
        next((Path(d)/'parts').glob('*-2.safetensors')).unlink() # the middle block was not finished
        encode_images(paths, encoder, **half)
        test_eq(encoder.model.calls, seen+1)
        test_fail(lambda: encode_images([paths[3]], encoder), contains='none of 1 images could be read, first')
    fs.skipped[0][1].replace(str(d), '…')
    test_fail(lambda: encode_images([], encoder), contains='none of 0 images could be read')
    with tempfile.TemporaryDirectory() as d:
        fs = encode_to_file(f'{d}/f.safetensors', [Image.new('RGB', (2, 2), (7, 8, 9))], encoder, ids=['a'])
        files = [p.name for p in Path(d).iterdir()]
        test_eq((fs.features.tolist(), files), ([[7, 8, 9]], ['f.safetensors']))

    with tempfile.TemporaryDirectory() as d:
        for split in ('train', 'test'):
            for label in ('joy', 'fear'):
                (Path(d)/split/label).mkdir(parents=True)
                Image.new('RGB', (8, 8)).save(f'{d}/{split}/{label}/1.png')
        data = load_dataset(d)
        test_fail(lambda: extract(data, encoder, d), contains='has the splits test, train: give one of them')
