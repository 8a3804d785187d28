# Generated from nbs/dev/06_notebooks.ipynb by tinyemo.dev.nbtools: edit the notebook.
from collections import Counter
from fastcore.test import test_eq
from tinyemo.dev.notebooks import Cell, ROOMS, library, sections


def test_cells_and_sections():
    sources = ['#| export\nimport math', '## Area', '#| export\ndef area(r): return math.pi*r*r',
               'a = area(1)\nassert a > 3\na', '#| slow\nassert area(10) > 300']
    cells = [Cell({'cell_type': 'markdown' if s.startswith('## ') else 'code', 'source': s}) for s in sources]
    header, parts = sections(cells)
    test_eq(cells[-1].flag, 'slow')
    test_eq([(title, len(code)) for title, code in parts], [('Area', 3)])


def test_the_project_s_notebooks():
    modules = library('../..')
    places = [place for place, _ in modules.values()]
    assert places == sorted(set(places)) # no two notebooks of a room share a number
    dict(Counter(ROOMS[room] or 'top level' for room, _ in places))


def test_edge_cases():
    c = Cell({'cell_type': 'code', 'source': '#| export\n#| slow\nx = 1'})
    test_eq((c.directives, c.exported, c.flag, c.source), (['export', 'slow'], True, 'slow', 'x = 1'))
