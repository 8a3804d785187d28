# Generated from nbs/apps/40_demo.ipynb by tinyemo.dev.nbtools: edit the notebook.
import httpx
import numpy as np
import socket
import tempfile
from PIL import Image
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.apps.demo import _question, among_picture, answers, concerning, make_app, make_demo, where_picture
from tinyemo.apps.door import Running
from tinyemo.apps.look import Looker
from tinyemo.audit.counterfactual import drawn
from tinyemo.audit.findings import decide, finding
from tinyemo.files import write_json
from tinyemo.images.faceset import face_set
from tinyemo.images.images import open_image
from tinyemo.projector.classify import classify, gather


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
    test_eq([list(step) for step in steps], [['probabilities', 'caution', 'ratings', 'note'], ['map'], ['where']])
    test_eq(set(steps[0]['probabilities']), {'calm', 'grief'})
    top = max(steps[0]['probabilities'], key=steps[0]['probabilities'].get)
    assert steps[0]['note'].startswith(f'**{top}**') and 'Caution' in steps[0]['note']
    print(steps[0]['note'])
    photos = Looker('photos-lite0')
    with tempfile.TemporaryDirectory() as d:
        Image.new('RGB', (300, 200), '#30a060').save(f'{d}/square.png')
        square, = answers(photos, f'{d}/square.png', explain=False, reason=False)
    test_eq(list(square['ratings']), ['valence', 'arousal'])
    assert all(1 <= low <= value <= high <= 7 for value, low, high in square['ratings'].values())
    assert 'unlike the pictures it was trained on' in square['note'] and 'Valence **' in square['note']
    print(square['note'])


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
    test_eq([list(step) for step in steps], [['probabilities', 'caution', 'ratings', 'note'], ['map'], ['where']])
    test_eq([list(step) for step in quick], [['probabilities', 'caution', 'ratings', 'note']])
    test_eq(nothing['note'], 'Give a picture first.')
    assert broken['note'].startswith('broken.png: is not an image') and d not in broken['note']
    assert 'only 1 label' in single['note']
    import gradio
    from gradio.data_classes import ImageData

    look = Looker()
    picture = _question(gradio, look)[0]
    grey = np.full((40, 40), 20_000, np.uint16)
    with tempfile.TemporaryDirectory() as d:
        Image.new('RGBA', (40, 40), (0, 0, 0, 0)).save(f'{d}/clear.png')
        Image.fromarray(grey).save(f'{d}/grey.png')
        sent = [picture.preprocess(ImageData(path=f'{d}/{name}', orig_name=name)) for name in ('clear.png', 'grey.png')]
        colours = [open_image(path).getpixel((9, 9)) for path in sent]
    test_eq(colours, [(255, 255, 255), (78, 78, 78)])
    with tempfile.TemporaryDirectory() as d:
        Image.effect_noise((1600, 1200), 90).convert('RGB').save(f'{d}/large.png')
        shown, = answers(look, f'{d}/large.png', explain=False, reason=False)
        ours = classify(look.model, gather([f'{d}/large.png'], look.model))[0]
    assert abs(shown['probabilities'][ours.label] - ours.probability) < 2e-3
    with Running(make_app(look), header=1) as url, httpx.Client(base_url=url, timeout=60) as client:
        port = url.rpartition(':')[2]
        strange = {'Host': f'evil.example:{port}'}, {'Origin': 'https://evil.example'}, {'Origin': 'http://localhost:1'}
        asked = '/', '/config', '/gradio_api/info', '/gradio_api/queue/data'
        test_eq({client.get(path, headers=h).status_code for path in asked for h in strange}, {400, 403})
        preflight = {'Origin': 'https://evil.example', 'Access-Control-Request-Method': 'POST'}
        before = client.options('/gradio_api/upload', headers=preflight)
        test_eq((before.status_code, 'access-control-allow-origin' in before.headers), (403, False))
        test_eq(client.post('/gradio_api/upload', files={'files': b'x'*26_000_000}).status_code, 413)
        home, config = client.get('/'), client.get('/config')
        test_eq((home.status_code, config.status_code), (200, 200))
        with socket.create_connection(('127.0.0.1', int(port)), timeout=10) as half:
            half.sendall(b'GET / HTTP/1.1\r\nHost: loc')
            test_eq(half.recv(1), b'')
    places = str(Path.home()), tempfile.gettempdir(), str(Path(gradio.__file__).parent), str(Path.cwd())
    assert not [place for place in places if place in home.text + config.text]
