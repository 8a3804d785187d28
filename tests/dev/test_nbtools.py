# Generated from nbs/dev/10_nbtools.ipynb by tinyemo.dev.nbtools: edit the notebook.
import ast
import json
import pytest
import subprocess
import sys
import tempfile
from collections import Counter
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.dev.nbtools import COMMANDS, Cell, ROOMS, RULES, body, broken_links, check, crowded_walkthroughs, definitions, import_lines, imports, library, misnamed, sections, stub_text, test_source, upward_imports, write_tests
from tinyemo.front import NAMES


def test_cells_and_sections():
    sources = ['#| export\nimport math', '## Area', '#| export\ndef area(r): return math.pi*r*r',
               'a = area(1)\nassert a > 3\na', '#| slow\nassert area(10) > 300']
    cells = [Cell({'cell_type': 'markdown' if s.startswith('## ') else 'code', 'source': s}) for s in sources]
    header, parts = sections(cells)
    test_eq(cells[-1].flag, 'slow')
    test_eq([(title, len(code)) for title, code in parts], [('Area', 3)])


def test_a_test_for_every_section():
    sources = ['#| export\nimport math', 'import json', '## Area', '#| export\ndef area(r): return math.pi*r*r',
               'a = area(1)\ntext = """two\nlines"""\nassert a > 3 and len(text) == 9\na', '#| slow\nassert area(10) > 300']
    cells = [Cell({'cell_type': 'markdown' if s.startswith('## ') else 'code', 'source': s}) for s in sources]
    print(test_source(cells, '05_area.ipynb', 'area'))


def test_the_project_s_notebooks():
    modules = library('../..')
    places = [place for place, _ in modules.values()]
    assert places == sorted(set(places)) # no two notebooks of a room share a number
    dict(Counter(ROOMS[room] or 'top level' for room, _ in places))


def test_rules_of_the_house():
    def write_nb(path, *sources):
        path.parent.mkdir(parents=True, exist_ok=True)
        title = {'cell_type': 'markdown', 'source': f'# {path.stem[3:]}\n> A module'}
        path.write_text(json.dumps({'cells': [title] + [{'cell_type': 'code', 'source': s} for s in sources]}))

    with tempfile.TemporaryDirectory() as d:
        nbs = Path(d)/'nbs'
        upward = '#| export\nfrom tinyemo.projector.high import x'
        write_nb(nbs/'images'/'10_low.ipynb', '#| default_exp images.low', upward)
        write_nb(nbs/'projector'/'00_high.ipynb', '#| default_exp projector.high', '#| export\nx = 1')
        test_fail(lambda: check(d), contains='images.low imports tinyemo.projector.high, which does not come before it')
        found = upward_imports(d)


def test_names_for_editors():
    print(stub_text({'load_dataset': 'images.datasets', 'TinyEmoError': 'core'}))
    library_folder = Path('../../tinyemo')
    test_eq((library_folder/'__init__.pyi').read_text(encoding='utf-8'), stub_text())
    imported = [node for node in ast.parse(stub_text()).body if isinstance(node, ast.ImportFrom)]
    for node in imported:
        module = ast.parse((library_folder/f"{node.module.replace('.', '/')}.py").read_text(encoding='utf-8'))
        at_top = {getattr(n, 'name', None) for n in module.body}
        assert {a.name for a in node.names} <= at_top, node.module
    test_eq([a.name for node in imported for a in node.names], list(NAMES))


def test_from_the_command_line():
    with tempfile.TemporaryDirectory() as d:
        (Path(d)/'tinyemo').mkdir()
        written = COMMANDS['stub'](d)
        test_eq(written.read_text(encoding='utf-8'), stub_text())
        test_eq((written.parent/'py.typed').read_text(), '')
        command = [sys.executable, '-m', 'tinyemo.dev.nbtools', 'chek']
        said = subprocess.run(command, cwd=d, capture_output=True, text=True)
    said.returncode, said.stderr.strip()


def test_edge_cases():
    def cell(source):
        return Cell({'cell_type': 'code', 'source': source})

    test_eq(body(cell('x = 1\nx')), '    x = 1')
    test_eq(body(cell('x = """a\n  b"""')), '    x = """a\n  b"""')
    test_eq(body(cell('print(1)')), '    print(1)')
    test_eq(body(cell('x')), '')
    test_eq(cell('#| export\n#| slow\nx = 1').directives, ['export', 'slow'])
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
    def write_nb(path, *sources):
        path.parent.mkdir(parents=True, exist_ok=True)
        title = {'cell_type': 'markdown', 'source': f'# {path.stem[3:]}\n> A module'}
        path.write_text(json.dumps({'cells': [title] + [{'cell_type': 'code', 'source': s} for s in sources]}))

    with tempfile.TemporaryDirectory() as d:
        root = Path(d)
        upward, downward = 'from tinyemo.projector.high import x', 'from tinyemo.images.low import y\nx = 1'
        write_nb(root/'nbs'/'images'/'10_low.ipynb', '#| default_exp images.low', f'#| export\n{upward}')
        write_nb(root/'nbs'/'projector'/'00_high.ipynb', '#| default_exp projector.high', f'#| export\n{downward}')
        write_nb(root/'nbs'/'projector'/'10_odd.ipynb', '#| default_exp projector.even', '#| export\nx = 1')
        write_nb(root/'nbs'/'walkthroughs'/'01_a.ipynb', 'import tinyemo', 'def f(): pass', *['import tinyemo.core']*6)
        test_eq(upward_imports(root), ['images.low imports tinyemo.projector.high, which does not come before it'])
        test_eq([m.split(':')[0] for m in misnamed(root)], ['10_odd.ipynb exports projector.even', '10_odd.ipynb'])
        crowded = ['walkthroughs/01_a.ipynb: defines f', 'walkthroughs/01_a.ipynb: imports tinyemo in 6 lines']
        test_eq(crowded_walkthroughs(root), crowded)
        text = '[a](images/10_low.ipynb) [b](gone.md) [c](https://x.org) `[d](e)` [f](#g)'
        (root/'nbs'/'30_text.ipynb').write_text(json.dumps({'cells': [{'cell_type': 'markdown', 'source': text}]}))
        (root/'README.md').write_text('[nowhere](nbs/gone.ipynb)')
        links = ['nbs/30_text.ipynb: links to gone.md', 'README.md: links to nbs/gone.ipynb']
        test_eq([m.split(',')[0] for m in broken_links(root)], links)
        names = ['upward_imports', 'misnamed', 'crowded_walkthroughs', 'broken_links', 'unready']
        test_eq([rule.__name__ for rule in RULES], names)
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
        check(root)
        one.unlink()
        write_tests(root)
        test_eq(list((root/'tests').rglob('*.py')), [])
