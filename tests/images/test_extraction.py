# Generated from nbs/images/98_extraction.ipynb by tinyemo.dev.nbtools: edit the notebook.
import io
import numpy as np
import pytest
import tarfile
import tempfile
from PIL import Image
from dataclasses import replace
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.core import NothingUsable
from tinyemo.files import read_json
from tinyemo.images.datasets import load_dataset
from tinyemo.images.encoders import load_encoder
from tinyemo.images.extraction import extract_pieces, make_pieces, shard_maker
from tinyemo.images.faces import Face, draw
from tinyemo.images.files import encode_to_file
from tinyemo.images.jobs import chunks, plan_archives, plan_files
from tinyemo.images.manifest import MANIFEST
from tinyemo.images.shards import shard_path


def test_the_whole():
    faces = [Face(e, head, clothing='blue') for head in ('afro', 'bun') for e in ('awe', 'rage', 'suspicious')]
    with tempfile.TemporaryDirectory() as d:
        for f in faces:
            draw(f).save(f'{d}/{f.id}.png')
        Path(f'{d}/broken.png').write_bytes(b'')
        paths = sorted(Path(d).glob('*.png'))
        ids, known = [p.name for p in paths], [i % 2 for i in range(7)]
        one = encode_to_file(f'{d}/one.safetensors', paths, load_encoder('lite0'), ids, known, ('a', 'b'))

        args = {'encoder': ['lite0'], 'files': {'lite0': [f'{d}/pieces', {'dataset': 'faces'}]}, 'classes': ('a', 'b')}
        jobs = plan_files(paths, ids, 3, labels=known)
        pieces = make_pieces(jobs, shard_maker, args)['lite0']
        test_eq((list(pieces.ids), pieces.labels.tolist()), (one.ids, one.labels.tolist()))
        assert abs(np.asarray(pieces.features, float) - one.features).max() < .01
        times = [shard_path(f'{d}/pieces', n).stat().st_mtime_ns for n in range(3)]

        shard_path(f'{d}/pieces', 1).unlink() # a lost shard is made again, the others are not touched
        again = make_pieces(jobs, shard_maker, args)['lite0']
        moved = [shard_path(f'{d}/pieces', n).stat().st_mtime_ns != t for n, t in enumerate(times)]
        test_eq((moved, np.asarray(again.features)), ([False, True, False], np.asarray(pieces.features)))
        print(pieces, [(id, why[-20:]) for id, why in pieces.skipped])
    from tinyemo.images.shards import join_shards

    with tempfile.TemporaryDirectory() as d:
        for n, some in enumerate((faces[:4], faces[4:])):
            with tarfile.open(f'{d}/{n}.tar', 'w') as tar:
                for f in some:
                    for kind, data in (('png', io.BytesIO()), ('cls', io.BytesIO(f.expression.encode()))):
                        if kind == 'png':
                            draw(f).save(data, 'PNG')
                        about = tarfile.TarInfo(f'{f.id}.{kind}')
                        about.size = data.tell() or len(data.getvalue())
                        data.seek(0)
                        tar.addfile(about, data)
        files = {'lite0': [f'{d}/out', {'dataset': 'tars'}]}
        args = {'encoder': ['lite0'], 'files': files, 'classes': ('awe', 'rage', 'suspicious')}
        jobs = plan_archives(sorted(Path(d).glob('*.tar')))
        test_eq(make_pieces(jobs, shard_maker, args, part=(1, 2)), {'lite0': []})
        test_fail(lambda: join_shards(f'{d}/out'), contains='misses 1 of 2 shards (00000.safetensors)')
        make_pieces(jobs, shard_maker, args, part=(0, 2))
        fs = join_shards(f'{d}/out')
        first_of_second = fs.ids[4]
        refused = [len(chunk.skipped) for chunk in chunks(jobs[0], pixels=100)]
        (Path(d)/'two').mkdir()
        for side in (8, 40):
            Image.new('RGB', (side, side)).save(f'{d}/two/{side}.png')
        jobs = plan_files([f'{d}/two/{side}.png' for side in (8, 40)], ['8', '40'])
        args['files'] = {'lite0': [f'{d}/limited', {}]}
        limited = [len(make_pieces(jobs, shard_maker, args | {'classes': (), 'pixels': limit})['lite0'])
                   for limit in (100, 100, 2000)]
    test_eq((refused, limited), ([4], [1, 1, 2]))
    test_eq([fs.classes[i] for i in fs.labels], [f.expression for f in faces])


