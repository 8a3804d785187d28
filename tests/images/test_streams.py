# Generated from nbs/images/26_streams.ipynb by tinyemo.dev.nbtools: edit the notebook.
import datasets
import io
import tarfile
import tempfile
from PIL import Image
from datasets import ClassLabel, Features, Image as Picture, Value
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.images.streams import Packed, Unpacked, columns_of, packed_at, streams, unpacked_rows, write_tar


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


def test_edge_cases():
    def png(grey):
        file = io.BytesIO()
        Image.new('L', (8, 8), grey).save(file, 'png')
        return file.getvalue()
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
