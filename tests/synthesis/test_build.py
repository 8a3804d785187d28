# Generated from nbs/synthesis/90_build.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import shutil
import tempfile
from PIL import Image
from fastcore.test import test_eq, test_fail
from matplotlib import get_data_path
from pathlib import Path
from sklearn.datasets import load_sample_image
from tinyemo.figures import OKABE_ITO
from tinyemo.files import read_json, read_jsonl, write_jsonl
from tinyemo.images.encode import encode_images
from tinyemo.images.encoders import load_encoder
from tinyemo.images.faceset import draw_faces, face_set
from tinyemo.projector.classify import classify
from tinyemo.projector.fit import fit
from tinyemo.synthesis.build import _say_summary, build_dataset
from tinyemo.synthesis.candidates import Settings
from tinyemo.synthesis.journal import Reply
from tinyemo.synthesis.records import iter_records
from unittest.mock import patch


def test_the_whole_way():
    said = []
    with tempfile.TemporaryDirectory() as d:
        page = build_dataset('faces:33', f'{d}/set', 'templates', parquet=True, say=said.append)
        sizes = {p.name: p.stat().st_size for p in page.parent.iterdir() if p.is_file()}
    test_eq(set(sizes), {'records.jsonl', 'records.parquet', 'pretrain.json', 'reasoning.json', 'rejects.jsonl',
                         'summary.json', 'quality.json', 'README.md', 'report.html'})
    _, ax = plt.subplots(figsize=(4, 2.4), layout='constrained')
    names = sorted(sizes, key=sizes.get)
    ax.barh(names, [sizes[name]/1e3 for name in names], color=OKABE_ITO[0])
    ax.set(xscale='symlog', xlabel='kB', title='What a run leaves behind')
    assert max(sizes, key=sizes.get) in ('records.parquet', 'report.html')
    [s.replace(d, '') for s in said]
    with tempfile.TemporaryDirectory() as d:
        for i in range(24):
            colour = (3*i, 2*i, 90) if i%2 else (255-3*i, 250, 200)
            Image.new('RGB', (50, 50), colour).save(f'{d}/{i:02}.png')
        paths = sorted(Path(d).glob('*.png'))
        fs = encode_images(paths, load_encoder('lite0'), labels=[i%2 for i in range(24)], classes=('joy', 'fear'))
        model = fit(fs, 'linear', transfer=False)
        (Path(d)/'new').mkdir()
        moved = [p.rename(f'{d}/new/{p.name}') for p in paths[:4]]
        rows = classify(model, encode_images(moved, load_encoder('lite0')))
        settings = Settings(('reasoning',), near=0)
        build_dataset(f'{d}/new', f'{d}/set', 'templates', settings, labels=rows, say=str)
        records = read_jsonl(f'{d}/set/records.jsonl')
        write_jsonl(rows, f'{d}/rows.jsonl')
        build_dataset(f'{d}/new', f'{d}/again', 'templates', settings, labels=f'{d}/rows.jsonl', say=str)
        test_eq(read_jsonl(f'{d}/again/records.jsonl'), records)
    test_eq([r['meta']['stated'] for r in records], ['joy', 'fear']*2)
    test_eq({r['meta']['gold'] for r in records}, {''})
    print(records[0]['conversations'][1]['value'])


def test_photographs_with_captions_and_ratings():
    columns = 'image,label,caption,category,theme,valence,valence_sd,arousal'
    rows = ['china.jpg,pleasant,"A red palace with yellow roofs behind some trees. Three people are in front of it.",'
        'scenery,palace,5.1,.9,4.4',
            'flower.jpg,pleasant,"An orange flower with a yellow centre, in front of dark green leaves.",'
        'object,flower,5.9,.8,2.6',
            'grace_hopper.jpg,neutral,"A smiling woman with glasses, wearing a black uniform and a white hat. A flag is '
        'behind her.",person,portrait,4.4,1.3,2.9']
    with tempfile.TemporaryDirectory() as d:
        (Path(d)/'photos.csv').write_text('\n'.join([columns, *rows]))
        for name in ('china.jpg', 'flower.jpg'):
            Image.fromarray(load_sample_image(name)).save(f'{d}/{name}')
        shutil.copy(Path(get_data_path())/'sample_data/grace_hopper.jpg', d)
        tasks = ('caption', 'vqa', 'sentiment', 'reasoning', 'conversation')
        build_dataset(f'{d}/photos.csv', f'{d}/set', 'templates', Settings(tasks, repeat=4), say=str)
        records = list(iter_records(f'{d}/set/records.jsonl'))
        figures = read_json(f'{d}/set/quality.json')
    test_eq(figures['grounding']['records without a false one'], 1.)
    captions = {r.image: r.answer for r in records if r.meta['task'] == 'caption'}
    assert 'flower with a yellow centre, in front of dark green leaves.' in captions['flower.jpg']
    test_eq({len(r.conversations) for r in records if r.meta['task'] == 'conversation'}, {6})
    told_of = {r.image: r.meta['theme'] for r in records}
    for r in [r for r in records if r.image == 'grace_hopper.jpg'][:12]:
        print(f"[{r.meta['task']}]", *(' '.join(turn['value'].split()) for turn in r.conversations), sep='\n   ')


