# Generated from nbs/dev/50_mutants.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.dev.mutants import mutants, score
from tinyemo.html import Rows


def test_one_operator_changed():
    toy = '''
def clip(x, low, high):
    if x < low or not x:
        return low
    return high if x > high else x*1
'''
    some = mutants(toy, 'toy')
    test_eq([(m.line, m.was, m.now) for m in some][1:], [
        (3, 'x < low or not x', 'x < low and (not x)'), (3, 'x < low', 'x <= low'), (5, 'x > high', 'x >= high'),
        (5, 'x * 1', 'x / 1')])
    Rows({'line': m.line, 'was': m.was, 'now': m.now} for m in some)


def test_run_against_the_tests():
    rows, survivors = score(['figures'], n=3, root='../..')
    test_eq((rows[0]['module'], rows[0]['mutants']), ('figures', 3))
    test_eq(rows[0]['caught'], 3-len(survivors))
    Rows({k: row[k] for k in ('module', 'mutants', 'caught')} for row in rows)


def test_edge_cases():
    def lay(root, test):
        for folder in ('tinyemo', 'tests', 'data', 'nbs', 'docs'):
            (root/folder).mkdir()
        (root/'settings.ini').write_text('')
        (root/'tinyemo/__init__.py').write_text('')
        (root/'tinyemo/toy.py').write_text('def half(x):\n    while x > 100:\n        x -= 100\n    return x/2\n')
        (root/'tests/test_toy.py').write_text(test)

    strict = ('from tinyemo.toy import half\n'
          'def test_half():\n    assert half(6) == 3 and half(206) == 3 and half(100) == 50\n')
    for test, caught in ((strict, 3), ('def test_nothing():\n    import tinyemo.toy\n', 0)):
        with tempfile.TemporaryDirectory() as d:
            lay(Path(d), test)
            before = (Path(d)/'tinyemo/toy.py').read_text()
            rows, survivors = score(['toy'], root=d, say=lambda line: None)
            test_eq((rows[0]['mutants'], rows[0]['caught'], len(survivors)), (3, caught, 3-caught))
            test_eq((Path(d)/'tinyemo/toy.py').read_text(), before)
    with tempfile.TemporaryDirectory() as d:
        lay(Path(d), 'def test_wrong():\n    assert 0\n')
        test_fail(lambda: score(['toy'], root=d), contains='the tests of toy fail as they are')
        test_fail(lambda: score(['tray'], root=d), contains="'tray' is no module with tests")
