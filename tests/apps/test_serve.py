# Generated from nbs/apps/30_serve.ipynb by tinyemo.dev.nbtools: edit the notebook.
import httpx
import json
import pytest
import re
import socket
import tempfile
import time
from PIL import Image
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fastcore.test import test_eq
from itertools import chain
from pathlib import Path
from tinyemo.apps.door import Running
from tinyemo.apps.look import Looker, png_bytes
from tinyemo.apps.serve import make_service
from tinyemo.apps.terms import Limits
from tinyemo.audit.counterfactual import drawn
from tinyemo.html import Rows
from tinyemo.images.faceset import face_set
from tinyemo.projector.classify import classify, gather


def test_the_service():
    look = Looker()
    faces = drawn(face_set({'test': 3}, 0)['test'])
    sent = [png_bytes(face) for face in faces]
    asked = ['', 'calm, grief', '']
    with Running(make_service(look)) as url:
        def ask(picture, labels):
            files = {'files': ('face.png', picture)}
            return httpx.post(f'{url}/classify', files=files, data={'labels': labels}, timeout=60).json()[0]
        with ThreadPoolExecutor(3) as pool:
            rows = list(pool.map(ask, sent, asked))
    test_eq([set(r['probabilities']) for r in rows], [set(look.model.classes), {'calm', 'grief'}, set(look.model.classes)])
    test_eq(['caution' in r for r in rows], [False, True, False])
    Rows({'label': r['label'], 'probability': r['probability'], 'caution': r.get('caution', '')} for r in rows)


@pytest.mark.llm
def test_the_service_llm():
    look = Looker()
    faces = drawn(face_set({'test': 3}, 0)['test'])
    sent = [png_bytes(face) for face in faces]
    asked = ['', 'calm, grief', '']
    with Running(make_service(look)) as url:
        def ask(picture, labels):
            files = {'files': ('face.png', picture)}
            return httpx.post(f'{url}/classify', files=files, data={'labels': labels}, timeout=60).json()[0]
        with ThreadPoolExecutor(3) as pool:
            rows = list(pool.map(ask, sent, asked))
    test_eq([set(r['probabilities']) for r in rows], [set(look.model.classes), {'calm', 'grief'}, set(look.model.classes)])
    test_eq(['caution' in r for r in rows], [False, True, False])
    Rows({'label': r['label'], 'probability': r['probability'], 'caution': r.get('caution', '')} for r in rows)
    with Running(make_service(look)) as url:
        said = httpx.post(f'{url}/reason', files={'file': sent[0]}, timeout=120).text
    lines = [json.loads(line) for line in said.splitlines()]
    assert lines[-1]['done'] and lines[-1]['text'] == list(look.reason(faces[0]))[-1] and len(lines) > 5