def test_edge_cases():
    said = []
    summary = {'records': 2, 'rejected': {}, 'generator': 'a', 'refused': 0, 'damaged_journal_lines': [],
               'tokens_in': 0, 'tokens_out': 0}
    for asked in 'ab':
        _say_summary(summary, asked, Path('set'), said.append)
    test_eq((len(said), said[0]), (3, said[1])) # nothing more where the one who was asked wrote
    assert said[2].startswith('written by a: set/replies.jsonl held replies already'), said
    _say_summary(summary | {'refused': 3}, 'a', Path('set'), said.append)
    test_eq(said[-1], '3 requests were refused, and are not asked again unless you say --retry-refused')
    class Silent:
        "Answers the first question alone."
        name, sees, chunk = 'silent', True, 0
        def __call__(self, requests):
            for i, r in enumerate(requests):
                error = 'no answer' if i else ''
                yield Reply(r.key, '' if i else 'A drawn figure in a top.', self.name, error=error)

    lost = []
    silent = patch.dict(build_dataset.__globals__, load_generator=lambda *_, **__: Silent())
    with tempfile.TemporaryDirectory() as d, silent:
        build_dataset('faces:3', d, 'silent', Settings(('caption',)), say=str, skipped=lost)
    test_eq([why for _, why in lost], ['caption: no answer']*2)
    said = []
    with tempfile.TemporaryDirectory() as d:
        table = draw_faces(f'{d}/faces', face_set({'train': 8}), size=64)
        caption = Settings(('caption',))
        build_dataset(str(table), f'{d}/again', 'templates', caption, say=said.append, limit=5)
        test_eq(read_json(f'{d}/again/summary.json')['records'], 5)
        for label, colour in (('awe', 'navy'), ('fear', 'black'), ('fear', 'darkred')):
            (Path(d)/'my'/label).mkdir(parents=True, exist_ok=True)
            Image.new('RGB', (60, 40), colour).save(f'{d}/my/{label}/{colour}.png')
        Path(f'{d}/my/fear/torn.png').write_text('not a picture')
        build_dataset(f'{d}/my', f'{d}/mine', 'templates', say=said.append)
        rows = read_jsonl(f'{d}/mine/records.jsonl')
        test_eq({r['image'] for r in rows} <= {'awe/navy.png', 'fear/black.png', 'fear/darkred.png'}, True)
        rows = [{'path': f'{d}/my/fear/black.png', 'label': 'sadness'}]
        build_dataset(f'{d}/my', f'{d}/other', 'templates', caption, labels=rows, say=said.append)
        meta = read_jsonl(f'{d}/other/records.jsonl')[0]['meta']
        test_eq((meta['stated'], meta['gold']), ('sadness', 'fear'))
        reasoning = Settings(('reasoning',)) # speaks of sadness where fear is known to be true
        test_fail(lambda: build_dataset(f'{d}/my', f'{d}/z', 'templates', reasoning, labels=rows, say=str),
                  contains='no record could be made: contradicts the facts: emotion sadness')
        test_fail(lambda: build_dataset('faces:many', f'{d}/x', 'templates'), contains='such as faces:300')
        no_server = 'http://127.0.0.1:9/v1'
        test_fail(lambda: build_dataset('faces:2', f'{d}/y', 'openai:m', base_url=no_server, say=str),
                  contains='no record could be made: APIConnectionError')
    assert any('torn.png' in s for s in said)
    test_eq(sum('has no row among the labels' in line for line in said), 3)
