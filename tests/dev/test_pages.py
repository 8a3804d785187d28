# Generated from nbs/dev/15_pages.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from IPython.display import Markdown
from PIL import Image
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.dev.notebooks import Cell, ROOMS, library
from tinyemo.dev.pages import cards, first_picture, map_text, page_text, reroot, subtitle, write_thumbnail


def test_a_page_from_a_notebook():
    text = '[a](00_core.ipynb) ![b](../docs/b.png) [c](https://x.org/y) [d](#here) <img src="../docs/f.png">'
    test_eq(reroot(text), '[a](nbs/00_core.ipynb) ![b](docs/b.png) [c](https://x.org/y) [d](#here) <img src="docs/f.png">')
    reroot(text, 'nbs', 'docs')
    printed = [{'data': {'text/markdown': ['|a|\n', '|-|']}}]
    table = {'cell_type': 'code', 'source': '#| echo: false\ntable()', 'outputs': printed}
    page = page_text([Cell({'cell_type': 'markdown', 'source': '# Title\n[x](../a.md)'}), Cell(table)])
    test_eq(page.split('\n\n', 1)[1], '# Title\n[x](a.md)\n\n|a|\n|-|\n')
    print(page)


def test_the_map():
    text = map_text('../..')
    test_eq([line[3:] for line in text.splitlines() if line.startswith('## ')], ['top level', *ROOMS[1:]])
    assert all(subtitle(path) for _, path in library('../..').values())
    '\n'.join(text.splitlines()[-8:])


def test_cards_for_the_walkthroughs():
    with tempfile.TemporaryDirectory() as d:
        Image.new('RGB', (900, 900), 'navy').save(f'{d}/big.png')
        write_thumbnail(Path(f'{d}/big.png').read_bytes(), Path(f'{d}/small.png'))
        test_eq(Image.open(f'{d}/small.png').size, (300, 200))
    paths = sorted(Path('../walkthroughs').glob('*.ipynb'))
    assert all(first_picture(path) for path in paths)
    Markdown(cards('../..').replace('../docs', '../../docs').replace('walkthroughs/', '../walkthroughs/'))
