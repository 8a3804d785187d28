# Generated from nbs/images/86_marks.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from PIL import Image
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.images.marks import folder_mark, is_free, picture_key, read_journal
from tinyemo.images.store import Store


def test_which_picture_a_row_is_of():
    with tempfile.TemporaryDirectory() as d:
        file = Path(d)/'a.png'
        Image.new('RGB', (2, 2)).save(file)
        before = picture_key(file)
        Image.new('RGB', (9, 2), 'gold').save(file)
        after = picture_key(file)
    assert before != after and picture_key(file) is None
    test_eq(picture_key(Image.new('RGB', (2, 2))), picture_key(Image.new('RGB', (2, 2))))


def test_the_journal():
    with tempfile.TemporaryDirectory() as d:
        path = f'{d}/f.safetensors.part.jsonl'
        test_eq(read_journal(path), ({}, [], 0))
        whole = '{"width": 1}\n{"id": "a", "row": 0}\n'
        Path(path).write_text(whole + '{"id": "b", "ro')
        test_eq(read_journal(path), ({'width': 1}, [{'id': 'a', 'row': 0}], len(whole)))
        Path(path).write_text('[]\n')
        test_eq(read_journal(path), ({}, [], 0))


def test_whose_file_it_is():
    here, there = ({'encoder': 'lite0', 'folder': folder_mark(f'/data/{where}/mine')} for where in ('here', 'there'))
    with tempfile.TemporaryDirectory() as d:
        path = f'{d}/mine-all-lite0.safetensors'
        assert is_free(path, here)
        store = Store(path, 2, here, ['a'])
        test_eq((is_free(path, here), is_free(path, there)), (True, False)) # unfinished
        store.add(['a'], [None], [[1, 2]])
        store.finish()
        test_eq((is_free(path, here), is_free(path, there)), (True, False)) # finished