def test_edge_cases():
    look = Looker()
    faces = drawn(face_set({'test': 6}, 0)['test'])
    sent = [png_bytes(face) for face in faces]
    app = make_service(look, Limits(files=4, megabytes=.5, labels=5))
    with Running(app) as url, httpx.Client(base_url=url, timeout=60) as client:
        def post(*pictures, **form):
            return client.post('/classify', files=[('files', (f'{i}.png', p)) for i, p in enumerate(pictures)], data=form)
        vocabularies = ['', 'calm, grief']*3
        with ThreadPoolExecutor(6) as pool:
            rows = list(pool.map(lambda picture, labels: post(picture, labels=labels).json()[0], sent, vocabularies))
        mixed = post(sent[0], b'not a picture', sent[1], top=2).json()
        refused = [post(*sent[:5]), post(b'0'*600_000), post(sent[0], labels='calm'), post(sent[0], labels='a,b,c,d,e,f'),
                   client.post('/classify'), client.post('/reason', files={'file': b'x'}),
                   client.post('/reason', files={'file': sent[0]}, data={'question': 'Why?', 'labels': 'calm, grief'})]
        about = client.get('/labels').json()
        health = client.get('/health').json()
        page = client.get('/openapi.json').json()
    alone = look.classify(look.features(faces))
    test_eq([r['label'] for r in rows[::2]], [next(iter(a)) for a in alone[::2]])
    assert all(abs(r['probabilities'][k]-a[k]) < 2e-3 for r, a in zip(rows[::2], alone[::2]) for k in a)
    test_eq([set(r['probabilities']) for r in rows[1::2]], [{'calm', 'grief'}]*3)
    test_eq(['caution' in r for r in rows], [False, True]*3)
    test_eq((['error' in r for r in mixed], len(mixed[0]['probabilities'])), ([False, True, False], 2))
    test_eq([r.status_code for r in refused], [413, 413, 422, 413, 422, 422, 422])
    test_eq((about['labels'], health), (list(look.model.classes), {'status': 'ok', 'waiting': 0}))
    test_eq(set(page['paths']), {'/classify', '/reason', '/labels', '/health'})
    test_eq(sum(size*n for size, n in app.state.batcher.sizes.items()), 6+2)
    mixed[1], [r.json()['detail'] for r in refused[:4]]
    with tempfile.TemporaryDirectory() as d:
        tower = Path(d, 'tower')
        tower.mkdir()
        look = Looker()
        look.name, look.llm, look.model = f'{tower}/', None, replace(look.model, encoder=f'hf:{tower}')
        with Running(make_service(look)) as url:
            said = [httpx.get(f'{url}/labels'), httpx.post(f'{url}/reason', files={'file': b'x'})]
            described = httpx.get(f'{url}/openapi.json').text
    about = said[0].json()
    test_eq((about['model'], about['encoder']), ('tower', 'hf:tower'))
    test_eq(said[1].json(), {'detail': 'tower has no language model'})
    assert not any(d in text for text in (described, *(r.text for r in said)))
    look = Looker()
    with tempfile.TemporaryDirectory() as d, Running(make_service(look)) as url:
        large = Path(d, 'large.jpg')
        Image.effect_noise((2800, 2100), 90).convert('RGB').save(large)
        said = httpx.post(f'{url}/classify', files={'files': large.read_bytes()}, timeout=60).json()[0]
        ours = classify(look.model, gather([large], look.model))[0]
    test_eq(said['label'], ours.label)
    assert abs(said['probability'] - ours.probability) < 2e-3
    app = make_service(Looker(), Limits(files=1, megabytes=.1, sending=2))
    head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="x"\r\n\r\n'
    endless = chain([head], (b'0'*100_000 for _ in range(100)))
    with Running(app) as url, httpx.Client(base_url=url, timeout=60) as client:
        refused = [client.get('/health', headers={'Host': 'evil.example'}),
                   client.get('/health', headers={'Origin': 'http://evil.example'}),
                   client.post('/classify', content=endless, headers={'Content-Type': 'multipart/form-data; boundary=b'}),
                   client.post('/classify', data={'labels': 'x'*2_000_000}),
                   client.post('/classify', files={'files': b'x'}, data={'top': -1}),
                   client.post('/classify', data={'top': 'secret'*1000})]
        test_eq(client.get('/health', headers={'Origin': url}).status_code, 200)
        address, port = url.removeprefix('http://').split(':')
        with socket.create_connection((address, int(port)), timeout=10) as slow:
            slow.sendall(b'POST /classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n'
                     b'Content-Length: 1000\r\n\r\n--b')
            answer = slow.recv(1000).decode()
    test_eq([r.status_code for r in refused], [400, 403, 413, 413, 422, 422])
    assert answer.startswith('HTTP/1.1 408') and 'secret' not in refused[-1].text
    [r.json()['detail'] for r in refused[:4]]
    app = make_service(Looker(), Limits(files=4, megabytes=.2))
    with Running(app) as url, httpx.Client(base_url=url, timeout=60) as client:
        docs = client.get('/docs').text
        assets = re.findall(r'(?:src|href)="([^"]+)"', docs) + re.findall(r"url: '([^']+)'", docs)
        served = {asset: client.get(asset).status_code for asset in assets}
        said = client.get('/openapi.json').json()
        without = {path: client.post(path) for path in ('/classify', '/reason')}
    assert len(served) >= 4 and set(served.values()) == {200} and 'http' not in re.sub(r'http-equiv', '', docs)
    for path, response in without.items():
        told = said['paths'][path]['post']['responses']
        test_eq(set(told), {'200', '400', '403', '408', '413', '422', '503'} | ({'404'} if path == '/reason' else set()))
        assert list(response.json()) == ['detail'] and list(told['422']['content']) == ['application/json']
    parts = said['paths']['/classify']['post']['requestBody']['content']['multipart/form-data']
    test_eq(parts['encoding'], {'files': {'contentType': 'image/*'}})
    form = said['components']['schemas']['Body_classify_classify_post']['properties']
    test_eq((form['files']['minItems'], form['files']['maxItems'], form['top']['minimum']), (1, 4, 0))
    assert 'pattern' in form['labels'] # what it lets through: see `terms`
    list(served)


@pytest.mark.llm
def test_edge_cases_llm():
    look = Looker()
    picture = {'file': png_bytes(drawn(face_set({'test': 1}, 0)['test'])[0])}
    with Running(make_service(look, Limits(reasons=2))) as url, httpx.Client(base_url=url, timeout=120) as client:
        with client.stream('POST', '/reason', files=picture) as leaving:
            next(leaving.iter_lines())
        with client.stream('POST', '/reason', files=picture) as staying, ThreadPoolExecutor(1) as pool:
            words = staying.iter_lines()
            next(words)
            waiting = pool.submit(httpx.post, f'{url}/reason', files=picture, timeout=120)
            time.sleep(1)
            full = client.post('/reason', files=picture)
            meanwhile = client.get('/health').status_code
            last = json.loads(list(words)[-1])
            after = json.loads(waiting.result().text.splitlines()[-1])
    test_eq((full.status_code, full.headers['Retry-After'], meanwhile), (503, '5', 200))
    assert last['done'] and last == after
    with Running(make_service(look, Limits(seconds=.01))) as url:
        late = httpx.post(f'{url}/reason', files=picture, timeout=120).text
    test_eq(json.loads(late.splitlines()[-1]), {'error': 'not done in 0.01 seconds'})
