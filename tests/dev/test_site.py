# Generated from nbs/dev/00_site.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import os
import pytest
import subprocess
import tempfile
import venv
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.dev.site import api_page, badge, guard, unready, write_api


def test_the_first_cell():
    def write_nb(path, text, code):
        cells = [{'cell_type': 'markdown', 'source': text}, {'cell_type': 'code', 'source': code}]
        path.write_text(json.dumps({'cells': cells}))

    with tempfile.TemporaryDirectory() as d:
        folder = Path(d, 'nbs', 'walkthroughs')
        folder.mkdir(parents=True)
        Path(d, 'settings.ini').write_text('[DEFAULT]\nuser = u\nrepo = r\nversion = 0.1\nbranch = main\n')
        write_nb(folder/'a.ipynb', f"[![b](x)]({badge(d, 'a.ipynb')})", guard(d))
        test_eq(unready(d), [])
        write_nb(folder/'b.ipynb', '', 'import tinyemo')
        found = unready(d)
        test_eq([p.split(':')[0] for p in found], ['walkthroughs/b.ipynb']*2)
        assert 'u/r@v0.1' in guard(d)


@pytest.mark.slow
def test_the_first_cell_slow():
    root = Path('../..').resolve()
    if (root/'.git').exists():
        with tempfile.TemporaryDirectory() as d:
            venv.create(f'{d}/venv', with_pip=True)
            Path(d, 'content').mkdir()
            env = {k: v for k, v in os.environ.items() if k != 'PYTHONPATH'}
            env |= {'TINYEMO_REPO': f'git+file://localhost{root}', 'PIP_CONSTRAINT': str(root/'constraints.txt')}
            used = 'import tinyemo.audit.run, tinyemo.mllm.stages, tinyemo.apps.widgets, tinyemo.apps.look'
            command = [f'{d}/venv/bin/python', '-c', f'{guard(root)}\n{used}\nprint(DEVICE, tinyemo.__file__)']
            said = subprocess.run(command, cwd=f'{d}/content', env=env, capture_output=True, text=True)
            assert said.returncode == 0 and f'{d}/venv' in said.stdout, said.stderr[-2000:]


def test_api_pages():
    code = '''"""Doubles"""
__all__ = ['twice', 'Box', 'FACTOR']
FACTOR = 2
def twice(
    x:int, # a number
)->int: # twice as much
    "Double a number."
    return FACTOR*x
def _hidden(): pass
class Box:
    "Holds."
    size:int = 1 # how much
    def open(self): # a lid
        "Open it."
        return 1
    def _lock(self): pass
'''
    page = api_page(code, 'doubles', '01_doubles.ipynb')
    assert '# doubles\n\nDoubles' in page and 'x:int, # a number' in page and 'def open(self)' in page
    print(page)
    with tempfile.TemporaryDirectory() as d:
        root = Path(d)
        (root/'tinyemo'/'images').mkdir(parents=True)
        (root/'docs'/'api'/'images').mkdir(parents=True)
        (root/'tinyemo'/'images'/'one.py').write_text('"""First"""\n__all__ = ["f"]\ndef f(): pass\n')
        (root/'docs'/'api'/'images'/'gone.md').write_text('# gone')
        test_eq(write_api(root/'docs'/'api', {'images.one': ((1, 0), root/'nbs'/'images'/'00_one.ipynb')}), 2)
        written = {p.relative_to(root).as_posix(): p.read_text() for p in (root/'docs').rglob('*.md')}
    test_eq(sorted(written), ['docs/api/README.md', 'docs/api/images/one.md'])
    assert '[00_one.ipynb](../../../nbs/images/00_one.ipynb)' in written['docs/api/images/one.md']
    print(written['docs/api/README.md'])


def test_edge_cases():
    code = '''"""Doubles"""
__all__ = ['twice', 'Box', 'FACTOR']
FACTOR = 2
def twice(
    x:int, # a number
)->int: # twice as much
    "Double a number."
    return FACTOR*x
def _hidden(): pass
class Box:
    "Holds."
    size:int = 1 # how much
    def open(self): # a lid
        "Open it."
        return 1
    def _lock(self): pass
'''
    page = api_page(code, 'doubles', '01_doubles.ipynb')
    for part in ('# doubles\n\nDoubles', 'x:int, # a number', '"Double a number."'):
        assert part in page, part
    for part in ('size:int = 1 # how much', 'def open(self)', 'FACTOR = 2'):
        assert part in page, part
    for part in ('return', '_hidden', '_lock'):
        assert part not in page, part
    bare = '__all__ = ["f", "T"]\n@cache\ndef f(x):\n    return x\nT = {\n' + '    "a": 1,\n'*100 + '}\n'
    page = api_page(bare, 'bare', '00_bare.ipynb')
    assert '```python\n@cache\ndef f(x):\n```' in page and '"a": 1,\n…\n```' in page and len(page) < 1000
    test_eq(api_page('x = 1', 'private', 'a.ipynb').count('##'), 0)
    twice = api_page('__all__ = ["f"]\ndef f(): pass\n@patch\ndef f(self:C): pass', 'both', 'a.ipynb')
    test_eq(twice.count('## f'), 2) # a function, and a method of its name given to a class
