# Generated from nbs/apps/00_quickstart.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from PIL import Image
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.apps.quickstart import photographs, quickstart
from tinyemo.files import read_json
from tinyemo.html import Rows
from tinyemo.images.faceset import draw_parts


def test_the_data():
    tiny = {'train-mild': 8, 'test-strong': 4, 'out-of-style': 4}
    with tempfile.TemporaryDirectory() as d:
        parts = draw_parts(Path(d), tiny)
        again = draw_parts(Path(d), tiny)
    test_eq({part: len(rows) for part, rows in parts.items()}, tiny)
    test_eq(again, parts)
    train_heads, test_heads = ({r['head'] for r in parts[part]} for part in ('train-mild', 'test-strong'))
    assert not train_heads & test_heads


def test_the_run():
    said = []
    small = {'train-mild': 64, 'train-strong': 32, 'test-mild': 22, 'test-strong': 22, 'out-of-style': 18}
    with tempfile.TemporaryDirectory() as d:
        out = Path(d)/'q'
        page = quickstart(out, 0, said.append, small)
        results = read_json(out/'results.json')
        html = page.read_text()
        sheet, photographs_sheet = (Image.open(out/f'{name}.png').copy() for name in ('classified', 'photographs'))
        said_of = photographs(next((out/'images').glob('*/**/*.png')))
        made = [p for p in out.glob('*/**/*') if p.suffix in ('.png', '.safetensors')]
        stamps = [p.stat().st_mtime_ns for p in made]
        quickstart(out, 0, said.append, small)
        test_eq([p.stat().st_mtime_ns for p in made], stamps)
    assert html.count('<img') == 5 and 'synthetic benchmark' in html
    test_eq(results['table'][-1]['method'], 'metric projector (ours)')
    assert results['table'][-1]['test-mild'] == max(r['test-mild'] for r in results['table'])
    assert all(max(r['test-strong'], r['out-of-style']) < .3 for r in results['table'])
    Rows(results['table'])
    sheet.reduce(2).quantize(64)
    photographs_sheet.reduce(2).quantize(128)
    doubted = {row['picture']: bool(row['caution']) for row in said_of}
    test_eq([doubted[picture] for picture in ('temple', 'flower', 'drawn face')], [False, False, True])