def test_edge_cases():
    faces = [Face(e, head, clothing='blue') for head in ('afro', 'bun') for e in ('awe', 'rage', 'suspicious')]
    with tempfile.TemporaryDirectory() as d:
        for n, f in enumerate(faces[:4]):
            (Path(d)/'faces'/f.expression).mkdir(parents=True, exist_ok=True)
            draw(f).save(f'{d}/faces/{f.expression}/{n}.png')
        data = load_dataset(f'{d}/faces')
        sides = [f'faces/{e.id},{e.label},negative' for e in data] # words, no rating
        Path(f'{d}/sides.csv').write_text('\n'.join(['image,label,valence', *sides]))
        told = extract_pieces(load_dataset(f'{d}/sides.csv'), ['lite0'], f'{d}/sides', device='cpu')['lite0']
        test_eq((len(told), told.ratings), (4, {}))
        def extracted(rows, *names, **more):
            how = {'batch': 2, 'workers': 0}
            return extract_pieces(data, list(names) or ['lite0'], f'{d}/out', rows, 'cpu', how, **more)

        first = extracted(1)['lite0']
        folder = Path(d)/'out'/'faces-all-lite0'
        test_eq((len(list(folder.glob('*.safetensors'))), first.taxonomy.labels), (4, data.taxonomy.labels))
        draw(faces[5]).save(data.paths[2])
        second = extracted(1)['lite0']
        changed = [i for i in range(4) if not np.array_equal(first.features[i], second.features[i])]
        test_eq(changed, [2])
        third = extracted(3)['lite0']
        test_eq((sorted(p.name for p in folder.iterdir()), list(third.ids)),
                (['00000.safetensors', '00001.safetensors', 'manifest.json'], data.ids))
        sets = extracted(2, 'lite0', 'lite0-tokens')
        test_eq([sets[name].features.shape[1] for name in ('lite0', 'lite0-tokens')], [1280, 12928])
        test_eq(sets['lite0-tokens'].encoder, 'lite0-tokens')
        test_eq(extracted(2, part=(1, 2)), {'lite0': []})
        test_fail(lambda: extracted(2, part=(2, 2)), contains='parts are numbered from 0 to 1')
        test_fail(lambda: extracted(0), contains='at least 1')
        moved = replace(data, examples=[replace(e, path=Path(d)/e.id) for e in data])
        test_fail(lambda: extract_pieces(moved, ['lite0'], f'{d}/out'), contains='holds features of another folder')
        (Path(d)/'x').mkdir()
        Path(f'{d}/x/a.png').write_bytes(b'')
        args = {'encoder': ['lite0'], 'files': {'lite0': [f'{d}/nothing', {}]}}
        jobs = plan_files([f'{d}/x/a.png'], ['a'])
        why = 'none of 1 images could be read, first a: is empty' # without the folder, which is of this machine
        test_fail(lambda: make_pieces(jobs, shard_maker, args), NothingUsable, contains=why)
        tar = {'n': 0, 'of': 1, 'archive': f'{d}/none.tar'}
        test_fail(lambda: make_pieces([tar], shard_maker, args), contains='none.tar cannot be read')


