# Generated from nbs/images/85_mapped.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from safetensors.numpy import load, save_file
from tinyemo.images.mapped import file_faults, file_front, in_blocks, mapped, stored_ids, stored_ratings


def test_mapping_a_file():
    rows = np.arange(12, dtype=np.float16).reshape(4, 3)
    with tempfile.TemporaryDirectory() as d:
        path = Path(d)/'f.safetensors'
        save_file({'features': rows, 'labels': np.arange(4)}, path, {'ids': '["a", "b", "c", "d"]'})
        arrays, meta = mapped(path)
        assert isinstance(arrays['features'], np.memmap) and (arrays['features'] == rows).all()
        test_eq((stored_ids(path), meta['ids']), (list('abcd'), '["a", "b", "c", "d"]'))
        test_eq([(first, len(some)) for first, some in in_blocks(arrays['features'], 6)], [(0, 2), (2, 2)])
        path.write_bytes(path.read_bytes()[:-1])
        test_fail(lambda: mapped(path), contains='the file at byte')
    {name: (a.dtype.name, a.shape) for name, a in arrays.items()}


def test_the_front_of_a_file():
    front = file_front(3, np.float16, ['a', 'b'], [0, 1], ('awe', 'joy'), {'encoder': 'lite0'})
    rows = np.arange(6, dtype=np.float16).reshape(2, 3)
    arrays = load(front + rows.tobytes()) # by the safetensors library
    test_eq((arrays['labels'].tolist(), arrays['features'].tolist()), ([0, 1], rows.tolist()))
    test_eq(sorted(arrays), ['features', 'labels'])
    votes = file_front(3, np.float16, ['a', 'b'], soft=[[.5, .5], [1, 0]])
    test_eq(load(votes + rows.tobytes())['soft'].tolist(), [[.5, .5], [1, 0]])
    front[8:8+int.from_bytes(front[:8], 'little')].decode().strip()


def test_whether_its_parts_belong_together():
    arrays = {'features': np.zeros((2, 3), np.float16), 'labels': np.array([0, 2]), 'soft': np.zeros((2, 3), np.float32)}
    test_eq(list(file_faults(arrays, ['a', 'b'], ['awe', 'fear', 'joy'], {})), [])
    assert 'ids occur twice: b' in list(file_faults(arrays, ['b', 'a', 'b'], ['awe', 'fear', 'joy'], {}))
    faults = list(file_faults(arrays, ['a', 'a'], ['awe', 'joy'], {'encoder': 3}))
    test_eq(len(faults), 4)


def test_edge_cases():
    with tempfile.TemporaryDirectory() as d:
        path = Path(d)/'f.safetensors'
        save_file({'features': np.zeros((0, 3), np.float16)}, path)
        test_eq(mapped(path)[0]['features'].shape, (0, 3))
    front = file_front(2, np.float16, ['a'], room=1000)
    test_eq((len(front), len(file_front(2, np.float16, ['a'], room=3)) % 8), (1000, 0))
    test_eq([(first, len(rows)) for first, rows in in_blocks(np.zeros((5, 3)), 6)], [(0, 2), (2, 2), (4, 1)])
    rated = np.zeros((2, 3))
    test_eq(stored_ratings({'rating.valence': rated, 'labels': 0}), {'valence': rated})
