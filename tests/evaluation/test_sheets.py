# Generated from nbs/evaluation/85_sheets.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from PIL import Image
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.evaluation.sheets import read_sheets, write_sheet
from tinyemo.files import read_json, write_json


def test_a_sheet_and_its_key():
    good = [{'path': f'{i}.png', 'reasoning': 'true', 'stated': 'joy'} for i in range(30)]
    poor = [{'path': f'{i}.png', 'reasoning': 'false', 'stated': 'joy'} for i in range(30)]
    with tempfile.TemporaryDirectory() as d:
        Image.new('RGB', (40, 30), 'gold').save(f'{d}/p.png')
        page = write_sheet(d, good, poor, {r['path']: f'{d}/p.png' for r in good}, n=12).read_text()
        key = read_json(f'{d}/key.json')
        swaps = [i['swapped'] for i in key['items']]
        for rater, choices in (('ada', ['b' if s else 'a' for s in swaps]), ('bo', ['a']*12)):
            items = [{'choice': choice, 'note': '' if i else 'clear'} for i, choice in enumerate(choices)]
            write_json({'rater': rater, 'sheet': key['sheet'], 'items': items}, f'{d}/{rater}.json')
        both = read_sheets(f'{d}/key.json', [f'{d}/ada.json', f'{d}/bo.json'])
        alone = read_sheets(f'{d}/key.json', [f'{d}/ada.json'])
        write_json({'rater': 'x', 'sheet': 'other', 'items': []}, f'{d}/x.json')
        test_fail(lambda: read_sheets(f'{d}/key.json', [f'{d}/x.json']), contains="answers the sheet 'other'")
        test_fail(lambda: read_sheets(f'{d}/key.json', [f'{d}/ada.json']*2), contains='two files are by')
    assert page.count('<fieldset') == 12 and 'swapped' not in page and '.png' not in page and 0 < sum(swaps) < 12
    test_eq((alone['win rate'], alone['wins'], both['raters'], len(both['notes'])), (1., 12, 2, 2))
    test_close(both['win rate'], 1-sum(swaps)/24)
    test_eq(both['κ'], {'ada, bo': 0.})
