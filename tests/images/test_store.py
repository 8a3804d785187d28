# Generated from nbs/images/92_store.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
import tempfile
import tracemalloc
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.figures import OKABE_ITO
from tinyemo.images.features import load_features
from tinyemo.images.store import Store, reopened


def test_two_files_beside_the_one_to_be():
    with tempfile.TemporaryDirectory() as d:
        path = Path(d)/'mine-all-lite0.safetensors'
        about = {'encoder': 'lite0'}
        def opened():
            return Store(path, 2, about, ['a', 'b', 'c'], [1, 0, 1], ('awe', 'joy'))

        first = opened()
        first.add(['a'], [[10, 1]], [[1, 2]])
        first.skip(['b'], [[0, 1]], [('b.png', 'is empty')])
        beside = sorted(p.name for p in Path(d).iterdir())

        second = opened()
        keys = [[10, 1], [0, 1], [30, 1]]
        test_eq(second.missing(keys), [2])
        second.add(['c'], keys[2:], [[3, 4]])
        fs = load_features(second.finish())
        test_eq((fs.ids, fs.labels.tolist(), fs.features.tolist()), (['a', 'c'], [1, 1], [[1, 2], [3, 4]]))
        test_eq((second.skipped, [p.name for p in Path(d).iterdir()]), ([('b.png', 'is empty')], [path.name]))


def test_more_pictures_for_a_file():
    with tempfile.TemporaryDirectory() as d:
        path = Path(d)/'lite0-tokens.safetensors'
        store = Store(path, 50_000, {'encoder': 'lite0-tokens'}, ['a', 'b', 'c'])
        store.add(['c', 'a'], [None]*2, np.array([[3], [1]])*np.ones((2, 50_000)))
        store.skip(['b'], [None], [('b', 'is empty')])
        was = load_features(store.finish())
        ids, meta = reopened(path, d)
        store = Store(path, 50_000, meta, [*ids, 'd', 'e'])
        test_eq(store.missing([None]*5), [3, 4]) # of the second set only
        front = store.start
        store.add(['d', 'e'], [None]*2, np.array([[4], [5]])*np.ones((2, 50_000)))
        fs = load_features(store.finish())
        test_eq((fs.ids, fs.features[:, 0].tolist()), (['a', 'c', 'd', 'e'], [1, 3, 4, 5]))
        test_eq((fs.meta, fs.features.offset), ({'encoder': 'lite0-tokens', 'unreadable': ['b']}, front)) # in place


def test_memory():
    def traced(rows, width, written):
        "Megabytes that Python and NumPy hold after each eight rows."
        tracemalloc.start()
        with tempfile.TemporaryDirectory() as d:
            ids = [str(i) for i in range(rows)]
            store, gathered, held = Store(f'{d}/f.safetensors', width, {}, ids), [], []
            for i in range(0, rows, 8):
                some = np.zeros((8, width), np.float16)
                if written:
                    store.add(ids[i:i+8], [[i]]*8, some)
                else:
                    gathered.append(some)
                held.append(tracemalloc.get_traced_memory()[0]/1e6)
        tracemalloc.stop()
        return held

    counts = range(8, 1001, 8)
    in_list, in_store = (traced(1000, 16_384, written) for written in (False, True))
    assert max(in_store) < 3 < 30 < max(in_list)
    fig, ax = plt.subplots(figsize=(4, 3))
    ax.plot(counts, in_list, color=OKABE_ITO[1], label='gathered')
    ax.plot(counts, in_store, color=OKABE_ITO[0], label='stored')
    ax.set(xlabel='pictures', ylabel='memory held (MB)')
    ax.legend(frameon=False);


