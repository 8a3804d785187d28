# Generated from nbs/dev/55_promises.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.dev.promises import main, promises, unheld
from tinyemo.html import Rows


def test_which_tests_a_page_names():
    page = '''
| promise | held by |
|---|---|
| It is green. | `tests/a.py::test_green` |
| It is round. | `tests/a.py::test_round`, `tests/b/c.py::test_ball` |
'''
    test_eq(promises(page)['It is round.'], [('tests/a.py', 'test_round'), ('tests/b/c.py', 'test_ball')])
    promises(page)


def test_which_of_them_are_there():
    root = Path('../..')
    text = (root/'docs/promises.md').read_text()
    kept = promises(text)
    test_eq(unheld(text, root), [])
    assert len(kept) >= 20
    Rows({'promise': promise, 'tests': len(tests)} for promise, tests in list(kept.items())[:3])


def test_edge_cases():
    with tempfile.TemporaryDirectory() as d:
        for folder in ('tests', 'docs'):
            Path(d, folder).mkdir()
        Path(d, 'tests/a.py').write_text('def test_green(): pass\ndef helper(): pass\n')
        page = ('| It is green. | `tests/a.py::test_green` |\n| It is red. | `tests/a.py::test_red` |\n'
            '| It is far. | `tests/far.py::test_far` |\n| It is said. | see tests/a.py |\n')
        test_eq(unheld(page, d), [('It is red.', 'tests/a.py::test_red'), ('It is far.', 'tests/far.py::test_far'),
                                  ('It is said.', '')])
        Path(d, 'docs/promises.md').write_text(page)
        test_fail(lambda: main(d), contains='no such test: tests/a.py::test_red for "It is red."')
        Path(d, 'docs/promises.md').write_text(page.split('\n')[0])
        main(d)
