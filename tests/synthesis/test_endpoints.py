# Generated from nbs/synthesis/20_endpoints.ipynb by tinyemo.dev.nbtools: edit the notebook.
import base64
import io
import json
import os
import pytest
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from PIL import Image
from contextlib import contextmanager
from fastcore.test import test_eq, test_fail
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tinyemo.core import TinyEmoError
from tinyemo.files import read_json
from tinyemo.synthesis.calls import CUT_OFF
from tinyemo.synthesis.endpoints import Claude, OpenAIChat
from tinyemo.synthesis.journal import Journal, Reply, collect, request
from unittest.mock import patch
from urllib.parse import quote


def test_servers():
    def completion(*texts): # as a server sends it
        choices = [{'index': i, 'finish_reason': 'stop', 'message': {'role': 'assistant', 'content': text}}
                   for i, text in enumerate(texts)]
        usage = {'prompt_tokens': 7, 'completion_tokens': 2, 'total_tokens': 9}
        return json.dumps({'id': '1', 'object': 'chat.completion', 'created': 1, 'model': 'm', 'usage': usage,
                           'choices': choices})

    JSON = 'application/json'
    GOOD = completion('A calm face.')
    WAYS = {'good': (200, JSON, GOOD),
            'html': (200, 'text/html', '<html>Welcome</html>'),
            'truncated': (200, JSON, GOOD[:40]),
            'empty': (200, JSON, completion()),
            'silent': (200, JSON, completion(' ')),
            'long': (200, JSON, GOOD.replace('"stop"', '"length"')),
            'thinking': (200, JSON, completion('').replace('"stop"', '"length"')),
            'filtered': (200, JSON, completion('').replace('"stop"', '"content_filter"')),
            'refused': (200, JSON, completion(None).replace('"content": null', '"content": null, "refusal": "I cannot."')),
            'broken': (500, 'text/plain', 'oops'),
            'key': (401, JSON, '{"error": {"message": "wrong key sk-secret-123"}}'),
            'poor': (400, JSON, '{"error": {"message": "Your credit balance is too low to access the API."}}'),
            'quota': (429, JSON, '{"error": {"message": "You exceeded your current quota, check your plan"}}'),
            'paid': (402, JSON, '{"error": {"message": "Payment required"}}'),
            'busy': (429, JSON, '{"error": {"message": "Rate limit reached for requests"}}'),
            'picky': (400, JSON, '{"error": {"message": "too long"}}')}
    @contextmanager
    def server(handle):
        "A loopback server; `handle(path, body)` gives status, type and text."
        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'
            def do_POST(self):
                status, kind, text = handle(self.path, self.rfile.read(int(self.headers.get('content-length', 0))))
                data = text.encode()
                self.send_response(status)
                self.send_header('content-type', kind)
                self.send_header('content-length', str(len(data)))
                if status == 429:
                    self.send_header('retry-after', '0')
                self.end_headers()
                self.wfile.write(data)
            do_GET = do_POST
            def log_message(self, *_):
                pass
        http = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        threading.Thread(target=http.serve_forever, daemon=True).start()
        try:
            yield f'http://127.0.0.1:{http.server_port}'
        finally:
            http.shutdown()
            http.server_close()
    r = request('Describe the image.')
    said = {}
    secret = patch.dict(os.environ, OPENAI_API_KEY='sk-secret-123')
    with server(lambda path, body: WAYS[path.split('/')[1]]) as url, secret:
        for way in WAYS:
            try:
                said[way] = next(OpenAIChat('m', f'{url}/{way}', retries=0)([r]))
            except TinyEmoError as e:
                said[way] = f'{e}{traceback.format_exc()}'
    test_eq(said['good'], Reply(r.key, 'A calm face.', 'openai:m', 7, 2))
    assert 'did not answer with JSON' in said['html'].error
    for way in ('empty', 'silent'):
        assert 'without any text' in said[way].error
    assert said['truncated'].error
    assert said['broken'].error and not said['broken'].own_fault
    assert said['picky'].own_fault and not said['busy'].own_fault
    for way in ('poor', 'quota', 'paid'):
        assert 'the account must be topped up' in said[way], said[way]
    test_eq([(said[way].error, said[way].own_fault) for way in ('filtered', 'refused')],
            [('refused: content_filter', True), ('refused: I cannot.', True)])
    for way in ('long', 'thinking'):
        test_eq(said[way], Reply(r.key, '', 'openai:m', 7, 2, f'refused: {CUT_OFF}', refused=True))
    assert 'check the key' in said['key'] and 'wrong key ***' in said['key'] and 'secret' not in str(said)
    {way: s.splitlines()[0][:90] if isinstance(s, str) else s.error or s.text for way, s in said.items()}
    long_key = 'sk-' + 'a1/"é+' * 28 # longer than a message, and no form of it is left

    echo = json.loads(completion(f'You sent {long_key}, {json.dumps(long_key)}.'))
    echo['usage'] = {'prompt_tokens': 'seven', 'completion_tokens': None, 'total_tokens': []}
    echoes = {
        'wrong': (400, 'application/json', json.dumps({'error': {'message': f'no such key: {long_key}'}})),
        'url': (500, 'text/plain', f'GET /v1?key={quote(long_key, safe="")} failed'),
        'page': (200, 'text/html', f'{long_key} is wrong'),
        'good': (200, 'application/json', json.dumps(echo)),
    }
    answered = {}
    with server(lambda path, body: echoes[path.split('/')[1]]) as url, tempfile.TemporaryDirectory() as d:
        with patch.dict(os.environ, OPENAI_API_KEY='ascii'), Journal(f'{d}/j') as journal:
            for way in echoes:
                chat = OpenAIChat('m', f'{url}/{way}', retries=0)
                chat.key = long_key # a header would hold ASCII letters alone
                said = collect([request(way)], chat, journal)
                answered[way] = next(iter(said.values()), 'journal')
                assert not any(part in str(said) for part in ('sk-', 'a1/', 'a1%2F')), said
        kept = Path(f'{d}/j').read_text(encoding='utf-8')
    assert 'You sent ***, ' in kept and 'a1/' not in kept, kept
    calls = []
    def strained(path, body):
        calls.append(json.loads(body))
        return WAYS['good'] if len(calls) > 2 else (429, JSON, '{"error": {"message": "slow down"}}')
    def picture_sent(call): # the image in a call's first message
        url = call['messages'][0]['content'][1]['image_url']['url']
        return Image.open(io.BytesIO(base64.b64decode(url.split(',')[1])))
    with tempfile.TemporaryDirectory() as d, server(strained) as url, patch.dict(os.environ, OPENAI_API_KEY=''):
        Image.new('RGB', (3000, 1500), 'red').save(f'{d}/red.png')
        Path(f'{d}/bad.png').write_text('no')
        chat = OpenAIChat('m', f'{url}/v1')
        test_eq(next(chat([request('What?', f'{d}/red.png')])).text, 'A calm face.')
        bad = next(chat([request('What?', f'{d}/bad.png')]))
        sent = picture_sent(calls[-1])
        test_eq((len(calls), sent.size, sent.format), (3, (1024, 512), 'JPEG'))
        assert 'bad.png' in bad.error and bad.own_fault
        with Journal(f'{d}/j.jsonl') as j:
            collect([request(f'{i}') for i in range(5)], chat, j)
            down = OpenAIChat('m', 'http://127.0.0.1:9/v1', retries=0)
            more = [request(f'more {i}') for i in range(40)]
            said = 'failed 20 times in a row, last with: APIConnectionError: Connection error.. The 5 replies so far'
            test_fail(lambda: collect(more, down, j), contains=said)
    MESSAGE = {'id': 'm', 'type': 'message', 'role': 'assistant', 'model': 'c', 'stop_reason': 'end_turn',
               'stop_sequence': None, 'content': [{'type': 'text', 'text': 'Reasoning: calm.'}],
               'usage': {'input_tokens': 30, 'output_tokens': 4}}
    COUNTS = dict.fromkeys(('processing', 'succeeded', 'errored', 'canceled', 'expired'), 0)

    def batch_message(status, results): # what the service says of a batch
        times = {'created_at': '2026-11-23T00:00:00Z', 'expires_at': '2026-11-24T00:00:00Z',
                 **dict.fromkeys(('ended_at', 'cancel_initiated_at', 'archived_at'))}
        return json.dumps({'id': 'b1', 'type': 'message_batch', 'processing_status': status, **times,
                           'request_counts': COUNTS, 'results_url': results})
    JSON, submitted, looks = 'application/json', [], []
    def result_lines(requests): # the first one expired
        found = [{'type': 'succeeded', 'message': MESSAGE} if i else {'type': 'expired'} for i in range(len(requests))]
        rows = [{'custom_id': r['custom_id'], 'result': result} for r, result in zip(requests, found)]
        return ''.join(json.dumps(r)+'\n' for r in rows)

    def anthropic_server(path, body):
        results = f'{url}/v1/messages/batches/b1/results'
        if path == '/v1/messages/batches':
            submitted.append(json.loads(body))
            return 200, JSON, batch_message('in_progress', results)
        if path.endswith('/results'):
            return 200, 'application/x-jsonl', result_lines(submitted[0]['requests'])
        if path.startswith('/v1/messages/batches/'):
            looks.append(path)
            return (503, 'text/plain', 'down') if len(looks) == 1 else (200, JSON, batch_message('ended', results))
        return 200, JSON, json.dumps(MESSAGE)
    secret = patch.dict(os.environ, ANTHROPIC_API_KEY='sk-ant-secret')
    with tempfile.TemporaryDirectory() as d, server(anthropic_server) as url, secret:
        r = request('Why?')
        test_eq(next(Claude('c', base_url=url)([r])), Reply(r.key, 'Reasoning: calm.', 'anthropic:c', 30, 4))
        requests, state = [request(f'Why {i}?') for i in range(3)], Path(d)/'batches.json'
        claude = Claude('c', state, base_url=url, retries=0, poll=.01)
        with Journal(f'{d}/j.jsonl') as j:
            test_fail(lambda: collect(requests, claude, j), contains='batch b1 could not be collected, run again')
            test_eq(list(read_json(state)), ['b1'])
            collect([], claude, j)
            test_eq((len(j), len(submitted), read_json(state)), (2, 1, {}))
            test_eq(list(collect(requests[:1], claude, j).values()), ['batch result: expired'])
        assert not any('secret' in p.read_text() for p in Path(d).iterdir())
    sent = submitted[0]['requests'][0]['params']['messages']
    with server(lambda *_: (200, JSON, json.dumps(MESSAGE | {'content': [], 'stop_reason': 'refusal'}))) as url, secret:
        refused = next(Claude('c', base_url=url)([r]))
    test_eq((refused.error, refused.own_fault), ('refused: stop_reason refusal', True))
    with server(lambda *_: (200, JSON, json.dumps(MESSAGE | {'stop_reason': 'max_tokens'}))) as url, secret:
        test_eq(next(Claude('c', base_url=url)([r])).error, f'refused: {CUT_OFF}')
    test_eq(sent, [{'role': 'user', 'content': [{'type': 'text', 'text': 'Why 0?'}]}])
    class Sizes(Claude):
        "Keeps how many requests each batch has, instead of sending it."
        def _submit(self, entries, waiting):
            self.sizes.append(len(entries))
            yield from ()

    with tempfile.TemporaryDirectory() as d, secret:
        Path(f'{d}/torn.jpg').write_text('not a picture')
        requests = [request('?'*1000+str(i)) for i in range(5)] + [request('?', f'{d}/torn.jpg')]
        def sizes(**limits):
            claude = Sizes('c', f'{d}/batches.json', **limits)
            claude.sizes = []
            test_eq([r.own_fault for r in claude(requests)], [True])
            return claude.sizes
        test_eq(sizes(), [5])
        test_eq(sizes(batch=3), [3, 2])
        test_eq(sizes(megabytes=.0025), [2, 2, 1])
        test_eq(sizes(megabytes=.0005), [1]*5) # one that is larger than a batch may be goes alone


