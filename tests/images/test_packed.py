# Generated from nbs/images/27_packed.ipynb by tinyemo.dev.nbtools: edit the notebook.
import datasets
import io
import json
import numpy as np
import tarfile
import tempfile
from PIL import Image
from datasets import ClassLabel, Features, Image as Picture, Value
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.images.packed import Packed, Unpacked, _file_name, columns_of, packed_at, read_unpacked, streams, unpack, unpacked_rows, write_tar
from tinyemo.images.taxonomy import EKMAN


def test_what_is_packed():
    test_eq(packed_at('emotion6'), None)
    with tempfile.TemporaryDirectory() as d:
        for name in ('a.tar', 'b.parquet'):
            (Path(d)/name).touch()
        test_fail(lambda: packed_at(d), contains='holds .parquet and .tar files (such as b.parquet, a.tar)')
        test_eq(packed_at(f'{d}/a.tar').name, 'a')
    packed_at('hf:somebody/faces'), packed_at('hf:somebody/faces:large')


def test_streams():
    test_fail(lambda: streams(Packed('none', '/nowhere/none')), contains='could not be read as a data set (')


def test_which_columns():
    hub = Features({'image': Picture(), 'label': ClassLabel(names=['fear', 'joy']), 'width': Value('int64')})
    tar = Features({'jpg': Picture(), 'json': {'emotion': Value('string')}, '__key__': Value('string')})
    test_eq(columns_of(hub), ('image', 'label'))
    test_eq(columns_of(tar), ('jpg', 'json.emotion'))
    test_fail(lambda: columns_of(tar, label='mood'), contains="no column 'mood' among jpg, json, json.emotion, __key__")
    columns_of(tar)


def test_rows():
    def png(grey):
        file = io.BytesIO()
        Image.new('L', (8, 8), grey).save(file, 'png')
        return file.getvalue()

    hub = Features({'image': Picture(), 'label': ClassLabel(names=['fear', 'joy']), 'width': Value('int64')})
    rows = [{'image': {'bytes': png(9), 'path': 'a.png'}, 'label': 1, 'width': 8}, {'image': None, 'label': 0, 'width': 8}]
    first, second = unpacked_rows(rows, hub, 'image', 'label')
    test_eq((first.name, first.label, first.attributes), ('a.png', 'joy', {'width': 8}))
    test_eq(second, None)


def test_tars():
    with tempfile.TemporaryDirectory() as d:
        file = Image.new('L', (8, 8)).save(f'{d}/a.png')
        row = Unpacked('a.png', Path(f'{d}/a.png').read_bytes(), 'joy', {'valence': 6.5})
        test_eq(write_tar(f'{d}/shard.tar', [row]), 1)
        inside = tarfile.open(f'{d}/shard.tar').getnames()
        again = datasets.load_dataset('webdataset', data_files=f'{d}/shard.tar', split='train', streaming=True)
        told = next(iter(again))['json']
    test_eq((inside, told), (['a.png', 'a.json'], {'valence': 6.5, 'emotion': 'joy'}))


def test_a_folder_of_them():
    def png(grey):
        file = io.BytesIO()
        Image.new('L', (8, 8), grey).save(file, 'png')
        return file.getvalue()

    with tempfile.TemporaryDirectory() as d:
        write_tar(f'{d}/shard.tar', [Unpacked('s/1.png', png(10), 'joy', {}), Unpacked('s/2.png', png(200), 'fear', {})])
        folder = unpack(packed_at(f'{d}/shard.tar'), f'{d}/out')
        table = [json.loads(line) for line in (folder/'whole.jsonl').read_text().splitlines()]
        grey = np.asarray(Image.open(folder/table[1]['image'])).mean()
    test_eq([(row['image'], row['label']) for row in table], [('whole/s/1.png', 'joy'), ('whole/s/2.png', 'fear')])
    test_eq(grey, 200)
    with tempfile.TemporaryDirectory() as d:
        write_tar(f'{d}/shard.tar', [Unpacked('1.png', png(10), '3', {}), Unpacked('2.png', png(200), '0', {})])
        folder = unpack(packed_at(f'{d}/shard.tar'), f'{d}/out')
        numbered, _ = read_unpacked(folder, EKMAN)
        test_fail(lambda: read_unpacked(folder), contains='whole/1.png has the label 3, a number without a name')
    test_eq([r.label for r in numbered], ['joy', 'anger'])


