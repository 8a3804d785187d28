# Generated from nbs/dev/08_rules.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.dev.rules import RULES, broken_links, check, crowded_walkthroughs, misnamed, upward_imports


def test_rules_of_the_house():
    def write_nb(path, *sources):
        path.parent.mkdir(parents=True, exist_ok=True)
        title = {'cell_type': 'markdown', 'source': f'# {path.stem[3:]}\n> A module'}
        path.write_text(json.dumps({'cells': [title] + [{'cell_type': 'code', 'source': s} for s in sources]}))

    with tempfile.TemporaryDirectory() as d:
        nbs = Path(d)/'nbs'
        upward = '#| export\nfrom tinyemo.projector.high import x'
        write_nb(nbs/'images'/'10_low.ipynb', '#| default_exp images.low', upward)
        write_nb(nbs/'projector'/'00_high.ipynb', '#| default_exp projector.high', '#| export\nx = 1')
        test_fail(lambda: check(d), contains='images.low imports tinyemo.projector.high, which does not come before it')
        found = upward_imports(d)


def test_edge_cases():
    def write_nb(path, *sources):
        path.parent.mkdir(parents=True, exist_ok=True)
        title = {'cell_type': 'markdown', 'source': f'# {path.stem[3:]}\n> A module'}
        path.write_text(json.dumps({'cells': [title] + [{'cell_type': 'code', 'source': s} for s in sources]}))

    with tempfile.TemporaryDirectory() as d:
        root = Path(d)
        upward, downward = 'from tinyemo.projector.high import x', 'from tinyemo.images.low import y\nx = 1'
        write_nb(root/'nbs'/'images'/'10_low.ipynb', '#| default_exp images.low', f'#| export\n{upward}')
        write_nb(root/'nbs'/'projector'/'00_high.ipynb', '#| default_exp projector.high', f'#| export\n{downward}')
        write_nb(root/'nbs'/'projector'/'10_odd.ipynb', '#| default_exp projector.even', '#| export\nx = 1')
        write_nb(root/'nbs'/'walkthroughs'/'01_a.ipynb', 'import tinyemo', 'def f(): pass', *['import tinyemo.core']*6)
        test_eq(upward_imports(root), ['images.low imports tinyemo.projector.high, which does not come before it'])
        test_eq([m.split(':')[0] for m in misnamed(root)], ['10_odd.ipynb exports projector.even', '10_odd.ipynb'])
        crowded = ['walkthroughs/01_a.ipynb: defines f', 'walkthroughs/01_a.ipynb: imports tinyemo in 6 lines']
        test_eq(crowded_walkthroughs(root), crowded)
        text = '[a](images/10_low.ipynb) [b](gone.md) [c](https://x.org) `[d](e)` [f](#g)'
        (root/'nbs'/'30_text.ipynb').write_text(json.dumps({'cells': [{'cell_type': 'markdown', 'source': text}]}))
        (root/'README.md').write_text('[nowhere](nbs/gone.ipynb)')
        links = ['nbs/30_text.ipynb: links to gone.md', 'README.md: links to nbs/gone.ipynb']
        test_eq([m.split(',')[0] for m in broken_links(root)], links)
        names = ['upward_imports', 'misnamed', 'crowded_walkthroughs', 'broken_links', 'unready']
        test_eq([rule.__name__ for rule in RULES], names)
    with tempfile.TemporaryDirectory() as d:
        write_nb(Path(d)/'nbs'/'images'/'10_low.ipynb', '#| default_exp images.low', '#| export\nx = 1')
        check(d)
