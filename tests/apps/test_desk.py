# Generated from nbs/apps/28_desk.ipynb by tinyemo.dev.nbtools: edit the notebook.
import asyncio
import json
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.apps.desk import Desk, _without_folders
from tinyemo.apps.look import Looker, png_bytes
from tinyemo.apps.terms import Limits
from tinyemo.audit.counterfactual import drawn
from tinyemo.core import TinyEmoError
from tinyemo.html import Rows
from tinyemo.images.faceset import face_set
from types import SimpleNamespace


def test_what_a_request_learns_of_the_machine():
    with tempfile.TemporaryDirectory() as d:
        tower, link = Path(d, 'tower'), Path(d, 'link')
        tower.mkdir()
        link.symlink_to(tower)
        elsewhere = 'hf:google/siglip-so400m-patch14-384'
        names = [elsewhere, f'hf:{tower}', f'tiles:hf:{tower}', f'open_clip:ViT-B-32@{tower}', f'{tower}/', f'hf:{link}']
        said = list(map(_without_folders, names))
    test_eq(said, [elsewhere, 'hf:tower', 'tiles:hf:tower', 'open_clip:ViT-B-32@tower', 'tower', 'hf:link'])


def test_the_desk():
    look = Looker()
    sent = [png_bytes(drawn(face_set({'test': 1}, 0)['test'])[0]), b'not a picture']
    def upload(n, data):
        async def read(most): return data[:most]
        return SimpleNamespace(filename=f'{n}.png', read=read)

    async def request(desk, labels):
        async with desk.lifespan(SimpleNamespace(state=SimpleNamespace())):
            words = await desk.vocabulary(labels)
            face, broken = await desk.pictures([upload(n, data) for n, data in enumerate(sent)])
            return face, broken, await desk.answers([face], words)

    with ThreadPoolExecutor(1) as pool:
        face, broken, (answer,) = pool.submit(asyncio.run, request(Desk(look, Limits()), 'calm, grief')).result()
    probabilities, caution, ratings = answer
    ours = look.classify(look.features([face]), ['calm', 'grief'])[0]
    test_eq(list(probabilities), list(ours))
    assert all(abs(probabilities[word] - ours[word]) < 2e-3 for word in ours) and str(broken).startswith('1.png: ')
    Rows([{'answer': max(probabilities, key=probabilities.get), 'caution': caution, 'beside it': str(broken)}])


def test_edge_cases():
    look = SimpleNamespace(name='tiny', model=SimpleNamespace(encoder='lite0'))
    def named(words): raise TinyEmoError(f'no meaning of {words[0]}')
    look.named = named
    desk = Desk(look, Limits(labels=2, megabytes=1e-6))
    async def large(most): return b'xx'[:most]

    async def status(work):
        try:
            return await work
        except Exception as e:
            return e.status_code, e.detail

    async def refused():
        file = SimpleNamespace(filename='a.png', read=large)
        asked = map(desk.vocabulary, ('a,b,c', 'a,b', ' '))
        return [await status(work) for work in (*asked, desk.picture(file))]

    with ThreadPoolExecutor(1) as pool:
        said = pool.submit(asyncio.run, refused()).result()
    test_eq([found and found[0] for found in said], [413, 422, None, 413])
    closed = []
    def slow_words(image, words, question):
        try:
            for i in range(1000 if question else 3):
                time.sleep(.002)
                yield f'word {i}'
        finally:
            closed.append(question)

    async def read(desk, question, most):
        found = []
        async with aclosing(desk.lines(None, None, question)) as lines:
            async for line in lines:
                found.append(json.loads(line))
                if len(found) == most:
                    break
        await asyncio.sleep(.1)
        return found

    look = SimpleNamespace(name='tiny', model=SimpleNamespace(encoder='lite0'), reason=slow_words)
    with ThreadPoolExecutor(1) as pool:
        def read_all(limits, *given): return pool.submit(asyncio.run, read(Desk(look, limits), *given)).result()
        whole, left = read_all(Limits(), '', 9), read_all(Limits(), 'left', 2)
        late = read_all(Limits(seconds=.05), 'late', 9999)
    test_eq(whole, [{'text': 'word 0'}, {'text': 'word 1'}, {'text': 'word 2'}, {'text': 'word 2', 'done': True}])
    test_eq((left, closed), ([{'text': 'word 0'}, {'text': 'word 1'}], ['', 'left', 'late']))
    test_eq(late[-1], {'error': 'not done in 0.05 seconds'})