def test_against_a_real_server():
    @contextmanager
    def transformers_serve(model, port):
        "`transformers serve` on loopback."
        import urllib.request
        with tempfile.TemporaryFile() as log:
            call = [sys.executable, '-m', 'transformers.cli.transformers', 'serve', str(model)]
            options = ['--port', str(port), '--device', 'cpu', '--dtype', 'float32']
            process = subprocess.Popen([*call, *options], stdout=log, stderr=log, env={**os.environ, 'HF_HUB_OFFLINE': '1'})
            try:
                for _ in range(240):
                    try:
                        urllib.request.urlopen(f'http://127.0.0.1:{port}/health', timeout=1)
                        break
                    except OSError:
                        time.sleep(.5)
                    if process.poll() is not None:
                        log.seek(0)
                        raise RuntimeError(log.read().decode()[-500:])
                yield f'http://127.0.0.1:{port}/v1'
            finally:
                process.terminate()
                process.wait(20)


@pytest.mark.llm
def test_against_a_real_server_llm():
    @contextmanager
    def transformers_serve(model, port):
        "`transformers serve` on loopback."
        import urllib.request
        with tempfile.TemporaryFile() as log:
            call = [sys.executable, '-m', 'transformers.cli.transformers', 'serve', str(model)]
            options = ['--port', str(port), '--device', 'cpu', '--dtype', 'float32']
            process = subprocess.Popen([*call, *options], stdout=log, stderr=log, env={**os.environ, 'HF_HUB_OFFLINE': '1'})
            try:
                for _ in range(240):
                    try:
                        urllib.request.urlopen(f'http://127.0.0.1:{port}/health', timeout=1)
                        break
                    except OSError:
                        time.sleep(.5)
                    if process.poll() is not None:
                        log.seek(0)
                        raise RuntimeError(log.read().decode()[-500:])
                yield f'http://127.0.0.1:{port}/v1'
            finally:
                process.terminate()
                process.wait(20)
    import socket

    from tinyemo.images.wheels import smollm2

    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        port = s.getsockname()[1]
    with transformers_serve(smollm2(), port) as url, tempfile.TemporaryDirectory() as d:
        chat = OpenAIChat(str(smollm2()), url, in_flight=2, max_tokens=100, temperature=0)
        with Journal(f'{d}/j.jsonl') as j:
            failed = collect([request('Name one feeling.'), request('Name the colour of the sky.')], chat, j)
            replies = [j.get(k) for k in j.at]
            test_eq(failed, {})
        brief = OpenAIChat(str(smollm2()), url, max_tokens=4, temperature=0)
        test_eq(next(brief([request('Name one feeling.')])).error, f'refused: {CUT_OFF}')
    assert len(replies) == 2 and all(r.text and r.tokens_in and 0 < r.tokens_out <= 100 for r in replies), replies


def test_edge_cases():
    with patch.dict(os.environ, OPENAI_API_KEY='', OPENAI_BASE_URL=''):
        test_fail(lambda: OpenAIChat('gpt'), contains='OPENAI_API_KEY')
    with patch.dict(os.environ, ANTHROPIC_API_KEY=''):
        test_fail(lambda: Claude('c'), contains='ANTHROPIC_API_KEY')
    for make in (OpenAIChat, Claude):
        test_fail(lambda: make('m', in_flight=0), contains='in_flight is 0: give 1 at least')
