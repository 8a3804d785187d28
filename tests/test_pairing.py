# Generated from nbs/07_pairing.ipynb by tinyemo.dev.nbtools: edit the notebook.
from fastcore.test import test_eq, test_fail
from tinyemo.pairing import one_each, pair_paths, pairing_note


def test_which_row_is_about_which_image():
    ids = ['awe/0.png', 'fear/0.png', 'fear/1.png']
    paired = {
        'the same': pair_paths(ids, ['fear/1.png', 'fear/0.png', 'awe/0.png']),
        'deeper': pair_paths(ids, ['/data/x/awe/0.png', '/data/x/fear/0.png', 'C:\\pics\\fear\\1.png']),
        'another label': pair_paths(['fear/0.png'], ['fear/9.png', 'x/awe/0.png']),
        'one missing': pair_paths(ids, ['awe/0.png', 'fear/1.png']),
        'a name': pair_paths(ids, ['1.png']),
        'moved': pair_paths([f'/home/me/{i}' for i in ids], [f'/mnt/{i}' for i in ids]),
    }
    test_eq(list(paired.values()), [[2, 1, 0], [0, 1, 2], [None], [0, None, 1], [None, None, 0], [0, 1, 2]])
    test_fail(lambda: pair_paths(ids, ['0.png']), contains='0.png could be about awe/0.png and fear/0.png')


def test_rows_that_contradict_each_other():
    rows = [{'path': 'a.png', 'skin': 'light'}, {'path': 'b.png', 'skin': 'dark'}, {'path': './a.png', 'skin': 'light'}]
    test_eq(one_each(rows), rows[:2])
    test_fail(lambda: one_each([*rows, {'path': 'b.png', 'skin': 'light'}]),
              contains="two things of b.png: skin 'dark' and 'light'")
    one_each(rows)


def test_how_many_were_paired():
    pairing_note([2, None, 0], 5, 'attributes.csv')


def test_edge_cases():
    ids = ['awe/0.png', 'fear/0.png']
    test_eq(pair_paths(ids, []), [None, None])
    test_eq(pair_paths([], ids), [])
    test_eq(pair_paths(['0.png', 'awe/0.png'], ['awe/0.png', '0.png']), [1, 0])
    test_eq(pair_paths(['y/0.png'], ['y/0.png', '0.png']), [0])
    test_eq(pair_paths(['/a/b/0.png', '/a/b/1.png'], ['/c/b/0.png', '/c/b/1.png']), [0, 1])
    test_eq(pair_paths(['fear/0.png', 'fear/1.png'], ['awe/0.png', 'awe/1.png']), [None, None])
    test_eq(pair_paths(['awe/0.png', 'fear/1.png'], ['fear/0.png', 'awe/1.png']), [None, None])
    test_eq(pair_paths(['p/awe/0.png', 'q/fear/0.png'], ['r/awe/0.png', 'r/fear/0.png']), [None, None])
    test_fail(lambda: pair_paths(['awe/0.png'], ['train/awe/0.png', 'test/awe/0.png']),
              contains='train/awe/0.png and test/awe/0.png could be about awe/0.png')
    test_fail(lambda: one_each([{'path': 'a', 'x': 1}, {'path': 'a'}]), contains="x '1' and 'None'")
    test_eq(one_each([]), [])
    test_eq(pairing_note([0], 1, 'f'), 'f: 1 of 1 images have a row')
    many = [f'{label}/{i}.png' for label in ('awe', 'fear', 'joy') for i in range(2000)]
    test_eq(pair_paths(many, [f'/data/{i}' for i in many[::-1]]), list(range(6000))[::-1])
