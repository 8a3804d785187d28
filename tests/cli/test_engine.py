# Generated from nbs/cli/04_engine.ipynb by tinyemo.dev.nbtools: edit the notebook.
from fastcore.test import test_eq, test_fail
from tinyemo.cli.engine import on_cores, part_of, where_to


def test_where_the_work_is_done():
    test_eq((part_of(''), part_of('3/64')), ((0, 1), (3, 64)))
    for wrong in ('64', '64/64', '-1/2', 'a/b', '/'):
        test_fail(lambda: part_of(wrong), contains='give I/N')
    test_fail(lambda: where_to('', 2, -1), contains='also give --engine')
    test_fail(lambda: on_cores('', 2), contains='also give --engine')
    test_eq(on_cores('ray', 2), {'engine': 'ray', 'workers': 2})
    where_to('ray', 4, .5)