def test_edge_cases():
    def png(grey):
        file = io.BytesIO()
        Image.new('L', (8, 8), grey).save(file, 'png')
        return file.getvalue()

    with tempfile.TemporaryDirectory() as d:
        write_tar(f'{d}/shard.tar', [Unpacked(f'{i:02d}.png', png(i), 'joy', {}) for i in range(9)])
        source = packed_at(f'{d}/shard.tar')
        half = unpack(source, f'{d}/out', limit=4)
        (half/'done.json').unlink() # as if it had been stopped
        (half/'whole.jsonl').write_bytes((half/'whole.jsonl').read_bytes() + b'{"image": "cut sh')
        old = (half/'whole/00.png').stat().st_mtime_ns
        test_eq(len((unpack(source, half)/'whole.jsonl').read_text().splitlines()), 9)
        test_eq((half/'whole/00.png').stat().st_mtime_ns, old) # kept, not written again
        test_eq(sorted(p.name for p in half.glob('whole/*')), [f'{i:02d}.png' for i in range(9)])
        test_fail(lambda: unpack(source, half, label='json.emotion', limit=2), contains='holds other pictures or columns')
    with tempfile.TemporaryDirectory() as d: # a column `split`, in a file and in a folder that names no split
        rows = [Unpacked(f'{part}.png', png(0), 'joy', {'split': part}) for part in ('training', 'test', 'fold 3')]
        write_tar(f'{d}/tars/shard.tar', rows)
        for source in (f'{d}/tars/shard.tar', f'{d}/tars'):
            folder = unpack(packed_at(source), f'{d}/{len(source)}')
            lines = [json.loads(line) for line in next(folder.glob('*.jsonl')).read_text().splitlines()]
            test_eq([line['split'] for line in lines][:2], ['train', 'test'])
    taken = set()
    for name in ('../../etc/passwd', '/etc/passwd.png', 'a:b?.jpg', '', 'x', 'x'):
        taken.add(_file_name(Unpacked(name, png(0), '', {}), 'train', taken, len(taken)))
    test_eq(sorted(taken), ['train/0000003.png', 'train/0000005-x.png', 'train/a_b_.jpg',
                            'train/etc/0000001-passwd.png',
                            'train/etc/passwd.png', 'train/x.png'])
    assert not any('..' in path for path in taken) and len(taken) == 6
    hub = Features({'image': Picture(), 'label': ClassLabel(names=['fear', 'joy']), 'width': Value('int64')})
    two = Features({'left': Picture(), 'right': Picture(), 'label': Value('string')})
    test_fail(lambda: columns_of(two), contains="no column 'image' among left, right, label: say which one holds the image")
    test_eq(columns_of(two, image='right'), ('right', 'label'))
    test_fail(lambda: columns_of(Features({'image': Picture()})), contains="no column 'label' among image")
    rated = Features({'image': Picture(), 'Valence_mean': Value('float32')})
    test_eq(columns_of(rated), ('image', None))
    faces = Features({'image': Picture(), 'emotion': Value('string'), 'gender': ClassLabel(names=['f', 'm'])})
    kinds = Features({'image': Picture(), 'txt': Value('string'), 'mood': ClassLabel(names=['joy', 'awe'])})
    test_eq([columns_of(features)[1] for features in (faces, kinds)], ['emotion', 'mood'])
    many = [{'image': {'bytes': png(0), 'path': None}, 'label': ['joy', 'awe']}]
    test_fail(lambda: list(unpacked_rows(many, two, 'image', 'label')), contains='column label holds lists')
    unlabelled = [{'image': {'bytes': png(0), 'path': None}, 'label': -1, 'width': 1}]
    test_eq([row.label for row in unpacked_rows(unlabelled, hub, 'image', 'label')], [''])
