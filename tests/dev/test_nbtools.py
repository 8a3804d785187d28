# Generated from nbs/dev/10_nbtools.ipynb by tinyemo.dev.nbtools: edit the notebook.
import ast
import subprocess
import sys
import tempfile
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.dev.nbtools import COMMANDS, stub_text
from tinyemo.front import NAMES


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
