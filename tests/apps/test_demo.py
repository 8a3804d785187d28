# Generated from nbs/apps/40_demo.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pytest
import shutil
import tempfile
from PIL import Image
from concurrent.futures import ThreadPoolExecutor
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.apps.demo import answers, concerning, launch, screenshots
from tinyemo.apps.look import Looker
from tinyemo.audit.counterfactual import drawn
from tinyemo.images.faceset import face_set


def test_findings_that_concern_an_answer():
    with tempfile.TemporaryDirectory() as d:
        from tinyemo.audit.findings import decide, finding
        from tinyemo.core import write_json
        write_json({'findings': [finding('gap', 'hat: says fear', 'Where hat is yes, fear is more.', .1, 0, .2, .01), finding('gap', 'hat: says joy', 'joy is more', .1, 0, .2, .01)]}, f'{d}/findings.json')
        test_eq([f['about'] for f in concerning(d, 'Fear')], ['hat: says fear'])
        decide(f'{d}/decisions.jsonl', {concerning(d, 'fear')[0]['id']: ('artefact', '')})
        test_eq(concerning(d, 'fear'), [])
        test_fail(lambda: concerning(f'{d}/no', 'fear'), contains='holds no findings.json')


def test_from_a_file_to_everything():
    look = Looker()
    face = drawn(face_set({'test': 1}, 0)['test'])[0]
    with tempfile.TemporaryDirectory() as d:
        face.save(f'{d}/face.png')
        Path(d, 'broken.png').write_bytes(b'not a picture')
        seen = [a for a in answers(look, f'{d}/face.png', reason=False)]
        other = list(answers(look, f'{d}/face.png', 'calm, grief', explain=False, reason=False))
        wrong = [list(answers(look, *a))[0]['note'] for a in ((None,), (f'{d}/broken.png',), (f'{d}/face.png', 'calm'))]
    test_eq([list(s) for s in seen], [['probabilities', 'note'], ['map'], ['where']])
    test_eq(set(other[0]['probabilities']), {'calm', 'grief'})
    test_eq(wrong[0], 'Give a picture first.')
    assert wrong[1].startswith('broken.png: is not an image') and 'only 1 label' in wrong[2] and d not in wrong[1]
    side = Image.new('RGB', (seen[1]['map'].width+seen[2]['where'].width, 400), 'white')
    side.paste(seen[2]['where'], (0, 0))
    side.paste(seen[1]['map'], (seen[2]['where'].width, 0))


@pytest.mark.slow
def test_the_page_slow():
    if shutil.which('chromium'):
        with tempfile.TemporaryDirectory() as d:
            face.save(f'{d}/face.png')
            url = launch(Looker(), port=7869, wait=False).rstrip('/')
            with ThreadPoolExecutor(1) as pool:
                said = pool.submit(screenshots, url, f'{d}/face.png', d).result() # a notebook has an event loop of its own
            taken = sorted(p.name for p in Path(d).glob('demo*.png'))
        test_eq((taken, [s['outside'] for s in said.values()]), (['demo-phone.png', 'demo.png'], [[], []]))
        assert all(next(iter(seen[0]['probabilities'])) in s['text'] for s in said.values())
