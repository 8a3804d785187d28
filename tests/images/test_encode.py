# Generated from nbs/images/95_encode.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
import tempfile
import torch
from PIL import Image
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.figures import contact_sheet
from tinyemo.images.encode import encode_images, encode_named, side_to_open
from tinyemo.images.encoders import load_encoder
from tinyemo.images.faces import Face, draw
from tinyemo.images.faceset import augment
from tinyemo.images.fingerprints import unit
from tinyemo.images.images import open_image
from tinyemo.images.readings import Encoder


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


def test_edge_cases():
    class Mean(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.one = torch.nn.Parameter(torch.ones(()))
        def forward(self, x):
            return x.mean((2, 3))*self.one

    def first_pixel(image):
        return torch.tensor(image.getpixel((0, 0))).float().view(3, 1, 1)

    encoder = Encoder('mean', 3, 'none', first_pixel, Mean())
    with tempfile.TemporaryDirectory() as d:
        paths = [Path(d)/f'{i}.png' for i in range(5)]
        for i, p in enumerate(paths):
            Image.new('RGB', (2, 2), (i, 10*i, 0)).save(p)
        paths[3].write_bytes(b'')
        for workers in (0, 1):
            fs = encode_images(paths, encoder, labels=[0, 1, 0, 1, 0], classes=('awe', 'joy'), batch=2, workers=workers)
            test_eq(fs.features.tolist(), [[0, 0, 0], [1, 10, 0], [2, 20, 0], [4, 40, 0]])
            test_eq(fs.labels.tolist(), [0, 1, 0, 0])
            test_eq([Path(p).name for p, _ in fs.skipped], ['3.png'])
        named = encode_named(paths, [p.name for p in paths], encoder, workers=0)
        test_eq(named.ids, [f'{i}.png' for i in (0, 1, 2, 4)])
        test_eq(named.skipped, [('3.png', '3.png: is empty (0 bytes)')])
        test_eq(len(encode_named([paths[3]], ['3.png'], encoder, workers=0)), 0)
        test_fail(lambda: encode_images([paths[3]], encoder), contains='none of 1 images could be read, first')
    test_fail(lambda: encode_images([], encoder), contains='none of 0 images could be read')
    fs.skipped[0][1].replace(str(d), '…')
    with tempfile.TemporaryDirectory() as d:
        paths = [Path(d)/f'{i}.png' for i in range(40)]
        for i, p in enumerate(paths):
            Image.new('RGB', (2, 2), (i, 2*i, 0)).save(p)
        paths[7].write_bytes(b'')
        threads = torch.get_num_threads()
        for lanes in (1, 2):
            torch.set_num_threads(lanes)
            for workers in (0, 2):
                fs = encode_images(paths, encoder, batch=2, workers=workers)
                test_eq(fs.features.tolist(), [[i, 2*i, 0] for i in range(40) if i != 7])
        torch.set_num_threads(threads)
    with tempfile.TemporaryDirectory() as d:
        noise = Image.effect_noise((40, 30), 90).convert('RGB')
        for side in (2048, 4000):
            noise.resize((side, side*3//4), 3).save(f'{d}/{side}.jpg')
        test_eq([side_to_open(f'{d}/{side}.jpg') for side in (2048, 4000)], [2048, 1024])
        test_eq([side_to_open(f'{d}/{name}') for name in ('none.jpg', '')], [2048, 2048])
        lite0 = load_encoder('lite0')
        rows = encode_images([f'{d}/2048.jpg', f'{d}/4000.jpg'], lite0).features.astype(np.float32)
        exact = lite0([open_image(f'{d}/{side}.jpg', None) for side in (2048, 4000)]).numpy()
        assert np.allclose(rows[0], exact[0], atol=2e-3) and (unit(rows)*unit(exact)).sum(1).min() > .99
    unit(rows)@unit(exact).T
