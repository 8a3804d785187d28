# Generated from nbs/synthesis/65_writers.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import os
import pytest
import signal
import tempfile
import threading
from fastcore.test import test_eq, test_fail
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tinyemo.synthesis.generators import LONGEST
from tinyemo.synthesis.journal import Journal, collect, request
from tinyemo.synthesis.writers import ALONE, GENERATORS, SPREAD, Spread, _sent, generator_maker, load_generator


def test_who_writes():
    test_fail(lambda: load_generator('gpt'), contains="unknown generator 'gpt': choose one of embedded, templates, openai")
    load_generator('templates').name


def test_on_the_workers_of_a_cluster():
    spread = load_generator('openai:some-model', engine='ray', base_url='http://localhost:8000/v1')
    test_eq((spread.name, spread.sees, spread.chunk, spread.where['gpus']), ('openai:some-model', True, 0, 0))
    test_eq(list(spread([])), []) # nothing to ask: no cluster is started
    test_fail(lambda: load_generator('templates', engine='ray'), contains='--engine is of no use to templates')
    work = generator_maker('templates', 'anybody')
    sent = _sent(request('Why?', plan=(('Because ', 'Since '), ('it is.',))))
    work({'requests': [json.loads(json.dumps(sent))]})['replies'][0]


def test_edge_cases():
    from inspect import signature

    from tinyemo.synthesis.endpoints import Claude, OpenAIChat
    from tinyemo.synthesis.generators import LocalVLM
    from tinyemo.synthesis.wording import Embedded

    test_fail(lambda: load_generator('openai'), contains='needs a name: openai:MODEL')
    server = {'base_url': 'http://localhost:8000/v1'}
    test_eq(load_generator('openai:m', max_tokens=7, **server).options, {'max_tokens': 7})
    test_eq(load_generator('openai:m', **server).options, {'max_tokens': LONGEST})
    test_fail(lambda: load_generator('replay:nothing.jsonl'), contains='no recorded replies')
    test_eq(SPREAD.keys() | ALONE.keys(), GENERATORS.keys())
    kinds = {'embedded': Embedded, 'openai': OpenAIChat, 'anthropic': Claude, 'hf': LocalVLM}
    for kind, made in kinds.items():
        usual = signature(made.__init__).parameters
        chunk = usual['chunk'].default if 'chunk' in usual else made.chunk
        test_eq(SPREAD[kind][1:], (made.sees, chunk))
    test_eq(SPREAD['embedded'][0], signature(Embedded.__init__).parameters['name'].default)


@pytest.mark.slow
def test_edge_cases_slow():
    import psutil

    from tinyemo.cluster import connected


    class Echo(BaseHTTPRequestHandler):
        "A server that repeats the question, and kills who asks the tenth."
        asked = []

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers['content-length'])))
            question = body['messages'][0]['content']
            self.asked.append(question)
            if len(self.asked) == 10 and self.deadly:
                links = psutil.net_connections('tcp')
                os.kill(next(c.pid for c in links if c.laddr.port == self.client_address[1] and c.pid), signal.SIGKILL)
                return
            reply = {'choices': [{'index': 0, 'message': {'role': 'assistant', 'content': f'You ask: {question}'}}],
                     'usage': {'prompt_tokens': 3, 'completion_tokens': 5}}
            data = json.dumps({'id': 'x', 'object': 'chat.completion', 'created': 0, 'model': 'm'} | reply).encode()
            self.send_response(200)
            self.send_header('content-type', 'application/json')
            self.send_header('content-length', str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_): pass

    server = ThreadingHTTPServer(('127.0.0.1', 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    options = {'base_url': f'http://127.0.0.1:{server.server_port}/v1', 'in_flight': 1}
    requests = [request(f'question {i}') for i in range(24)]
    with tempfile.TemporaryDirectory() as d, connected('ray', 2):
        def asked(name, deadly, **where):
            Echo.asked, Echo.deadly = [], deadly
            generator = Spread('openai:m', options, 4, **where) if where else load_generator('openai:m', **options)
            with Journal(f'{d}/{name}.jsonl') as journal:
                failed = collect(requests, generator, journal)
                lines = Path(f'{d}/{name}.jsonl').read_text().splitlines()
                return failed, {r.key: journal.get(r.key) for r in requests}, len(lines), len(Echo.asked)

        here = asked('here', False)
        there = asked('there', True, engine='ray', workers=2)
        again = asked('there', False, engine='ray', workers=2)
    server.shutdown()
    server.server_close()
    test_eq(here, ({}, here[1], 24, 24))
    test_eq(there[:3], here[:3])
    assert 24 < there[3] <= 28 # what the dead worker had in hand was asked again
    test_eq(again, (*here[:3], 0))
