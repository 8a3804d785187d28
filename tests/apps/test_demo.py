# Generated from nbs/apps/40_demo.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pytest
import shutil
import tempfile
from PIL import Image
from concurrent.futures import ThreadPoolExecutor
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.apps.demo import among_picture, answers, concerning, launch, make_demo, screenshots, where_picture
from tinyemo.apps.look import Looker
from tinyemo.audit.counterfactual import drawn
from tinyemo.audit.findings import decide, finding
from tinyemo.core import write_json
from tinyemo.images.faceset import face_set


def test_pictures_of_an_answer():
    look = Looker()
    face = drawn(face_set({'test': 1}, 0)['test'])[0]
    features = look.features([face])
    label = next(iter(look.classify(features)[0]))
    test_eq(label, 'anger')
    where = where_picture(look, face, label)
    among = among_picture(look, features)
    both = Image.new('RGB', (where.width+among.width, max(where.height, among.height)), 'white')
    both.paste(where, (0, 0))
    both.paste(among, (where.width, 0))
    both.reduce(2).quantize(64)


def test_findings_that_concern_an_answer():
    with tempfile.TemporaryDirectory() as d:
        fear = finding('gap', 'hat: says fear', 'Where hat is yes, fear is more.', .1, 0, .2, .01)
        joy = finding('gap', 'hat: says joy', 'joy is more', .1, 0, .2, .01)
        write_json({'findings': [fear, joy]}, f'{d}/findings.json')
        before = [f['about'] for f in concerning(d, 'Fear')]
        decide(f'{d}/decisions.jsonl', {fear['id']: ('artefact', '')})
        after = concerning(d, 'fear')
    test_eq(before, ['hat: says fear'])
    test_eq(after, [])


def test_from_a_file_to_everything():
    look = Looker()
    face = drawn(face_set({'test': 1}, 0)['test'])[0]
    with tempfile.TemporaryDirectory() as d:
        face.save(f'{d}/face.png')
        steps = list(answers(look, f'{d}/face.png', 'calm, grief', reason=False))
    test_eq([list(step) for step in steps], [['probabilities', 'caution', 'note'], ['map'], ['where']])
    test_eq(set(steps[0]['probabilities']), {'calm', 'grief'})
    top = max(steps[0]['probabilities'], key=steps[0]['probabilities'].get)
    assert steps[0]['note'].startswith(f'**{top}**') and 'Caution' in steps[0]['note']
    print(steps[0]['note'])


@pytest.mark.slow
def test_the_page_slow():
    if shutil.which('chromium'):
        with tempfile.TemporaryDirectory() as d:
            drawn(face_set({'test': 1}, 0)['test'])[0].save(f'{d}/face.png')
            url = launch(Looker(), port=7869, wait=False).rstrip('/')
            with ThreadPoolExecutor(1) as pool:
                said = pool.submit(screenshots, url, f'{d}/face.png', d).result() # a notebook has an event loop of its own
            taken = sorted(p.name for p in Path(d).glob('demo*.png'))
        test_eq((taken, [s['outside'] for s in said.values()]), (['demo-phone.png', 'demo.png'], [[], []]))
        assert all('anger' in s['text'] for s in said.values())


def test_edge_cases():
    look = Looker()
    face = drawn(face_set({'test': 1}, 0)['test'])[0]
    with tempfile.TemporaryDirectory() as d:
        face.save(f'{d}/face.png')
        Path(d, 'broken.png').write_bytes(b'not a picture')
        steps = list(answers(look, f'{d}/face.png', reason=False))
        quick = list(answers(look, f'{d}/face.png', 'calm, grief', explain=False, reason=False))
        nothing, = answers(look, None)
        broken, = answers(look, f'{d}/broken.png')
        single, = answers(look, f'{d}/face.png', 'calm')
        test_fail(lambda: concerning(f'{d}/no', 'fear'), contains='holds no findings.json')
        test_fail(lambda: make_demo(look, f'{d}/no'), contains='holds no findings.json')
    test_eq([list(step) for step in steps], [['probabilities', 'caution', 'note'], ['map'], ['where']])
    test_eq([list(step) for step in quick], [['probabilities', 'caution', 'note']])
    test_eq(nothing['note'], 'Give a picture first.')
    assert broken['note'].startswith('broken.png: is not an image') and d not in broken['note']
    assert 'only 1 label' in single['note']
