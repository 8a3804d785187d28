# Generated from nbs/images/27_packed.ipynb by tinyemo.dev.nbtools: edit the notebook.
import io
import json
import numpy as np
import tempfile
from PIL import Image
from fastcore.test import test_eq, test_fail
from tinyemo.images.packed import _file_name, read_unpacked, unpack
from tinyemo.images.streams import Unpacked, packed_at, write_tar
from tinyemo.images.taxonomy import EKMAN


def test_a_folder_of_pictures():
    def png(grey):
        file = io.BytesIO()
        Image.new('L', (8, 8), grey).save(file, 'png')
        return file.getvalue()

    with tempfile.TemporaryDirectory() as d:
        write_tar(f'{d}/shard.tar', [Unpacked('s/1.png', png(10), 'joy', {}), Unpacked('s/2.png', png(200), 'fear', {})])
        folder = unpack(packed_at(f'{d}/shard.tar'), f'{d}/out')
        table = [json.loads(line) for line in (folder/'whole.jsonl').read_text().splitlines()]
        grey = np.asarray(Image.open(folder/table[1]['image'])).mean()
    test_eq([(row['image'], row['label']) for row in table], [('whole/s/1.png', 'joy'), ('whole/s/2.png', 'fear')])
    test_eq(grey, 200)
    with tempfile.TemporaryDirectory() as d:
        write_tar(f'{d}/shard.tar', [Unpacked('1.png', png(10), '3', {}), Unpacked('2.png', png(200), '0', {})])
        folder = unpack(packed_at(f'{d}/shard.tar'), f'{d}/out')
        numbered, _ = read_unpacked(folder, EKMAN)
        test_fail(lambda: read_unpacked(folder), contains='whole/1.png has the label 3, a number without a name')
    test_eq([r.label for r in numbered], ['joy', 'anger'])


def test_edge_cases():
    def png(grey):
        file = io.BytesIO()
        Image.new('L', (8, 8), grey).save(file, 'png')
        return file.getvalue()

    with tempfile.TemporaryDirectory() as d:
        write_tar(f'{d}/shard.tar', [Unpacked(f'{i:02d}.png', png(i), 'joy', {}) for i in range(9)])
        source = packed_at(f'{d}/shard.tar')
        half = unpack(source, f'{d}/out', limit=4)
        (half/'done.json').unlink() # as if it had been stopped
        (half/'whole.jsonl').write_bytes((half/'whole.jsonl').read_bytes() + b'{"image": "cut sh')
        old = (half/'whole/00.png').stat().st_mtime_ns
        test_eq(len((unpack(source, half)/'whole.jsonl').read_text().splitlines()), 9)
        test_eq((half/'whole/00.png').stat().st_mtime_ns, old) # kept, not written again
        test_eq(sorted(p.name for p in half.glob('whole/*')), [f'{i:02d}.png' for i in range(9)])
        test_fail(lambda: unpack(source, half, label='json.emotion', limit=2), contains='holds other pictures or columns')
    with tempfile.TemporaryDirectory() as d: # a column `split`, in a file and in a folder that names no split
        rows = [Unpacked(f'{part}.png', png(0), 'joy', {'split': part}) for part in ('training', 'test', 'fold 3')]
        write_tar(f'{d}/tars/shard.tar', rows)
        for source in (f'{d}/tars/shard.tar', f'{d}/tars'):
            folder = unpack(packed_at(source), f'{d}/{len(source)}')
            lines = [json.loads(line) for line in next(folder.glob('*.jsonl')).read_text().splitlines()]
            test_eq([line['split'] for line in lines][:2], ['train', 'test'])
    taken = set()
    for name in ('../../etc/passwd', '/etc/passwd.png', 'a:b?.jpg', '', 'x', 'x'):
        taken.add(_file_name(Unpacked(name, png(0), '', {}), 'train', taken, len(taken)))
    test_eq(sorted(taken), ['train/0000003.png', 'train/0000005-x.png', 'train/a_b_.jpg',
                            'train/etc/0000001-passwd.png',
                            'train/etc/passwd.png', 'train/x.png'])
    assert not any('..' in path for path in taken) and len(taken) == 6
