# Generated from nbs/apps/00_quickstart.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.apps.quickstart import quickstart
from tinyemo.core import read_json
from tinyemo.images.faceset import draw_parts


def test_the_data():
    tiny = {'train-mild': 8, 'test-strong': 4, 'out-of-style': 4}
    with tempfile.TemporaryDirectory() as d:
        parts = draw_parts(Path(d), tiny)
        test_eq({p: len(r) for p, r in parts.items()}, tiny)
        test_eq(draw_parts(Path(d), tiny), parts)
    train_heads, test_heads = ({r['head'] for r in parts[p]} for p in ('train-mild', 'test-strong'))
    assert not train_heads & test_heads


def test_the_run():
    said = []
    small = {'train-mild': 64, 'train-strong': 32, 'test-mild': 22, 'test-strong': 22, 'out-of-style': 18}
    with tempfile.TemporaryDirectory() as d:
        page = quickstart(Path(d)/'q', 0, said.append, small)
        results = read_json(page.with_name('results.json'))
        html = page.read_text()
        stamps = {p: p.stat().st_mtime_ns for p in Path(d, 'q').glob('*/**/*') if p.suffix in ('.png', '.safetensors')}
        quickstart(Path(d)/'q', 0, said.append, small)
        assert all(p.stat().st_mtime_ns == t for p, t in stamps.items())
    assert html.count('<img') == 4 and 'synthetic benchmark' in html
    test_eq([r['method'] for r in results['table']][-1], 'metric projector (ours)')
