# Generated from nbs/dev/10_nbtools.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from collections import Counter
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.dev.nbtools import Cell, ROOMS, body, broken_links, check, crowded_walkthroughs, definitions, import_lines, imports, library, misnamed, readme, reroot, sections, test_source, upward_imports, write_readme, write_tests


def test_cells_and_sections():
    def cell(source, kind='code', **kw):
        return Cell({'cell_type': kind, 'source': source, **kw})
    nb = [cell('#| export\nimport math'), cell('## Area', 'markdown'), cell('#| export\ndef area(r): return math.pi*r*r'),
          cell('a = area(1)\nassert a > 3\na'), cell('#| slow\nassert area(10) > 300')]
    header, parts = sections(nb)
    test_eq(nb[-1].flag, 'slow')
    test_eq([(title, len(code)) for title, code in parts], [('Area', 3)])


def test_a_test_for_every_section():
    test_eq(import_lines({'import json', 'from b import y', 'from a import x', 'from b import z as w'}),
            'import json\nfrom a import x\nfrom b import y, z as w')
    def cell(source, kind='code'):
        return Cell({'cell_type': kind, 'source': source})
    nb = [cell('#| export\nimport math'), cell('import json'), cell('## Area', 'markdown'),
          cell('#| export\ndef area(r): return math.pi*r*r'), cell('a = area(1)\ntext = """two\nlines"""\nassert a > 3 and len(text) == 9\na'),
          cell('#| slow\nassert area(10) > 300')]
    src = test_source(nb, '05_area.ipynb', 'area')
    print(src)
    def cell(source):
        return Cell({'cell_type': 'code', 'source': source})
    test_eq(body(cell('x = 1\nx')), '    x = 1')
    test_eq(body(cell('x = """a\n  b"""')), '    x = """a\n  b"""')
    test_eq(body(cell('print(1)')), '    print(1)')
    test_eq(imports([cell('import a.b, c as d\nfrom e import f as g')]), {'a': 'import a.b', 'd': 'import c as d', 'g': 'from e import f as g'})
    test_eq(definitions([cell('x, y = 1, 2\ndef f(): z = 1\nclass C: pass\nn:int = 3')]), {'x', 'y', 'f', 'C', 'n'})


def test_the_project_s_notebooks():
    modules = library('../..')
    places = [place for place, _ in modules.values()]
    assert places == sorted(set(places))
    Counter(ROOMS[room] or 'top level' for room, _ in places)


def test_rules_of_the_house():
    import json


    def write_nb(path, *sources):
        path.parent.mkdir(parents=True, exist_ok=True)
        title = {'cell_type': 'markdown', 'source': f'# {path.stem[3:]}\n> A module'}
        path.write_text(json.dumps({'cells': [title] + [{'cell_type': 'code', 'source': s} for s in sources]}))

    with tempfile.TemporaryDirectory() as d:
        root = Path(d)
        write_nb(root/'nbs'/'images'/'10_low.ipynb', '#| default_exp images.low', '#| export\nfrom tinyemo.projector.high import x')
        write_nb(root/'nbs'/'projector'/'00_high.ipynb', '#| default_exp projector.high', '#| export\nfrom tinyemo.images.low import y\nx = 1')
        write_nb(root/'nbs'/'projector'/'10_odd.ipynb', '#| default_exp projector.even', '#| export\nx = 1')
        write_nb(root/'nbs'/'walkthroughs'/'01_a.ipynb', 'import tinyemo', 'def f(): pass', *['import tinyemo.core']*6)
        test_eq(upward_imports(root), ['images.low imports tinyemo.projector.high, which does not come before it'])
        test_eq([m.split(':')[0] for m in misnamed(root)], ['10_odd.ipynb exports projector.even', '10_odd.ipynb'])
        test_eq(crowded_walkthroughs(root), ['walkthroughs/01_a.ipynb: defines f', 'walkthroughs/01_a.ipynb: imports tinyemo in 6 lines'])
        text = {'cell_type': 'markdown', 'source': '[a](images/10_low.ipynb) [b](gone.md) [c](https://x.org) `[d](e)` [f](#g)'}
        (root/'nbs'/'30_text.ipynb').write_text(json.dumps({'cells': [text]}))
        (root/'README.md').write_text('[nowhere](nbs/gone.ipynb)')
        test_eq([m.split(',')[0] for m in broken_links(root)], ['nbs/30_text.ipynb: links to gone.md', 'README.md: links to nbs/gone.ipynb'])


def test_readme_from_the_index():
    test_eq(reroot('[a](00_core.ipynb) ![b](images/b.png) [c](../data/README.md) [d](https://x.org/y) [e](#here) <img src="images/f.png">'),
            '[a](nbs/00_core.ipynb) ![b](nbs/images/b.png) [c](data/README.md) [d](https://x.org/y) [e](#here) <img src="nbs/images/f.png">')
    shown = {'cell_type': 'code', 'source': '#| echo: false\ntable()', 'outputs': [{'data': {'text/markdown': ['|a|\n', '|-|']}}]}
    page = readme([Cell({'cell_type': 'markdown', 'source': '# Title\n[x](../a.md)'}), Cell(shown)])
    test_eq(page.split('\n\n', 1)[1], '# Title\n[x](a.md)\n\n|a|\n|-|\n')


def test_from_the_command_line():
    with tempfile.TemporaryDirectory() as d:
        root = Path(d)
        write_nb = lambda p, cells: (p.parent.mkdir(parents=True, exist_ok=True), p.write_text(json.dumps({'cells': cells})))
        import json
        md = lambda s: {'cell_type': 'markdown', 'source': s}
        code = lambda s: {'cell_type': 'code', 'source': s}
        write_nb(root/'nbs'/'index.ipynb', [md('# Hello')])
        write_nb(root/'nbs'/'images'/'10_one.ipynb', [md('# one\n> First'), code('#| default_exp images.one'), code('#| export\ndef f(): return 1'), md('## F'), code('assert f() == 1')])
        (root/'tests').mkdir()
        test_eq([p.name for p in write_tests(root)], ['test_one.py'])
        assert 'from tinyemo.images.one import f' in (root/'tests'/'images'/'test_one.py').read_text()
        assert '# Hello' in write_readme(root).read_text()
        check(root)
        (root/'nbs'/'images'/'10_one.ipynb').unlink()
        write_tests(root)
        test_eq(list((root/'tests').rglob('*.py')), [])