@pytest.mark.ray
def test_edge_cases_ray():
    faces = [Face(e, head, clothing='blue') for head in ('afro', 'bun') for e in ('awe', 'rage', 'suspicious')]
    with tempfile.TemporaryDirectory() as d:
        for n, f in enumerate(faces[:4]):
            (Path(d)/'faces'/f.expression).mkdir(parents=True, exist_ok=True)
            draw(f).save(f'{d}/faces/{f.expression}/{n}.png')
        data = load_dataset(f'{d}/faces')
        sides = [f'faces/{e.id},{e.label},negative' for e in data] # words, no rating
        Path(f'{d}/sides.csv').write_text('\n'.join(['image,label,valence', *sides]))
        told = extract_pieces(load_dataset(f'{d}/sides.csv'), ['lite0'], f'{d}/sides', device='cpu')['lite0']
        test_eq((len(told), told.ratings), (4, {}))
        def extracted(rows, *names, **more):
            how = {'batch': 2, 'workers': 0}
            return extract_pieces(data, list(names) or ['lite0'], f'{d}/out', rows, 'cpu', how, **more)

        first = extracted(1)['lite0']
        folder = Path(d)/'out'/'faces-all-lite0'
        test_eq((len(list(folder.glob('*.safetensors'))), first.taxonomy.labels), (4, data.taxonomy.labels))
        draw(faces[5]).save(data.paths[2])
        second = extracted(1)['lite0']
        changed = [i for i in range(4) if not np.array_equal(first.features[i], second.features[i])]
        test_eq(changed, [2])
        third = extracted(3)['lite0']
        test_eq((sorted(p.name for p in folder.iterdir()), list(third.ids)),
                (['00000.safetensors', '00001.safetensors', 'manifest.json'], data.ids))
        sets = extracted(2, 'lite0', 'lite0-tokens')
        test_eq([sets[name].features.shape[1] for name in ('lite0', 'lite0-tokens')], [1280, 12928])
        test_eq(sets['lite0-tokens'].encoder, 'lite0-tokens')
        test_eq(extracted(2, part=(1, 2)), {'lite0': []})
        test_fail(lambda: extracted(2, part=(2, 2)), contains='parts are numbered from 0 to 1')
        test_fail(lambda: extracted(0), contains='at least 1')
        moved = replace(data, examples=[replace(e, path=Path(d)/e.id) for e in data])
        test_fail(lambda: extract_pieces(moved, ['lite0'], f'{d}/out'), contains='holds features of another folder')
        (Path(d)/'x').mkdir()
        Path(f'{d}/x/a.png').write_bytes(b'')
        args = {'encoder': ['lite0'], 'files': {'lite0': [f'{d}/nothing', {}]}}
        jobs = plan_files([f'{d}/x/a.png'], ['a'])
        why = 'none of 1 images could be read, first a: is empty' # without the folder, which is of this machine
        test_fail(lambda: make_pieces(jobs, shard_maker, args), NothingUsable, contains=why)
        tar = {'n': 0, 'of': 1, 'archive': f'{d}/none.tar'}
        test_fail(lambda: make_pieces([tar], shard_maker, args), contains='none.tar cannot be read')
    from tinyemo.cluster import connected

    with tempfile.TemporaryDirectory() as d, connected('ray', 2):
        for f in faces:
            draw(f).save(f'{d}/{f.id}.png')
        paths = sorted(Path(d).glob('*.png'))
        jobs = plan_files(paths, [p.name for p in paths], 2)
        def made(name, **where):
            args = {'encoder': ['lite0'], 'files': {'lite0': [f'{d}/{name}', {'dataset': 'faces'}]}, 'workers': 0}
            return make_pieces(jobs, shard_maker, args, **where)['lite0']

        here, there = made('here'), made('there', engine='ray')
        test_eq((list(there.ids), np.asarray(there.features)), (list(here.ids), np.asarray(here.features)))
        digests = [[row['sha256'] for row in read_json(f'{d}/{name}/{MANIFEST}')['shards']] for name in ('here', 'there')]
        test_eq(*digests)
