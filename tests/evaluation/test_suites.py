# Generated from nbs/evaluation/40_suites.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import numpy as np
import pytest
import tempfile
from PIL import Image
from dataclasses import replace
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.core import data_path, read_json
from tinyemo.evaluation.suites import absent, checkpoint_row, find_sets, labelled, published, read_predictions, recipe_rows, run_suites
from tinyemo.html import Rows
from tinyemo.images.datasets import DATASETS
from tinyemo.images.features import FeatureSet, save_features
from tinyemo.images.taxonomy import EKMAN, MIKELS
from tinyemo.metrics import softmax
from tinyemo.projector.fit import fit


def test_what_was_published():
    assert {r['dataset'] for r in read_json(data_path('published.json'))} <= set(DATASETS)
    best = published('emotion6')[0]
    test_eq((best.model, best.top1, best.seen), ('TinyEmo-3.21B', 77.27, 'same images'))
    Rows({key: r[key] for key in ('model', 'top1', 'seen')} for r in published('artphoto'))


def test_what_is_at_hand():
    lines = []
    with tempfile.TemporaryDirectory() as d:
        root = Path(d)
        for label in ('joy', 'fear'):
            (root/'mine'/label).mkdir(parents=True)
            for i in range(2):
                Image.effect_noise((40, 40), 60).convert('RGB').save(root/'mine'/label/f'{i}.png')
        (root/'mine'/'fear'/'broken.jpg').write_bytes(b'no picture')
        rng = np.random.default_rng(0)
        for file, dataset, encoder in (('x', 'FI', 'lite0'), ('y', 'ArtPhoto', 'other')):
            about = {'encoder': encoder, 'dataset': dataset, 'split': 'all'}
            fs = FeatureSet(rng.normal(size=(4, 1280)), np.arange(4), list('abcd'), MIKELS.labels, about)
            save_features(fs, root/f'{file}.safetensors')
        found = find_sets(root, 'lite0', root/'kept', say=lines.append)
        sizes = {name: {split: len(fs) for split, fs in splits.items()} for name, splits in found.items()}
        test_eq(sizes, {'fi': {'all': 4}, 'mine': {'all': 4}})
        again = find_sets(root, 'lite0', root/'kept', say=lambda *a: None)
        test_eq(set(again), {'fi', 'mine'})
        test_fail(lambda: find_sets(root/'nowhere', 'lite0', root), contains='is not a folder')
    missing = {r.dataset for r in absent(found)}
    assert 'fi' not in missing and 'emoset' in missing
    [line.replace(f'{d}/', '') for line in lines]


def test_scoring():
    rng = np.random.default_rng(0)
    y = np.arange(360) % 6
    x = rng.normal(size=(6, 24))[y] + .6*rng.normal(size=(360, 24))
    about = {'encoder': 'toy', 'dataset': 'toy', 'split': 'all'}
    toy = FeatureSet(x.astype(np.float16), y, [str(i) for i in range(360)], EKMAN.labels, about)
    half = toy.subset(np.arange(180))
    model = fit(half, 'linear', transfer=False)
    row = checkpoint_row(model, 'half', toy, draws=50)
    test_eq((row['kind'], row['seen']['same_id'], row['seen']['unseen']['n']), ('partly seen', 180, 180))
    assert row['metrics']['top1']['value'] >= row['seen']['unseen']['top1']['value'] > .8
    rows = [row, *recipe_rows({'all': toy}, ['linear', 'nearest neighbours'], draws=20)]
    Rows({key: r[key] for key in ('model', 'kind', 'n', 'seed')} | {'top1': r['metrics']['top1']['value']} for r in rows)


def test_anybody_s_predictions():
    rng = np.random.default_rng(0)
    probs = softmax(rng.normal(size=(3, 6)))
    fs = FeatureSet(np.zeros((3, 0)), np.arange(3), list('abc'), EKMAN.labels)
    lines = [','.join([f'some/folder/{name}', *map(str, p.round(4))]) for name, p in zip(fs.ids, probs)]
    with tempfile.TemporaryDirectory() as d:
        file = Path(d)/'p.csv'
        file.write_text('\n'.join([','.join(('path', *EKMAN.labels)), *reversed(lines)]))
        test_close(read_predictions(file, fs), probs, 1e-3)


