# Generated from nbs/apps/25_door.ipynb by tinyemo.dev.nbtools: edit the notebook.
import httpx
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from fastcore.test import test_eq, test_fail
from itertools import chain
from tinyemo.apps.door import Door, LOCAL, Running, hosts_of, listen
from tinyemo.html import Rows


def test_listening():
    async def count(scope, receive, send):
        if scope['type'] == 'lifespan':
            return
        n, more = 0, True
        while more:
            message = await receive()
            n, more = n+len(message['body']), message['more_body']
        await send({'type': 'http.response.start', 'status': 200})
        await send({'type': 'http.response.body', 'body': str(n).encode()})

    def closed(connection)->bool: # by the other end
        try:
            return connection.recv(1) == b''
        except ConnectionResetError:
            return True
    with Running(Door(count, most=1000)) as url:
        port = url.rpartition(':')[2]
        sent = {'a program': {}, 'its own page': {'Origin': url}, 'another site': {'Origin': 'https://evil.example'},
                'another port': {'Origin': 'http://127.0.0.1:1'}, 'a file on the disk': {'Origin': 'null'},
                'a name that points here': {'Host': f'evil.example:{port}'}}
        said = {who: httpx.post(url, content=b'x'*9, headers=headers) for who, headers in sent.items()}
        said['too much'] = httpx.post(url, content=b'x'*1001)
    test_eq([r.status_code for r in said.values()], [200, 200, 403, 403, 403, 400, 413])
    Rows({'who': who, 'status': r.status_code, 'answer': r.text.replace(port, 'PORT')} for who, r in said.items())
    with Running(Door(count), header=1) as url:
        where = ('127.0.0.1', int(url.rpartition(':')[2]))
        half_open = [socket.create_connection(where, timeout=10) for _ in range(300)]
        for connection in half_open:
            connection.sendall(b'POST / HTTP/1.1\r\nHost: loc')
        meanwhile = httpx.post(url, content=b'x').status_code
        began = time.monotonic()
        gone = sum(map(closed, half_open))
        took = time.monotonic()-began
        for connection in half_open:
            connection.close()
    test_eq((gone, meanwhile), (300, 200))
    assert took < 5


def test_edge_cases():
    test_eq([hosts_of(address) for address in ('127.0.0.1', 'localhost', '::1', '0.0.0.0')], [LOCAL, LOCAL, LOCAL, ('*',)])
    test_eq(hosts_of('0.0.0.0', ['EMO.example.org']), (*LOCAL, 'emo.example.org'))
    for wrong in ('https://emo.example.org', 'emo.example.org:443', '*', ''):
        test_fail(lambda: hosts_of('127.0.0.1', [wrong]), contains='is no host')
    async def count(scope, receive, send):
        n, more = 0, True
        while more:
            message = await receive()
            n, more = n+len(message['body']), message['more_body']
        await send({'type': 'http.response.start', 'status': 200})
        await send({'type': 'http.response.body', 'body': str(n).encode()})

    def closed(connection)->bool: # by the other end
        try:
            return connection.recv(1) == b''
        except ConnectionResetError:
            return True

    elsewhere = {'Host': 'evil.example', 'Origin': 'https://other.example'}
    with Running(Door(count, ('*',))) as url:
        test_eq(httpx.post(url, content=b'xy', headers=elsewhere).text, '2')
    by_proxy = [{'Host': 'emo.example.org', 'Origin': 'https://emo.example.org'}, {'Host': 'emo.example.org'}, {},
                {'Host': 'emo.example.org', 'Origin': 'https://other.example'}, elsewhere]
    with Running(Door(count, hosts_of('127.0.0.1', ['emo.example.org']))) as url:
        test_eq([httpx.post(url, content=b'x', headers=h).status_code for h in by_proxy], [200, 200, 200, 403, 400])
    with Running(Door(count, most=1000, seconds=1)) as url, httpx.Client(base_url=url) as client:
        port = int(url.rpartition(':')[2])
        test_eq(client.post('/', content=b'x', headers={'Host': f'LOCALHOST:{port}'}).text, '1')
        test_eq(client.post('/', content=b'x'*1000).text, '1000')
        endless = chain.from_iterable([b'x'*100] for _ in range(10_000))
        test_eq(client.post('/', content=endless).json(), {'detail': 'more than 1000 bytes'})
        with socket.create_connection(('127.0.0.1', port), timeout=10) as slow:
            slow.sendall(b'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n')
            for _ in range(3): # each byte in time, the body not
                slow.sendall(b'x')
                time.sleep(.4)
            test_eq(slow.recv(1000)[:12], b'HTTP/1.1 408')
    async def long(scope, receive, send):
        await send({'type': 'http.response.start', 'status': 200})
        for _ in range(200):
            await send({'type': 'http.response.body', 'body': b'x'*100_000, 'more_body': True})
        await send({'type': 'http.response.body', 'body': b''})

    ask = b'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'
    with Running(Door(long), header=1, reading=1) as url:
        where = ('127.0.0.1', int(url.rpartition(':')[2]))
        with httpx.Client(base_url=url) as client:
            for _ in range(4): # 1.6 seconds in all, on one connection
                test_eq(len(client.get('/').content), 20_000_000)
                time.sleep(.4)
        with socket.create_connection(where, timeout=10) as twice:
            twice.sendall(ask)
            got = b''
            while not got.endswith(b'0\r\n\r\n'):
                got += twice.recv(1_000_000)
            twice.sendall(ask[:20])
            began = time.monotonic()
            assert closed(twice) and time.monotonic()-began < 3
        with socket.create_connection(where, timeout=10) as idle:
            idle.sendall(ask)
            time.sleep(2)
            taken = 0
            try:
                while more := len(idle.recv(1_000_000)):
                    taken += more
            except ConnectionResetError:
                pass
        assert taken < 20_000_000
        test_fail(lambda: Running(long, port=where[1]).__enter__(), contains=f'is port {where[1]} taken?')
        with ThreadPoolExecutor(1) as pool: # a notebook has an event loop of its own
            taken = pool.submit(listen, long, port=where[1], level='critical')
            test_fail(taken.result, contains='is the port taken?')
