# Generated from nbs/dev/07_testfiles.ipynb by tinyemo.dev.nbtools: edit the notebook.
import ast
import json
import pytest
import tempfile
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.dev.notebooks import Cell
from tinyemo.dev.testfiles import body, definitions, import_lines, imports, test_source, write_tests


def test_a_test_for_every_section():
    sources = ['#| export\nimport math', 'import json', '## Area', '#| export\ndef area(r): return math.pi*r*r',
               'a = area(1)\ntext = """two\nlines"""\nassert a > 3 and len(text) == 9\na', '#| slow\nassert area(10) > 300']
    cells = [Cell({'cell_type': 'markdown' if s.startswith('## ') else 'code', 'source': s}) for s in sources]
    print(test_source(cells, '05_area.ipynb', 'area'))


def test_files():
    def write_cells(path, *sources):
        path.parent.mkdir(parents=True, exist_ok=True)
        kinds = ['markdown' if s.startswith(('# ', '## ')) else 'code' for s in sources]
        path.write_text(json.dumps({'cells': [{'cell_type': k, 'source': s} for k, s in zip(kinds, sources)]}))

    with tempfile.TemporaryDirectory() as d:
        root = Path(d)
        one = root/'nbs'/'images'/'10_one.ipynb'
        code = '#| export\ndef f(): return 1'
        write_cells(one, '# one\n> First', '#| default_exp images.one', code, '## F', 'assert f() == 1')
        (root/'tests').mkdir()
        test_eq([p.name for p in write_tests(root)], ['test_one.py'])
        assert 'from tinyemo.images.one import f' in (root/'tests'/'images'/'test_one.py').read_text()
        test_eq(write_tests(root, 'images/20_two.ipynb'), [])
        one.unlink()
        write_tests(root)
        test_eq(list((root/'tests').rglob('*.py')), [])


def test_edge_cases():
    def cell(source):
        return Cell({'cell_type': 'code', 'source': source})

    test_eq(body(cell('x = 1\nx')), '    x = 1')
    test_eq(body(cell('x = """a\n  b"""')), '    x = """a\n  b"""')
    test_eq(body(cell('print(1)')), '    print(1)')
    test_eq(body(cell('x')), '')
    named = imports([cell('import a.b, c as d\nfrom e import f as g')])
    test_eq(named, {'a': 'import a.b', 'd': 'import c as d', 'g': 'from e import f as g'})
    test_eq(definitions([cell('x, y = 1, 2\ndef f(): z = 1\nclass C: pass\nn:int = 3')]), {'x', 'y', 'f', 'C', 'n'})
    test_eq(import_lines({'import json', 'from b import y', 'from a import x', 'from b import z as w'}),
            'import json\nfrom a import x\nfrom b import y, z as w')
    def notebook(*sources):
        return [Cell({'cell_type': 'markdown' if s.startswith('## ') else 'code', 'source': s}) for s in sources]

    test_eq(test_source(notebook('## A', 'a', '## B', '#| export\nx = 1'), 'a.ipynb', 'a'), '')
    test_eq(test_source(notebook('## A', '#| eval: false\nassert False'), 'a.ipynb', 'a'), '')
    marked = notebook('#| export\ndef f(): return 1', '## A b!', 'x = f()', '#| gpu\nassert x', '#| slow\nassert x > 0')
    source = test_source(marked, 'a.ipynb', 'a')
    names = [n.name for n in ast.parse(source).body if isinstance(n, ast.FunctionDef)]
    test_eq(names, ['test_a_b', 'test_a_b_slow', 'test_a_b_gpu'])
    assert 'import pytest' in source and 'from tinyemo.a import f' in source
    long = notebook('## A', 'x = print()', '#| suite\nprint(x, "long")', '#| slow\nprint(x)')
    long, slow = test_source(long, 'a.ipynb', 'a').split('@pytest.mark.slow')
    assert long.count('print') == 2 and 'long' not in slow and 'suite' not in long
    assert 'import tinyemo.a' in test_source(notebook('## A', 'print(1)'), 'a.ipynb', 'a')