def test_all_of_them():
    rng = np.random.default_rng(0)
    y = np.arange(360) % 6
    x = rng.normal(size=(6, 24))[y] + .6*rng.normal(size=(360, 24))
    about = {'encoder': 'toy', 'dataset': 'Emotion6', 'split': 'all'}
    toy = FeatureSet(x.astype(np.float16), y, [str(i) for i in range(360)], EKMAN.labels, about)
    model = fit(toy.subset(np.arange(180)), 'linear', transfer=False)
    said = []
    with tempfile.TemporaryDirectory() as d:
        root = Path(d)
        save_features(toy, root/'e6.safetensors')
        rows, missing = run_suites({'half': model}, root, root/'kept', ['linear probe'], draws=20, say=said.append)
        test_fail(lambda: run_suites({}, root, root), contains='no model given')
        (root/'empty').mkdir()
        test_fail(lambda: run_suites({'half': model}, root/'empty', root, say=said.append), contains='nothing to score')
    of_each = [(r['dataset'], r['model'], r['kind']) for r in rows]
    test_eq(of_each, [('emotion6', 'half', 'partly seen'), ('emotion6', 'linear probe', '5-fold cross-validation')])
    test_eq(len(missing), len(DATASETS)-1)


def test_edge_cases():
    rng = np.random.default_rng(0)
    y = np.arange(360) % 6
    x = rng.normal(size=(6, 24))[y] + .6*rng.normal(size=(360, 24))
    about = {'encoder': 'toy', 'dataset': 'toy', 'split': 'all'}
    toy = FeatureSet(x.astype(np.float16), y, [str(i) for i in range(360)], EKMAN.labels, about)
    half, rest = toy.subset(np.arange(180)), toy.subset(np.arange(180, 360))
    model = fit(half, 'linear', transfer=False)
    elsewhere = replace(rest, ids=[f'new {i}' for i in range(180)], meta=about | {'dataset': 'other'})
    test_eq([checkpoint_row(model, 'half', f, draws=2)['kind'] for f in (half, elsewhere)], ['seen', 'zero-shot'])
    row = checkpoint_row(model, 'half', toy, draws=2)
    assert row['raw']['nll'] > row['metrics']['nll']['value'] and row['checksums']['model'] != row['checksums']['features']
    rows = recipe_rows({'all': toy}, ['linear', 'nearest neighbours'], draws=20)
    folds = '5-fold cross-validation'
    of_each = [(r['model'], r['kind'], r['n']) for r in rows]
    test_eq(of_each, [('linear', folds, 360), ('nearest neighbours', folds, 360)])
    parts = {'train': half, 'test': rest}
    test_eq([(r['kind'], r['n']) for r in recipe_rows(parts, ['linear'], draws=20)], [('train/test', 180)])
    json.dumps(rows)
    test_fail(lambda: recipe_rows({'all': toy}, ['magic']), contains='choose one of best')
    with tempfile.TemporaryDirectory() as d:
        for owner, colour in (('a', 'gold'), ('b', 'navy')):
            for label in ('joy', 'fear'):
                (Path(d)/owner/'mine'/label).mkdir(parents=True)
                Image.new('RGB', (8, 8), colour).save(f'{d}/{owner}/mine/{label}/1.png')
        def found(owner):
            name, splits = find_sets(f'{d}/{owner}', 'lite0', f'{d}/kept', say=lambda *a: None).popitem()
            return name, splits['all'].features.astype(float)

        (first, gold), (second, navy) = found('a'), found('b')
        assert not np.allclose(gold, navy) and first == 'mine' and second.startswith('mine-')
        test_eq([name for name, _ in map(found, 'ab')], [first, second]) # from their files now
        assert (found('a')[1] == gold).all() and (found('b')[1] == navy).all()
    with tempfile.TemporaryDirectory() as d:
        probs = model.predict_proba(toy.features)
        lines = [(f'some/folder/{name}', *p.round(4)) for name, p in zip(toy.ids, probs)]

        def write(rows, columns=('path', *EKMAN.labels)):
            text = [','.join(map(str, row)) for row in (columns, *rows)]
            Path(d, 'p.csv').write_text('\n'.join(text))
            return f'{d}/p.csv'

        test_close(read_predictions(write(lines[::-1]), toy), probs, 1e-3)
        test_fail(lambda: read_predictions(write(lines[1:]), toy), contains='1 of 360 images have no prediction')
        test_fail(lambda: read_predictions(write(lines+lines[:1]), toy), contains='twice')
        short = write([line[:-1] for line in lines], ('path', *EKMAN.labels[:-1]))
        test_fail(lambda: read_predictions(short, toy), contains='no column surprise')
        nan = write([(name, 'nan', *p[1:]) for name, *p in lines])
        test_fail(lambda: read_predictions(nan, toy), contains='360 rows of')
        words = write([(lines[0][0], 'high', *lines[0][2:]), *lines[1:]])
        test_fail(lambda: read_predictions(words, toy), contains='where a probability should be')
        other = write([(f'fear/{name}', *p) for name, *p in lines])
        moved = replace(toy, ids=[f'awe/{i}' for i in toy.ids])
        test_fail(lambda: read_predictions(other, moved), contains='360 of 360 images have no prediction')
        test_fail(lambda: read_predictions(f'{d}/none.csv', toy), contains='does not exist')
        for label in ('joy', 'fear'):
            (Path(d)/'mine'/label).mkdir(parents=True)
            Image.new('RGB', (8, 8)).save(f'{d}/mine/{label}/{label}.png')
        own = labelled(f'{d}/mine')
        test_eq((sorted(own.ids), len(own.labels)), (['fear/fear.png', 'joy/joy.png'], 2))


