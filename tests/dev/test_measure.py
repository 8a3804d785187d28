# Generated from nbs/dev/05_measure.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import matplotlib.pyplot as plt
import tempfile
from fastcore.test import test_close, test_eq
from pathlib import Path
from tinyemo.dev.measure import code_lines, function_lengths, import_lines_behind, machine_paths, measure, nodes_and_lines, outputs
from tinyemo.figures import OKABE_ITO


def test_notebooks():
    def cell(source, *outputs):
        return {'cell_type': 'code', 'source': source, 'outputs': outputs}

    printed = {'text': ['see /opt/x/y.png', ' and data/x']}
    notebook = {'cells': [
        {'cell_type': 'markdown', 'source': '# a'},
        cell('import tinyemo'),
        cell('import tinyemo as te\n\nte.fit(1)', printed, {'data': {'image/png': 'iVBO'}}),
    ]}
    test_eq(code_lines(notebook), ['import tinyemo', 'import tinyemo as te', 'te.fit(1)'])
    test_eq([kind for kind, _ in outputs(notebook)], ['text', 'image/png'])
    test_eq(import_lines_behind(notebook), 1)
    machine_paths(notebook)


def test_functions():
    airy = """
def double(x):
    "Twice."
    # a comment
    y = x

    return y
"""
    test_eq(nodes_and_lines(airy), (8, 2)) # y = x: Assign, Name, Store, Name, Load; return y: Return, Name, Load
    test_eq(function_lengths(airy), {'2:double': 6})
    nodes, lines = nodes_and_lines(airy)


def test_the_table():
    with tempfile.TemporaryDirectory() as d:
        root = Path(d)
        for folder in ('nbs/walkthroughs', 'tinyemo'):
            (root/folder).mkdir(parents=True)
        shown = {'data': {'image/png': 'iVBO', 'text/plain': '/home/me/a.png'}}
        cells = [{'cell_type': 'code', 'source': 'import tinyemo', 'outputs': []},
                 {'cell_type': 'code', 'source': f'import tinyemo\nx = {"1"*120}', 'outputs': [shown]}]
        (root/'nbs'/'walkthroughs'/'01_a.ipynb').write_text(json.dumps({'cells': cells}))
        (root/'tinyemo'/'a.py').write_text('def f(x):\n    return x\ndef g(x):\n    y = x\n    return y\n')
        (root/'README.md').write_text('# Hello')
        found = measure(root)
    values = {r.figure: r.value for r in found}
    test_eq([values[f] for f in ('notebooks', 'notebooks with a picture', 'lines over 120 characters')], [1, 1, 1])
    test_eq([values[f] for f in ('paths of the machine in outputs', 'import lines in walkthroughs')], [1, 1])
    test_eq([values[f] for f in ('functions', 'median lines of a function', 'lines of the longest function')], [2, 2.5, 3])
    test_eq(values['bytes of README.md'], 7)
    test_close(values['syntax nodes a line'], (3+8)/3)
    lengths = [n for path in Path('../../tinyemo').rglob('*.py') for n in function_lengths(path.read_text()).values()]
    assert sum(n <= 20 for n in lengths) > .8*len(lengths)
    fig, ax = plt.subplots(figsize=(4, 3), layout='constrained')
    ax.hist(lengths, range(0, max(lengths)+2), color=OKABE_ITO[0])
    ax.axvline(40, linestyle=':', color='.3')
    ax.set(xlabel='lines', ylabel='functions');


def test_edge_cases():
    def with_output(output):
        return {'cells': [{'cell_type': 'code', 'source': '', 'outputs': [output]}]}

    for text in ('https://x.org/tmp/y', 'data/tmp/y', '</tmp/y', 'a/home/b', '/etcetera'):
        test_eq(machine_paths(with_output({'text': text})), [])
    said = r'in C:\\work\\a.txt and "/usr/x"'
    test_eq(machine_paths(with_output({'text': said})), [r'C:\\work\\a.txt', '/usr/x'])
    drawing = {'data': {'image/svg+xml': '<a href="/opt/b"/>', 'image/png': '/opt/b'}}
    test_eq(machine_paths(with_output(drawing)), ['/opt/b'])
    kinds = outputs(with_output({'data': {'application/json': {'a': 1}}, 'traceback': ['one', 'two']}))
    test_eq(kinds, [('text', 'one\ntwo'), ('application/json', '{"a": 1}')])
    test_eq(nodes_and_lines('x = 1'), (0, 0))
    nested = 'def f():\n    def g():\n        return 1\n    return g'
    test_eq(nodes_and_lines(nested), (7, 3)) # g is counted in f, once: def, its arguments, return, 1; return, g, load
    test_eq(nodes_and_lines('def f():\n    return """a\nb\n"""'), (2, 1))
    test_eq(list(function_lengths('class C:\n    def f(self):\n        async def g(): pass').values()), [2, 1])
