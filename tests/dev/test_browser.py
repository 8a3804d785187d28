# Generated from nbs/dev/28_browser.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pytest
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.apps.demo import launch
from tinyemo.apps.look import Looker
from tinyemo.audit.counterfactual import drawn
from tinyemo.dev.browser import use_page
from tinyemo.images.faceset import face_set


@pytest.mark.slow
def test_the_page_used_slow():
    if shutil.which('chromium'):
        with tempfile.TemporaryDirectory() as d:
            drawn(face_set({'test': 1}, 0)['test'])[0].save(f'{d}/face.png')
            url = launch(Looker(), port=7869, wait=False).rstrip('/')
            with ThreadPoolExecutor(1) as pool: # a notebook has an event loop of its own
                said = pool.submit(use_page, url, f'{d}/face.png', d).result()
                taken = sorted(p.name for p in Path(d).glob('demo*.png'))
                seen = pool.submit(use_page, url, f'{d}/face.png', d, True, {'camera': (1280, 1150)}).result()
        test_eq((taken, [s['outside'] for s in said.values()]), (['demo-phone.png', 'demo.png'], [[], []]))
        assert all('anger' in s['text'] for s in said.values())
        test_eq(seen['camera']['outside'], [])
        assert 'anger' in seen['camera']['text']
