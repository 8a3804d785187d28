# Generated from nbs/images/96_files.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import os
import subprocess
import sys
import tempfile
import torch
from PIL import Image
from contextlib import suppress
from fastcore.test import test_eq, test_fail
from functools import cache
from pathlib import Path
from tinyemo.core import TinyEmoError, data_path
from tinyemo.images.datasets import load_dataset
from tinyemo.images.encode import by_reading, encode_images
from tinyemo.images.encoders import load_encoder, load_encoders
from tinyemo.images.faces import Face, draw
from tinyemo.images.faceset import augment, draw_parts
from tinyemo.images.files import encode_to_file, encode_to_files, extract, part_features, stored_features
from tinyemo.images.readings import Encoder, Reading
from tinyemo.images.taxonomy import MIKELS
from tinyemo.processes import only_writer


def test_a_feature_file():
    pictures = [augment(draw(Face(e, 'bun')), 'mild', e) for e in ('awe', 'rage')]
    one_pass, = load_encoders(['lite0-grid', 'lite0-tokens'])
    with tempfile.TemporaryDirectory() as d:
        files = {name: (f'{d}/{name}.safetensors', {}) for name in ('lite0-grid', 'lite0-tokens')}
        sets = encode_to_files(files, pictures, one_pass, ['awe', 'rage'])
        again = encode_to_file(f'{d}/again.safetensors', pictures, load_encoder('lite0-grid'), ['awe', 'rage'])
        assert np.allclose(sets['lite0-grid'].features, again.features, atol=2e-3)
        test_eq(sets['lite0-grid'].meta, again.meta)
        shown = [repr(fs) for fs in sets.values()]
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
            self.left = 10**9 # pictures until it stops
        def forward(self, x):
            self.calls += len(x)
            self.left -= len(x)
            if self.left < 0:
                raise KeyboardInterrupt
            return x.mean((2, 3))*self.one

    def first_pixel(image):
        return torch.tensor(image.getpixel((0, 0))).float().view(3, 1, 1)

    encoder = Encoder('mean', 3, 'none', first_pixel, Size())
    with tempfile.TemporaryDirectory() as d:
        paths = [Path(d)/f'{i}.png' for i in range(5)]
        for i, p in enumerate(paths):
            Image.new('RGB', (2, 2), (i, 10*i, 0)).save(p)
        paths[3].write_bytes(b'')
        file = Path(d)/'features/f.safetensors'
        def run(**kw):
            return encode_to_file(file, paths, encoder, labels=[0, 1, 0, 1, 0], classes=('awe', 'joy'), batch=2, **kw)

        fs = encode_images(paths, encoder, labels=[0, 1, 0, 1, 0], classes=('awe', 'joy'), batch=2)
        encoder.model.left = 3 # the last batch is not finished
        try:
            run()
        except KeyboardInterrupt:
            pass
        test_eq(sorted(p.name for p in file.parent.iterdir()), ['f.safetensors.part', 'f.safetensors.part.jsonl'])
        Image.new('RGB', (2, 2), (100, 0, 7)).save(paths[0]) # replaced while nothing ran
        encoder.model.left, encoder.model.calls = 9, 0
        again = run()
        test_eq(encoder.model.calls, 2) # the replaced one and the one that was missing
        test_eq(again.features.tolist(), [[100, 0, 7], [1, 10, 0], [2, 20, 0], [4, 40, 0]])
        test_eq((again.ids, again.labels.tolist()), ([str(paths[i]) for i in (0, 1, 2, 4)], [0, 1, 0, 0]))
        test_eq((again.skipped, [p.name for p in file.parent.iterdir()]), (fs.skipped, ['f.safetensors']))
        test_fail(lambda: encode_to_file(file, paths[3:4], encoder), contains='none of 1 images could be read, first')
        with only_writer(file): # as another process has it
            test_fail(run, contains='another run is writing to f.safetensors')
        first = file.read_bytes()
        encoder.model.left = 99
        run()
        test_eq(file.read_bytes(), first) # the same extraction gives the same bytes
        Image.new('RGB', (2, 2), (0, 0, 0)).save(paths[0]) # as it was at first
        run()
        assert file.read_bytes() != first
        test_eq([p.name for p in file.parent.iterdir()], ['f.safetensors']) # an older file survives
        test_fail(lambda: encode_to_file(file, paths, encoder, ids=list('abcda')), contains='1 of 5 ids occur twice')
        test_eq(run(precision='bfloat16').meta['precision'], 'bfloat16')
    fs.skipped[0][1].replace(str(d), '…')
    def ramp(file):
        i = np.arange(64)
        return encode_to_file(file, paths, encoder, names, labels=i % 2, classes=('awe', 'joy'), batch=4)

    encoder = Encoder('mean', 3, 'none', first_pixel, Size())
    with tempfile.TemporaryDirectory() as d:
        names = [f'{i:02}.png' for i in range(64)]
        paths = [Path(d)/name for name in names]
        for i, p in enumerate(paths):
            Image.new('RGB', (2, 2), (i, 3*i, 0)).save(p)
        whole = paths[5].read_bytes()
        ramp(f'{d}/one.safetensors')
        ramp(f'{d}/two.safetensors')
        paths[5].write_bytes(b'')
        encoder.model.left = 30
        with suppress(KeyboardInterrupt):
            ramp(f'{d}/three.safetensors')
        encoder.model.left = 10**9
        paths[5].write_bytes(whole)
        ramp(f'{d}/three.safetensors')
        one, two, three = (Path(d, f'{name}.safetensors').read_bytes() for name in ('one', 'two', 'three'))
    test_eq((one == two, one == three, len(one)), (True, True, len(one)))
    len(one)
    SAME = """
from tinyemo.images.files import encode_to_file
from tinyemo.images.encoders import load_encoder
encode_to_file('FILE', PATHS, load_encoder('lite0'), labels=[0, 1, 0, 1], classes=('awe', 'joy'),
               ratings={'valence': [[1., 0., 5.]]*4, 'arousal': [[2., 0., 5.]]*4})
"""
    with tempfile.TemporaryDirectory() as d:
        paths = [f'{d}/{i}.png' for i in range(4)]
        for i, p in enumerate(paths):
            Image.new('RGB', (2, 2), (i, 10*i, 0)).save(p)
        files = []
        for seed in ('1', '2'):
            file = f'{d}/{seed}/f.safetensors'
            script = SAME.replace('PATHS', str(paths)).replace('FILE', file)
            ran = subprocess.run([sys.executable, '-c', script], cwd=data_path().parent, capture_output=True,
                                 env=os.environ | {'PYTHONHASHSEED': seed})
            test_eq(ran.returncode, 0)
            files.append(Path(file).read_bytes())
        test_eq(*files)
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
        for given, kind in ((d, 'str'), ([f'{d}/train/joy/1.png'], 'list')): # told before the encoder is looked for
            test_fail(lambda given=given: extract(given, 'none such', d), exc=TinyEmoError,
                      contains=f'a {kind} is no data set: extract takes what te.load_dataset gives')
    class Two(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.one = torch.nn.Parameter(torch.ones(()))
            self.left, self.calls = 3, 0
        def forward(self, x):
            self.left -= len(x)
            self.calls += len(x)
            if self.left < 0:
                raise KeyboardInterrupt
            return torch.cat([x.mean((2, 3)), 2*x.mean((2, 3))[:, :2]], 1)*self.one

    def first_pixel(image):
        return torch.tensor(image.getpixel((0, 0))).float().view(3, 1, 1)

    parts = Reading('mean', 3, 'none', ()), Reading('mean-tokens', 2, 'none', (1, 2))
    pair = Encoder('mean+mean-tokens', 5, 'none', first_pixel, Two(), parts=parts)
    with tempfile.TemporaryDirectory() as d:
        paths = [Path(d)/f'{i}.png' for i in range(5)]
        for i, p in enumerate(paths):
            Image.new('RGB', (2, 2), (i, 10*i, 0)).save(p)
        paths[3].write_bytes(b'')
        files = {p.name: (f'{d}/out/{p.name}.safetensors', {}) for p in parts}
        try:
            encode_to_files(files, paths, pair, batch=2)
        except KeyboardInterrupt:
            pass
        pair.model.left, pair.model.calls = 9, 0
        sets = encode_to_files(files, paths, pair, batch=2)
        test_eq(pair.model.calls, 1)
        test_eq(sets['mean'].features.tolist(), [[i, 10*i, 0] for i in (0, 1, 2, 4)])
        test_eq(sets['mean-tokens'].features.tolist(), [[2*i, 20*i] for i in (0, 1, 2, 4)])
        test_eq(sorted(p.name for p in Path(f'{d}/out').iterdir()), ['mean-tokens.safetensors', 'mean.safetensors'])
        for fs in sets.values():
            test_eq((len(fs.ids), [Path(p).name for p, _ in fs.skipped]), (4, ['3.png']))
        split = by_reading(encode_images(paths, pair, batch=2), pair)
        test_eq([(fs.encoder, fs.features.tolist()) for fs in split.values()],
                [(fs.encoder, fs.features.tolist()) for fs in sets.values()])
        test_fail(lambda: encode_to_files({'mean': files['mean']}, paths, pair), contains="reading without a file 'mean-")
    def make(folder, *names, colour='gold'):
        for name in names:
            (folder/name).parent.mkdir(parents=True, exist_ok=True)
            Image.new('RGB', (8, 8), colour).save(folder/name)
        return load_dataset(folder)

    with tempfile.TemporaryDirectory() as d:
        encoder.model.left = 10**9
        one = make(Path(d)/'a/mine', 'joy/1.png', 'joy/1.jpg', 'fear/2.png')
        other = make(Path(d)/'b/mine', 'joy/1.png', 'fear/2.png', colour='navy')
        first, second = (extract(data, encoder, f'{d}/out') for data in (one, other))
        test_eq(first.ids, ['fear/2.png', 'joy/1.jpg', 'joy/1.png'])
        test_eq((first.meta['dataset'], second.meta['dataset']), ('mine', f"mine-{second.meta['folder']}"))
        test_eq(len(list(Path(f'{d}/out').iterdir())), 2)
        test_eq(first.features[0].tolist(), [255, 215, 0])
        test_eq(second.features[0].tolist(), [0, 0, 128])
        test_eq(extract(one, encoder, f'{d}/out').meta, first.meta) # again: the same file
        for data, fs in ((one, first), (other, second)):
            test_eq(stored_features(data, 'mean', f'{d}/out')[1].features.tolist(), fs.features.tolist())
        test_eq(stored_features(one, 'lite0', f'{d}/out')[1], None)
        test_eq(len(list(Path(f'{d}/out').iterdir())), 2)

        encoder.model.left = 0
        try:
            extract(one, encoder, f'{d}/new')
        except KeyboardInterrupt:
            pass
        encoder.model.left = 10**9
        test_eq(extract(other, encoder, f'{d}/new').meta['dataset'], second.meta['dataset'])

        (Path(d)/'a/mine/joy/notes.txt').write_text('no picture')
        make(Path(d)/'a/mine', 'stray.png')
        (Path(d)/'a/mine/joy/9.png').write_bytes(b'')
        fs = extract(load_dataset(f'{d}/a/mine'), encoder, f'{d}/out')
        test_eq([Path(p).name for p, _ in fs.skipped], ['9.png', 'notes.txt', 'stray.png'])
    [why.replace(d, '…') for _, why in fs.skipped]