@pytest.mark.ray
def test_edge_cases_ray():
    rng = np.random.default_rng(0)
    y = np.arange(360) % 6
    x = rng.normal(size=(6, 24))[y] + .6*rng.normal(size=(360, 24))
    about = {'encoder': 'toy', 'dataset': 'toy', 'split': 'all'}
    toy = FeatureSet(x.astype(np.float16), y, [str(i) for i in range(360)], EKMAN.labels, about)
    half, rest = toy.subset(np.arange(180)), toy.subset(np.arange(180, 360))
    model = fit(half, 'linear', transfer=False)
    elsewhere = replace(rest, ids=[f'new {i}' for i in range(180)], meta=about | {'dataset': 'other'})
    test_eq([checkpoint_row(model, 'half', f, draws=2)['kind'] for f in (half, elsewhere)], ['seen', 'zero-shot'])
    row = checkpoint_row(model, 'half', toy, draws=2)
    assert row['raw']['nll'] > row['metrics']['nll']['value'] and row['checksums']['model'] != row['checksums']['features']
    rows = recipe_rows({'all': toy}, ['linear', 'nearest neighbours'], draws=20)
    folds = '5-fold cross-validation'
    of_each = [(r['model'], r['kind'], r['n']) for r in rows]
    test_eq(of_each, [('linear', folds, 360), ('nearest neighbours', folds, 360)])
    parts = {'train': half, 'test': rest}
    test_eq([(r['kind'], r['n']) for r in recipe_rows(parts, ['linear'], draws=20)], [('train/test', 180)])
    json.dumps(rows)
    test_fail(lambda: recipe_rows({'all': toy}, ['magic']), contains='choose one of best')
    with tempfile.TemporaryDirectory() as d:
        probs = model.predict_proba(toy.features)
        lines = [(f'some/folder/{name}', *p.round(4)) for name, p in zip(toy.ids, probs)]

        def write(rows, columns=('path', *EKMAN.labels)):
            text = [','.join(map(str, row)) for row in (columns, *rows)]
            Path(d, 'p.csv').write_text('\n'.join(text))
            return f'{d}/p.csv'

        test_close(read_predictions(write(lines[::-1]), toy), probs, 1e-3)
        test_fail(lambda: read_predictions(write(lines[1:]), toy), contains='1 of 360 images have no prediction')
        test_fail(lambda: read_predictions(write(lines+lines[:1]), toy), contains='twice')
        short = write([line[:-1] for line in lines], ('path', *EKMAN.labels[:-1]))
        test_fail(lambda: read_predictions(short, toy), contains='no column surprise')
        nan = write([(name, 'nan', *p[1:]) for name, *p in lines])
        test_fail(lambda: read_predictions(nan, toy), contains='360 rows of')
        words = write([(lines[0][0], 'high', *lines[0][2:]), *lines[1:]])
        test_fail(lambda: read_predictions(words, toy), contains='where a probability should be')
        other = write([(f'fear/{name}', *p) for name, *p in lines])
        moved = replace(toy, ids=[f'awe/{i}' for i in toy.ids])
        test_fail(lambda: read_predictions(other, moved), contains='360 of 360 images have no prediction')
        test_fail(lambda: read_predictions(f'{d}/none.csv', toy), contains='does not exist')
        for label in ('joy', 'fear'):
            (Path(d)/'mine'/label).mkdir(parents=True)
            Image.new('RGB', (8, 8)).save(f'{d}/mine/{label}/{label}.png')
        own = labelled(f'{d}/mine')
        test_eq((sorted(own.ids), len(own.labels)), (['fear/fear.png', 'joy/joy.png'], 2))
    from tinyemo.cluster import connected

    with tempfile.TemporaryDirectory() as d, connected('ray', 2):
        for name in 'abc':
            part = replace(toy.subset(np.arange(60)), meta=about | {'dataset': name})
            save_features(part, f'{d}/sets/{name}.safetensors')
        models = {'half': model, 'other': fit(rest, 'linear', transfer=False)}
        def ran(**where):
            said = []
            rows, _ = run_suites(models, f'{d}/sets', f'{d}/kept', ['linear probe'], draws=20, say=said.append, **where)
            return json.dumps(rows), sorted(said)

        here, there = ran(), ran(engine='ray', workers=2)
    test_eq(there, here)
    test_eq([(r['model'], r['dataset']) for r in json.loads(here[0])][:3],
            [('half', 'a'), ('linear probe', 'a'), ('half', 'b')])
