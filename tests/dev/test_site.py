# Generated from nbs/dev/00_site.ipynb by tinyemo.dev.nbtools: edit the notebook.
import os
import pytest
import subprocess
import tempfile
import venv
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.dev.site import api_page, badge, guard, unready


def test_the_first_cell():
    with tempfile.TemporaryDirectory() as d:
        Path(d, 'nbs', 'walkthroughs').mkdir(parents=True)
        Path(d, 'settings.ini').write_text('[DEFAULT]\nuser = u\nrepo = r\nversion = 0.1\nbranch = main\n')
        import json
        page = lambda *cells: json.dumps({'cells': [{'cell_type': kind, 'source': text} for kind, text in cells]})
        Path(d, 'nbs', 'walkthroughs', 'a.ipynb').write_text(page(('markdown', f"[![b](x)]({badge(d, 'a.ipynb')})"), ('code', guard(d))))
        test_eq(unready(d), [])
        Path(d, 'nbs', 'walkthroughs', 'b.ipynb').write_text(page(('markdown', ''), ('code', 'import tinyemo')))
        test_eq([p.split(':')[0] for p in unready(d)], ['walkthroughs/b.ipynb']*2)


@pytest.mark.slow
def test_the_first_cell_slow():
    with tempfile.TemporaryDirectory() as d:
        Path(d, 'nbs', 'walkthroughs').mkdir(parents=True)
        Path(d, 'settings.ini').write_text('[DEFAULT]\nuser = u\nrepo = r\nversion = 0.1\nbranch = main\n')
        import json
        page = lambda *cells: json.dumps({'cells': [{'cell_type': kind, 'source': text} for kind, text in cells]})
        Path(d, 'nbs', 'walkthroughs', 'a.ipynb').write_text(page(('markdown', f"[![b](x)]({badge(d, 'a.ipynb')})"), ('code', guard(d))))
        test_eq(unready(d), [])
        Path(d, 'nbs', 'walkthroughs', 'b.ipynb').write_text(page(('markdown', ''), ('code', 'import tinyemo')))
        test_eq([p.split(':')[0] for p in unready(d)], ['walkthroughs/b.ipynb']*2)
    root = Path('../..').resolve()
    if (root/'.git').exists():
        with tempfile.TemporaryDirectory() as d:
            venv.create(f'{d}/venv', with_pip=True)
            Path(d, 'content').mkdir()
            env = {k: v for k, v in os.environ.items() if k != 'PYTHONPATH'} | {'TINYEMO_REPO': f'git+file://localhost{root}', 'PIP_CONSTRAINT': str(root/'constraints.txt')}
            code = guard(root) + '\nimport tinyemo.audit.run, tinyemo.mllm.stages, tinyemo.apps.widgets, tinyemo.apps.look\nprint(DEVICE, tinyemo.__file__)'
            said = subprocess.run([f'{d}/venv/bin/python', '-c', code], cwd=f'{d}/content', env=env, capture_output=True, text=True)
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
    test_eq([part in page for part in ('# doubles\n\nDoubles', 'x:int, # a number', '"Double a number."', 'size:int = 1 # how much', 'def open(self)', 'FACTOR = 2')], [True]*6)
    test_eq([part in page for part in ('return', '_hidden', '_lock')], [False]*3)
    print(page)