def test_edge_cases():
    def filled(path, ids, meta=None, **rows):
        "A store with rows of one number; the key of a picture is its number."
        store = Store(path, 1, meta or {'encoder': 'one'}, list(ids))
        for id, value in rows.items():
            if value is None:
                store.skip([id], [[None]], [(id, 'is empty')])
            else:
                store.add([id], [[value]], [[value]])
        return store

    def numbers(store):
        fs = load_features(store.finish())
        return ''.join(fs.ids), fs.features[:, 0].tolist(), [p for p, _ in store.skipped]

    with tempfile.TemporaryDirectory() as d:
        path = Path(d)/'f.safetensors'
        filled(path, 'abc', a=1, b=2)
        with open(f'{path}.part.jsonl', 'a') as f:
            f.write('{"id": "c", "ro') # killed while it wrote
        test_eq(filled(path, 'abc').missing([[1], [2], [3]]), [2])
        test_eq(filled(path, 'abc').missing([[1], [9], [3]]), [1, 2]) # b was replaced
        test_eq(numbers(filled(path, 'abc', b=9, c=3)), ('abc', [1, 9, 3], []))
        test_eq([p.name for p in Path(d).iterdir()], ['f.safetensors'])

        filled(path, 'abc', a=1, b=2)
        test_eq(filled(path, 'abc', {'encoder': 'two'}).missing([[1], [2], [3]]), [0, 1, 2])
        filled(path, 'abc', a=1)
        (Path(d)/'f.safetensors.part').unlink()
        test_eq(filled(path, 'abc').missing([[1], [2], [3]]), [0, 1, 2])
        (Path(d)/'f.safetensors.part.jsonl').write_text('[]\n')
        test_eq(filled(path, 'abc').missing([[1], [2], [3]]), [0, 1, 2])

        filled(path, 'abc', a=None, b=2, c=3)
        test_eq(numbers(filled(path, 'abc', a=1)), ('abc', [1, 2, 3], [])) # a can be read by now
        filled(path, 'abc', a=1, b=2, c=3)
        test_eq(numbers(filled(path, 'abc', b=None)), ('ac', [1, 3], ['b'])) # b no longer
        filled(path, 'abc', a=1, b=2, c=3)
        test_eq(numbers(filled(path, 'cxay', x=7, y=8)), ('cxay', [3, 7, 1, 8], [])) # another list
        filled(path, 'a', a=1)
        long = ['a', 'b'*1000] # a front that is longer than the one that was left blank
        store = filled(path, long)
        store.add(long[1:], [[2]], [[2]])
        test_eq(load_features(store.finish()).ids, long)
        test_eq(numbers(filled(path, 'ab', a=None, b=None)), ('', [], ['a', 'b']))
        assert filled(path, 'ab', a=1).missing([None, None]) == [0, 1] # the files are gone
        Store(path, 1, {}, ['a']).discard()
        test_eq([p.name for p in Path(d).iterdir()], ['f.safetensors'])
        test_fail(lambda: Store(path, 10**15, {}, ['a']), contains='needs 2,000,000,000.0 MB for 1 rows')
    from safetensors.numpy import load_file

    with tempfile.TemporaryDirectory() as d:
        path = Path(d)/'f.safetensors'
        for n in range(1, 5):
            for k in (2, 3):
                ids = list('abcde')[:n+1]
                votes = np.arange((n + 1)*k, dtype=np.float32).reshape(n + 1, k)
                store = Store(path, 3, {'encoder': 'three'}, ids, list(range(2))*n, tuple('xyz')[:k], votes)
                store.skip(ids[:1], [[0]], [('a', 'is empty')])
                store.add(ids[1:], [[1]]*n, np.arange(3*n).reshape(n, 3))
                arrays = load_file(store.finish())
                test_eq(arrays['soft'].tolist(), votes[1:].tolist())
                test_eq(arrays['labels'].tolist(), (list(range(2))*n)[1:n+1])
                test_eq(arrays['features'].tolist(), np.arange(3*n).reshape(n, 3).tolist())
                test_eq(load_features(path).soft.shape, (n, k))
    with tempfile.TemporaryDirectory() as d:
        path = Path(d)/'f.safetensors'
        numbers(filled(path, 'ab', a=1, b=2))
        ids, meta = reopened(path, d)
        store = Store(path, 1, meta, [*ids, 'c', 'd'])
        store.add(['c'], [[3]], [[3]]) # stopped here
        test_eq(reopened(path, d), (['a', 'b', 'c'], {'encoder': 'one'}))
        store = Store(path, 1, {'encoder': 'one'}, ['a', 'b', 'c', 'd'])
        test_eq(store.missing([None, None, [3], [4]]), [3])
        long = 'd'*1000
        store = Store(path, 1, {'encoder': 'one'}, ['a', 'b', 'c', long])
        store.add([long], [[4]], [[4]])
        fs = load_features(store.finish())
        test_eq((fs.ids, fs.features[:, 0].tolist()), (['a', 'b', 'c', long], [1, 2, 3, 4]))
        store = Store(path, 1, {}, ['a'], [0], ('awe',))
        store.add(['a'], [[1]], [[1]])
        store.finish()
        test_fail(lambda: reopened(path, d), contains='has labels')
        test_eq((load_features(path).ids, reopened(f'{d}/none', d)), (['a'], ([], {})))
