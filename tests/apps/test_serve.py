# Generated from nbs/apps/30_serve.ipynb by tinyemo.dev.nbtools: edit the notebook.
import asyncio
import httpx
import io
import json
import pytest
import time
from concurrent.futures import ThreadPoolExecutor
from fastcore.test import test_eq
from tinyemo.apps.look import Looker
from tinyemo.apps.serve import Batcher, Full, Limits, Running, make_service
from tinyemo.audit.counterfactual import drawn
from tinyemo.images.faceset import face_set


def test_batches():
    async def try_batches():
        b = Batcher(lambda items: [time.sleep(.02) or i*2 for i in items], Limits(batch=4, waiting=10))
        answers = await asyncio.gather(*(b([i, i+100]) for i in range(4)))
        try:
            await b([0]*11)
            refused = False
        except Full:
            refused = True
        last = asyncio.create_task(b([7]))
        await asyncio.sleep(0)
        broken = Batcher(lambda items: 1/0)
        try:
            await broken([1])
            failed = False
        except ZeroDivisionError:
            failed = True
        await b.close()
        await broken.close()
        return answers, b.sizes, refused, failed, await last
    with ThreadPoolExecutor(1) as pool:
        answers, sizes, refused, failed, last = pool.submit(asyncio.run, try_batches()).result() # a notebook has an event loop of its own
    test_eq(answers, [[2*i, 2*(i+100)] for i in range(4)])
    test_eq((max(sizes), refused, failed, last), (4, True, True, [14]))
    dict(sizes)


def test_the_service():
    look = Looker()
    faces = drawn(face_set({'test': 6}, 0)['test'])
    def png(im):
        im.save(b := io.BytesIO(), 'PNG')
        return b.getvalue()
    sent = [png(f) for f in faces]
    app = make_service(look, Limits(files=4, megabytes=.5, labels=5))
    with Running(app) as url, httpx.Client(base_url=url, timeout=60) as client:
        post = lambda data, n=1, **form: client.post('/classify', files=[('files', (f'{i}.png', d)) for i, d in enumerate(data[:n])], data=form)
        with ThreadPoolExecutor(6) as pool:
            rows = list(pool.map(lambda i: post(sent[i:], 1, labels='calm, grief' if i % 2 else '').json()[0], range(6)))
        mixed = post([sent[0], b'not a picture', sent[1]], 3, top=2).json()
        bad = [post(sent, 5), post([b'0'*600_000]), post(sent, 1, labels='calm'), post(sent, 1, labels='a,b,c,d,e,f'), client.post('/classify'), client.post('/reason', files={'file': b'x'})]
        about = client.get('/labels').json()
        health = client.get('/health').json()
        page = client.get('/openapi.json').json()
    alone = look.classify(look.features(faces))
    test_eq([r['label'] for r in rows[::2]], [next(iter(a)) for a in alone[::2]])
    assert all(abs(r['probabilities'][k]-a[k]) < 2e-3 for r, a in zip(rows[::2], alone[::2]) for k in a)
    test_eq([set(r['probabilities']) for r in rows[1::2]], [{'calm', 'grief'}]*3)
    test_eq(['caution' in r for r in rows], [False, True]*3)
    test_eq((['error' in r for r in mixed], len(mixed[0]['probabilities'])), ([False, True, False], 2))
    test_eq([b.status_code for b in bad], [413, 413, 422, 413, 422, 422])
    test_eq((about['labels'], health, set(page['paths'])), (list(look.model.classes), {'status': 'ok', 'waiting': 0}, {'/classify', '/reason', '/labels', '/health'}))
    dict(app.state.batcher.sizes), mixed[1], [b.json()['detail'] for b in bad[:4]]


@pytest.mark.llm
def test_the_service_llm():
    look = Looker()
    faces = drawn(face_set({'test': 6}, 0)['test'])
    def png(im):
        im.save(b := io.BytesIO(), 'PNG')
        return b.getvalue()
    sent = [png(f) for f in faces]
    app = make_service(look, Limits(files=4, megabytes=.5, labels=5))
    with Running(app) as url, httpx.Client(base_url=url, timeout=60) as client:
        post = lambda data, n=1, **form: client.post('/classify', files=[('files', (f'{i}.png', d)) for i, d in enumerate(data[:n])], data=form)
        with ThreadPoolExecutor(6) as pool:
            rows = list(pool.map(lambda i: post(sent[i:], 1, labels='calm, grief' if i % 2 else '').json()[0], range(6)))
        mixed = post([sent[0], b'not a picture', sent[1]], 3, top=2).json()
        bad = [post(sent, 5), post([b'0'*600_000]), post(sent, 1, labels='calm'), post(sent, 1, labels='a,b,c,d,e,f'), client.post('/classify'), client.post('/reason', files={'file': b'x'})]
        about = client.get('/labels').json()
        health = client.get('/health').json()
        page = client.get('/openapi.json').json()
    alone = look.classify(look.features(faces))
    test_eq([r['label'] for r in rows[::2]], [next(iter(a)) for a in alone[::2]])
    assert all(abs(r['probabilities'][k]-a[k]) < 2e-3 for r, a in zip(rows[::2], alone[::2]) for k in a)
    test_eq([set(r['probabilities']) for r in rows[1::2]], [{'calm', 'grief'}]*3)
    test_eq(['caution' in r for r in rows], [False, True]*3)
    test_eq((['error' in r for r in mixed], len(mixed[0]['probabilities'])), ([False, True, False], 2))
    test_eq([b.status_code for b in bad], [413, 413, 422, 413, 422, 422])
    test_eq((about['labels'], health, set(page['paths'])), (list(look.model.classes), {'status': 'ok', 'waiting': 0}, {'/classify', '/reason', '/labels', '/health'}))
    dict(app.state.batcher.sizes), mixed[1], [b.json()['detail'] for b in bad[:4]]
    with Running(make_service(look)) as url:
        lines = [json.loads(l) for l in httpx.post(f'{url}/reason', files={'file': sent[0]}, timeout=120).text.splitlines()]
    assert lines[-1]['done'] and lines[-1]['text'] == list(look.reason(faces[0]))[-1] and len(lines) > 5
