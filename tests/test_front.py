# Generated from nbs/05_front.ipynb by tinyemo.dev.nbtools: edit the notebook.
import ast
import subprocess
import sys
import tinyemo as te
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.front import NAMES


def test_what_the_door_shows():
    modules = [ast.parse(path.read_text(encoding='utf-8')) for path in Path('../tinyemo').rglob('*.py')]
    assigned = [n for m in modules for n in m.body if isinstance(n, ast.Assign)]
    listed = [n.value for n in assigned if ast.unparse(n.targets[0]) == '__all__']
    public = sum(len(ast.literal_eval(names)) for names in listed)
    assert public > 10*len(NAMES)
    {'public names': public, 'at the door': len(NAMES)}


def test_loaded_when_used():
    test_eq(dir(te), sorted([*NAMES, '__version__']))
    assert callable(te.MetricProjector.classify) and callable(te.MetricProjector.evaluate)
    {name: getattr(te, name).__doc__ for name in ('load_dataset', 'extract', 'fit', 'reason')}
    code = """
import sys, time
start = time.perf_counter()
import tinyemo
seconds = time.perf_counter()-start
print(seconds, [m for m in ('torch', 'numpy', 'transformers', 'PIL', 'matplotlib') if m in sys.modules])
"""
    said = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True).stdout
    seconds, heavy = said.strip().split(' ', 1)
    test_eq(heavy, '[]')
    assert float(seconds) < .5
    f'{float(seconds):.3f} s'


def test_edge_cases():
    test_fail(lambda: te.guess, contains="has no attribute 'guess': its names are load_dataset,")
    test_eq(set(NAMES) - set(dir(te)), set())
    test_eq(te.load_features.__module__, 'tinyemo.images.features')
    test_eq(te.__version__.count('.'), 2)
    for name, module in NAMES.items():
        source = Path('../tinyemo', *module.split('.')).with_suffix('.py').read_text(encoding='utf-8')
        defined = {getattr(n, 'name', None) for n in ast.parse(source).body}
        assert name in defined, f'{module} defines no {name}'
