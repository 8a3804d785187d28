# Generated from nbs/images/94_archives.ipynb by tinyemo.dev.nbtools: edit the notebook.
import io
import json
import tarfile
import tempfile
from PIL import Image
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.images.archives import read_archive, unreadable


def test_one_picture_at_a_time():
    def picture(colour, kind='PNG'):
        data = io.BytesIO()
        Image.new('RGB', (8, 8), colour).save(data, kind)
        return data.getvalue()

    def tar_of(path, files):
        with tarfile.open(path, 'w') as tar:
            for name, data in files.items():
                about = tarfile.TarInfo(name)
                about.size = len(data)
                tar.addfile(about, io.BytesIO(data))

    with tempfile.TemporaryDirectory() as d:
        tar_of(f'{d}/0.tar', {'x/1.png': picture('red'), 'x/1.cls': b'joy\n', 'x/2.jpg': picture('blue', 'JPEG'),
                              'x/2.json': b'{"label": "fear"}', 'readme.md': b'no picture'})
        found = [(id, label, len(data)) for id, label, data in read_archive(f'{d}/0.tar')]
        by_url = [(id, label, len(data)) for id, label, data in read_archive(f'file://{d}/0.tar')]
    test_eq(by_url, found)


def test_edge_cases():
    def picture(colour, kind='PNG'):
        data = io.BytesIO()
        Image.new('RGB', (8, 8), colour).save(data, kind)
        return data.getvalue()

    def tar_of(path, files):
        with tarfile.open(path, 'w') as tar:
            for name, data in files.items():
                about = tarfile.TarInfo(name)
                about.size = len(data)
                tar.addfile(about, io.BytesIO(data))

    with tempfile.TemporaryDirectory() as d:
        test_fail(lambda: list(read_archive(f'{d}/none.tar')), contains='none.tar cannot be read (FileNotFoundError')
        test_fail(lambda: list(read_archive('nowhere://a/b.tar')), contains='nowhere://a/b.tar cannot be read')
        test_fail(lambda: list(read_archive('a.zip')), contains="unknown kind of archive '.zip': choose one of .tar")
        Path(f'{d}/bad.tar').write_bytes(b'no tar'*100)
        test_fail(lambda: list(read_archive(f'{d}/bad.tar')), contains='bad.tar is no whole tar file')
        tar_of(f'{d}/0.tar', {'1.png': picture('red'), '1.json': b'[1]', '2.json': b'{', '3.cls': b'joy', '3.png': b'x'})
        test_eq([(id, label) for id, label, _ in read_archive(f'{d}/0.tar')], [('1.png', None), ('3.png', 'joy')])
        files = {'./._a.png': b'mac', './.DS_Store': b'', './a.png': b'0', 'www.site.com_1.png': b'1', 'img.0001.PNG': b'2',
                 'img.2.png': b'3', 'img.2.cls': b'joy', 'img.cls': b'fear', 'b.png': b'4', 'b.mask.png': b'5'}
        tar_of(f'{d}/dots.tar', files)
        test_eq(list(read_archive(f'{d}/dots.tar')), [
            ('a.png', None, b'0'), ('www.site.com_1.png', None, b'1'), ('img.0001.PNG', 'fear', b'2'),
            ('img.2.png', 'joy', b'3'), ('b.png', None, b'4')])
        data = Path(f'{d}/0.tar').read_bytes()
        for size in (512, 1024, len(data)//3, len(data)//2):
            Path(f'{d}/cut.tar').write_bytes(data[:size])
            test_fail(lambda: list(read_archive(f'{d}/cut.tar')), contains='cut.tar is no whole tar file')
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        pyarrow = None
    if pyarrow:
        with tempfile.TemporaryDirectory() as d:
            rows = [{'image': {'bytes': picture('red'), 'path': 'a.png'}, 'label': 1},
                    {'image': {'bytes': None, 'path': None}}]
            pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), f'{d}/a.parquet')
            test_eq([(id, label, len(data) > 0) for id, label, data in read_archive(f'{d}/a.parquet')],
                    [('a.png', 1, True), ('row 1', None, False)])
            plain = pyarrow.Table.from_pylist([{'image': b'x', 'id': 'i', 'label': 'joy'}])
            pyarrow.parquet.write_table(plain, f'{d}/b.parquet')
            test_eq(list(read_archive(f'{d}/b.parquet')), [('i', 'joy', b'x')])
            about = {'info': {'features': {'label': {'names': ['joy', 'fear'], '_type': 'ClassLabel'}}}}
            named = pyarrow.Table.from_pylist([{'image': b'x', 'id': str(n), 'label': n} for n in (0, 1, -1)])
            named = named.replace_schema_metadata({'huggingface': json.dumps(about)})
            pyarrow.parquet.write_table(named, f'{d}/e.parquet')
            test_eq([label for _, label, _ in read_archive(f'{d}/e.parquet')], ['joy', 'fear', -1])
            pyarrow.parquet.write_table(pyarrow.Table.from_pylist([{'picture': b'x'}]), f'{d}/c.parquet')
            test_fail(lambda: list(read_archive(f'{d}/c.parquet')), contains='columns picture: it needs one called image')
            Path(f'{d}/d.parquet').write_bytes(b'PAR1')
            test_fail(lambda: list(read_archive(f'{d}/d.parquet')), contains='d.parquet is no whole parquet file')
    import threading
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
    from importlib.util import find_spec


    class Store(BaseHTTPRequestHandler):
        "Gives out 0.tar, and refuses the rest."
        shard = b''

        def do_GET(self):
            if self.path != '/0.tar':
                self.send_error(403)
                return
            self.send_response(200)
            self.send_header('Content-Length', str(len(self.shard)))
            self.send_header('Accept-Ranges', 'none')
            self.end_headers()
            self.wfile.write(self.shard if self.command == 'GET' else b'')

        do_HEAD = do_GET

        def log_message(self, *_): pass

    if find_spec('aiohttp'): # without it fsspec has no driver for http
        with tempfile.TemporaryDirectory() as d:
            tar_of(f'{d}/0.tar', {'1.png': picture('red'), '1.cls': b'joy'})
            Store.shard = Path(f'{d}/0.tar').read_bytes()
        server = ThreadingHTTPServer(('127.0.0.1', 0), Store)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f'http://127.0.0.1:{server.server_port}'
        test_eq([(id, label) for id, label, _ in read_archive(f'{url}/0.tar')], [('1.png', 'joy')])
        for refused in ('1.tar', '1.parquet')[:1 + bool(pyarrow)]:
            test_fail(lambda: list(read_archive(f'{url}/{refused}')),
                      contains=f'{refused} cannot be read: the store refuses it (403): give a key')
        server.shutdown()
        server.server_close()
    forbidden = unreadable('s3://a/b.tar', PermissionError('Access Denied'))
    assert 'AWS_PROFILE' in forbidden and '\n' not in forbidden and 'AWS' not in unreadable('/b.tar', PermissionError())
