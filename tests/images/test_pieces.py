# Generated from nbs/images/88_pieces.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
from fastcore.test import test_eq, test_fail
from tinyemo.images.pieces import Names, OrderedRows, Pieces


def test_rows():
    whole = np.arange(20, dtype=np.float16).reshape(10, 2)
    with tempfile.TemporaryDirectory() as d:
        files = []
        for i, part in enumerate(np.split(whole, [4, 7])):
            np.save(f'{d}/{i}.npy', part)
            files.append(np.load(f'{d}/{i}.npy', mmap_mode='r'))
        rows = Pieces(files)
        test_eq(rows[5:7].base is not None, True) # a view of the second file
        test_eq((rows[3:8], rows[[9, 0, 4]]), (whole[3:8], whole[[9, 0, 4]]))
        shown = rows.shape, rows[[9, 0, 4]].tolist()
    rows = OrderedRows(np.arange(8).reshape(4, 2), [2, 0])
    test_eq((rows[[1, 0]].tolist(), np.asarray(rows, np.float32).tolist()), ([[0, 1], [4, 5]], [[4, 5], [0, 1]]))


def test_names():
    read = []
    def letters(text):
        read.append(text)
        return list(text)

    names = Names(['abc', 'de', 'f'], [3, 2, 1], letters)
    test_eq((names[4], names[1:5], names[np.array([5, 0])], names[-1]), ('e', list('bcde'), ['f', 'a'], 'f'))
    test_eq(''.join(names), 'abcdef')
    assert names == list('abcdef') and 'e' in names and names != list('abcdeg')


def test_edge_cases():
    whole = np.arange(24.).reshape(8, 3)
    rows = Pieces(np.split(whole, [0, 1, 5, 5]))
    rng = np.random.default_rng(0)
    for some in (slice(None), slice(2, 2), slice(0, 99), slice(-3, None), slice(None, None, -2), slice(1, 7, 3), [],
                 [7, 7, 0], [-1, -8], rng.random(8) > .5, np.zeros(8, bool), 5, -1, np.int64(3)):
        test_eq(rows[some], whole[some] if not (isinstance(some, list) and not some) else whole[:0])
    for some in ((slice(None), 1), (slice(2, 6), slice(0, 2)), (3, 1), ([5, 1], slice(1, 3)), (-1, slice(None))):
        test_eq(np.asarray(rows[some]), whole[some])
    test_eq((np.asarray(rows, np.float32).dtype, np.asarray(rows).sum(), rows.ndim), (np.float32, whole.sum(), 2))
    test_eq(np.concatenate([rows, rows]).shape, (16, 3))
    for beyond in ([8], [-9], 8):
        with np.testing.assert_raises(IndexError):
            rows[beyond]
    test_eq(Pieces([whole[:0]])[:].shape, (0, 3))
    labels = Pieces([np.array([1, 2]), np.array([3])])
    test_eq((labels[1:].tolist(), labels[2], np.asarray(labels).tolist()), ([2, 3], 3, [1, 2, 3]))
    names = Names(['ab', '', 'c'], [2, 0, 1], list)
    test_eq((list(names), names[-3], names[[2, 0]], len(names)), (list('abc'), 'a', ['c', 'a'], 3))
    test_fail(lambda: names[3], contains='names 3 to 3 of 3')
