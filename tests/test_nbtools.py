# Generated from nbs/90_nbtools.ipynb by tinyemo.nbtools: edit the notebook.
import tempfile
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.nbtools import Cell, body, broken_links, check, defining_walkthroughs, definitions, import_lines, imports, library, readme, reroot, sections, test_source, upward_imports, write_readme, write_tests


def test_cells_and_sections():
    def cell(source, kind='code', **kw): return Cell({'cell_type': kind, 'source': source, **kw})
    nb = [cell('#| export\nimport math'), cell('## Area', 'markdown'), cell('#| export\ndef area(r): return math.pi*r*r'),
          cell('a = area(1)\nassert a > 3\na'), cell('#| slow\nassert area(10) > 300')]
    header, parts = sections(nb)
    test_eq(nb[-1].flag, 'slow')
    test_eq([(title, len(code)) for title, code in parts], [('Area', 3)])


def test_a_test_for_every_section():
    test_eq(import_lines({'import json', 'from b import y', 'from a import x', 'from b import z as w'}),
            'import json\nfrom a import x\nfrom b import y, z as w')
    def cell(source, kind='code'): return Cell({'cell_type': kind, 'source': source})
    nb = [cell('#| export\nimport math'), cell('import json'), cell('## Area', 'markdown'),
          cell('#| export\ndef area(r): return math.pi*r*r'), cell('a = area(1)\ntext = """two\nlines"""\nassert a > 3 and len(text) == 9\na'),
          cell('#| slow\nassert area(10) > 300')]
    src = test_source(nb, '05_area.ipynb', 'area')
    print(src)
    def cell(source): return Cell({'cell_type': 'code', 'source': source})
    test_eq(body(cell('x = 1\nx')), '    x = 1')
    test_eq(body(cell('x = """a\n  b"""')), '    x = """a\n  b"""')
    test_eq(body(cell('print(1)')), '    print(1)')
    test_eq(imports([cell('import a.b, c as d\nfrom e import f as g')]), {'a': 'import a.b', 'd': 'import c as d', 'g': 'from e import f as g'})
    test_eq(definitions([cell('x, y = 1, 2\ndef f(): z = 1\nclass C: pass\nn:int = 3')]), {'x', 'y', 'f', 'C', 'n'})


def test_the_project_s_notebooks():
    modules = library('..')
    assert [n for n, _ in modules.values()] == sorted(n for n, _ in modules.values())
    list(modules)


def test_two_rules():
    import json
    def write_nb(path, *sources):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({'cells': [{'cell_type': 'code', 'source': s} for s in sources]}))

    with tempfile.TemporaryDirectory() as d:
        root = Path(d)
        write_nb(root/'nbs'/'10_low.ipynb', '#| default_exp low', '#| export\nfrom tinyemo.high import x')
        write_nb(root/'nbs'/'20_high.ipynb', '#| default_exp high', '#| export\nfrom tinyemo.low import y\nx = 1')
        write_nb(root/'nbs'/'walkthroughs'/'01_a.ipynb', 'def f(): pass')
        test_eq(upward_imports(root), ['10_low.ipynb: imports high, which does not come before it'])
        test_eq(defining_walkthroughs(root), ['walkthroughs/01_a.ipynb: defines f'])
        (root/'nbs'/'30_text.ipynb').write_text(json.dumps({'cells': [{'cell_type': 'markdown', 'source': '[a](10_low.ipynb) [b](gone.md) [c](https://x.org) `[d](e)` [f](#g)'}]}))
        test_eq(broken_links(root), ['30_text.ipynb: links to gone.md, which does not exist'])
    upward_imports('..') + defining_walkthroughs('..') + broken_links('..')


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
        write_nb(root/'nbs'/'10_one.ipynb', [code('#| default_exp one'), code('#| export\ndef f(): return 1'), md('## F'), code('assert f() == 1')])
        (root/'tests').mkdir()
        test_eq([p.name for p in write_tests(root)], ['test_one.py'])
        assert 'from tinyemo.one import f' in (root/'tests'/'test_one.py').read_text()
        assert '# Hello' in write_readme(root).read_text()
        check(root)
        (root/'nbs'/'10_one.ipynb').unlink()
        write_tests(root)
        test_eq(list((root/'tests').iterdir()), [])
