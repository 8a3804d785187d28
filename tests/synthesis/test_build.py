# Generated from nbs/synthesis/90_build.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import tempfile
from PIL import Image
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.core import read_json, read_jsonl
from tinyemo.synthesis.build import build_dataset, convert, load_generator, pick
from tinyemo.synthesis.run import Settings
from tinyemo.synthesis.tasks import Subject


def test_who_writes():
    test_eq(load_generator('templates').name, 'templates')
    test_fail(lambda: load_generator('gpt'), contains="unknown generator 'gpt': choose one of embedded, templates, openai")
    test_fail(lambda: load_generator('openai'), contains='needs a name: openai:MODEL')
    test_fail(lambda: load_generator('replay:nothing.jsonl'), contains='no recorded replies')


def test_what_about():
    made = [Subject(str(i), '', Path(), 'awe' if i%3 else 'joy') for i in range(30)]
    test_eq([sum(s.stated == l for s in pick(made, 6)) for l in ('awe', 'joy')], [6, 6])
    test_eq([len(pick(made, n)) for n in (0, 15)], [30, 25])
    assert pick(made, 6) == pick(made, 6) != pick(made, 6, 1)


def test_the_whole_way():
    said = []
    with tempfile.TemporaryDirectory() as d:
        page = build_dataset('faces:33', f'{d}/set', 'templates', parquet=True, say=said.append)
        test_eq({p.name for p in page.parent.iterdir()}, {'images', 'records.jsonl', 'records.parquet', 'pretrain.json', 'reasoning.json', 'rejects.jsonl', 'summary.json', 'quality.json', 'README.md', 'report.html'})
        again = build_dataset(f'{d}/set/images/faces.jsonl', f'{d}/again', 'templates', Settings(('caption',)), say=said.append, limit=5)
        test_eq(read_json(f'{d}/again/summary.json')['records'], 5)
        for label, colour in (('awe', 'navy'), ('fear', 'black'), ('fear', 'darkred')):
            (Path(d)/'my'/label).mkdir(parents=True, exist_ok=True)
            Image.new('RGB', (60, 40), colour).save(f'{d}/my/{label}/{colour}.png')
        Path(f'{d}/my/fear/torn.png').write_text('not a picture')
        build_dataset(f'{d}/my', f'{d}/mine', 'templates', say=said.append)
        rows = read_jsonl(f'{d}/mine/records.jsonl')
        test_eq({r['image'] for r in rows} <= {'awe/navy.png', 'fear/black.png', 'fear/darkred.png'}, True)
        test_fail(lambda: build_dataset('faces:many', f'{d}/x', 'templates'), contains='such as faces:300')
        test_fail(lambda: build_dataset('faces:2', f'{d}/y', 'openai:m', base_url='http://127.0.0.1:9/v1', say=str), contains='no record could be made: APIConnectionError')
    assert any('torn.png' in s for s in said)
    [s.replace(d, '') for s in said]
    from tinyemo.images.encoders import load_encoder
    from tinyemo.images.features import encode_images
    from tinyemo.projector.fit import fit
    from tinyemo.projector.model import save_model

    with tempfile.TemporaryDirectory() as d:
        for i in range(24):
            Image.new('RGB', (50, 50), (3*i, 2*i, 90) if i%2 else (255-3*i, 250, 200)).save(f'{d}/{i:02}.png')
        paths = sorted(Path(d).glob('*.png'))
        fs = encode_images(paths, load_encoder('lite0'), labels=[i%2 for i in range(24)], classes=('joy', 'fear'))
        save_model(fit(fs, 'linear', transfer=False), f'{d}/model')
        (Path(d)/'new').mkdir()
        for p in paths[:4]:
            p.rename(f'{d}/new/{p.name}')
        build_dataset(f'{d}/new', f'{d}/set', 'templates', Settings(('reasoning',), near=0), labels=f'{d}/model', device='cpu', say=str)
        rows = read_jsonl(f'{d}/set/records.jsonl')
    test_eq([r['meta']['stated'] for r in rows], ['joy', 'fear']*2)


def test_files_of_others():
    with tempfile.TemporaryDirectory() as d:
        build_dataset('faces:11', f'{d}/set', 'templates', Settings(('caption',)), say=str)
        rows = read_json(f'{d}/set/pretrain.json')
        for r in rows:
            r['image'] = f"somewhere/else/{r['image']}"
        rows[3]['image'] = 'gone.png'
        Path(f'{d}/theirs.jsonl').write_text('\n'.join(map(json.dumps, rows))+'\n{"id": 7')
        told = []
        test_eq(convert(f'{d}/theirs.jsonl', f'{d}/mine.parquet', f'{d}/set/images', embed=True, say=told.append), 10)
        test_eq(len(read_jsonl(f'{d}/mine.parquet.bad.jsonl')), 1)
        test_fail(lambda: convert(f'{d}/theirs.jsonl', f'{d}/mine.xml'), contains="unknown ending of the target '.xml': choose one of .json, .jsonl, .parquet")
    [t.replace(d, '') for t in told]
