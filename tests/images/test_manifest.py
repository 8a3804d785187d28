# Generated from nbs/images/87_manifest.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from fastcore.test import test_eq, test_fail
from tinyemo.files import write_json
from tinyemo.images.manifest import MANIFEST, PIECES, read_manifest


def test_reading_it():
    about = {'format': PIECES, 'classes': ['awe', 'joy'], 'meta': {'encoder': 'toy'},
             'shards': [{'file': 'a.safetensors', 'rows': 2}, {'file': 'c.safetensors', 'rows': 2}]}
    with tempfile.TemporaryDirectory() as d:
        write_json(about, f'{d}/{MANIFEST}')
        test_eq(read_manifest(d), about)


def test_edge_cases():
    with tempfile.TemporaryDirectory() as d:
        test_fail(lambda: read_manifest(d), contains='is a folder without manifest.json')
        write_json({'format': 'other', 'meta': {}, 'shards': []}, f'{d}/{MANIFEST}')
        test_fail(lambda: read_manifest(d), contains='is not a manifest of tinyemo-pieces-1')
        write_json({'format': PIECES, 'meta': {}, 'shards': []}, f'{d}/{MANIFEST}')
        test_fail(lambda: read_manifest(d), contains='lists no shards with file and rows')
