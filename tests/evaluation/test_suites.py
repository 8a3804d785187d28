# Generated from nbs/evaluation/40_suites.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import numpy as np
import tempfile
from PIL import Image
from dataclasses import replace
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.core import data_path, read_json
from tinyemo.evaluation.suites import absent, checkpoint_row, find_sets, labelled, published, read_predictions, recipe_rows, run_suites
from tinyemo.images.datasets import DATASETS
from tinyemo.images.features import FeatureSet, save_features
from tinyemo.images.taxonomy import EKMAN, MIKELS
from tinyemo.projector.fit import fit


def test_what_was_published():
    assert {r['dataset'] for r in read_json(data_path('published.json'))} <= set(DATASETS)
    best = published('emotion6')[0]
    test_eq((best['model'], best['top1'], best['seen']), ('TinyEmo-3.21B', 77.27, 'same images'))
    [(r['model'], r['top1'], r['seen']) for r in published('artphoto')]


def test_what_is_at_hand():
    lines = []
    with tempfile.TemporaryDirectory() as d:
        root = Path(d)
        rng = np.random.default_rng(0)
        for label in ('joy', 'fear'):
            (root/'mine'/label).mkdir(parents=True)
            for i in range(2):
                Image.effect_noise((40, 40), 60).convert('RGB').save(root/'mine'/label/f'{i}.png')
        (root/'mine'/'fear'/'broken.jpg').write_bytes(b'no picture')
        save_features(FeatureSet(rng.normal(size=(4, 1280)), np.arange(4), list('abcd'), MIKELS.labels, {'encoder': 'lite0', 'dataset': 'FI', 'split': 'all'}), root/'x.safetensors')
        save_features(FeatureSet(rng.normal(size=(4, 9)), np.arange(4), list('abcd'), MIKELS.labels, {'encoder': 'other', 'dataset': 'ArtPhoto', 'split': 'all'}), root/'y.safetensors')
        found = find_sets(root, 'lite0', root/'kept', say=lines.append)
        test_eq({k: {s: len(f) for s, f in v.items()} for k, v in found.items()}, {'fi': {'all': 4}, 'mine': {'all': 4}})
        again = find_sets(root, 'lite0', root/'kept', say=lambda *a: None)
        test_eq(set(again), {'fi', 'mine'})
        test_fail(lambda: find_sets(root/'nowhere', 'lite0', root), contains='is not a folder')
    assert 'fi' not in {r['dataset'] for r in absent(found)} and 'emoset' in {r['dataset'] for r in absent(found)}


def test_scoring():
    rng = np.random.default_rng(0)
    middle, y = rng.normal(size=(6, 24)), np.arange(360)%6
    toy = FeatureSet((middle[y] + .6*rng.normal(size=(360, 24))).astype(np.float16), y, [str(i) for i in range(360)], EKMAN.labels, {'encoder': 'toy', 'dataset': 'toy', 'split': 'all'})
    half = toy.subset(np.arange(180))
    model = fit(half, 'linear', transfer=False)
    row = checkpoint_row(model, 'half', toy, draws=50)
    test_eq((row['kind'], row['seen']['same_id'], row['seen']['unseen']['n']), ('partly seen', 180, 180))
    elsewhere = replace(toy, ids=[f'new {i}' for i in range(360)], meta=toy.meta | {'dataset': 'other'}).subset(np.arange(180, 360))
    test_eq([checkpoint_row(model, 'half', f, draws=2)['kind'] for f in (half, elsewhere)], ['seen', 'zero-shot'])
    assert row['metrics']['top1']['value'] >= row['seen']['unseen']['top1']['value'] > .8
    assert row['raw']['nll'] > row['metrics']['nll']['value'] and row['checksums']['model'] != row['checksums']['features']
    rows = recipe_rows({'all': toy}, ['linear', 'nearest neighbours'], draws=20)
    test_eq([(r['model'], r['kind'], r['n']) for r in rows], [('linear', '5-fold cross-validation', 360), ('nearest neighbours', '5-fold cross-validation', 360)])
    parts = {'train': half, 'test': toy.subset(np.arange(180, 360))}
    test_eq([(r['kind'], r['n']) for r in recipe_rows(parts, ['linear'], draws=20)], [('train/test', 180)])
    json.dumps(rows)
    test_fail(lambda: recipe_rows({'all': toy}, ['magic']), contains='choose one of best')
    with tempfile.TemporaryDirectory() as d:
        probs = model.predict_proba(toy.features)
        def write(rows, name='p.csv', columns=('path', *EKMAN.labels)):
            Path(d, name).write_text('\n'.join([','.join(columns), *(','.join(map(str, r)) for r in rows)]))
            return f'{d}/{name}'
        lines = [(f'some/folder/{i}', *p.round(4)) for i, p in zip(toy.ids, probs)]
        test_close(read_predictions(write(lines[::-1]), toy), probs, 1e-3)
        test_fail(lambda: read_predictions(write(lines[1:]), toy), contains='1 of 360 images have no prediction')
        test_fail(lambda: read_predictions(write(lines+lines[:1]), toy), contains='twice')
        test_fail(lambda: read_predictions(write([(i, *p[:-1]) for i, *p in lines], columns=('path', *EKMAN.labels[:-1])), toy), contains='no column surprise')
        test_fail(lambda: read_predictions(write([(i, 'nan', *p[1:]) for i, *p in lines]), toy), contains='360 rows of')
        test_fail(lambda: read_predictions(f'{d}/none.csv', toy), contains='cannot be read as CSV')
        for label in ('joy', 'fear'):
            (Path(d)/'mine'/label).mkdir(parents=True)
            Image.new('RGB', (8, 8)).save(f'{d}/mine/{label}/{label}.png')
        own = labelled(f'{d}/mine')
        test_eq((sorted(own.ids), len(own.labels)), (['fear/fear.png', 'joy/joy.png'], 2))
    said = []
    with tempfile.TemporaryDirectory() as d:
        root = Path(d)
        save_features(replace(toy, meta=toy.meta | {'dataset': 'Emotion6'}), root/'e6.safetensors')
        rows, missing = run_suites({'half': model}, root, root/'kept', ['linear probe'], draws=20, say=said.append)
        test_eq([(r['dataset'], r['model'], r['kind']) for r in rows], [('emotion6', 'half', 'partly seen'), ('emotion6', 'linear probe', '5-fold cross-validation')])
        test_eq(len(missing), len(DATASETS)-1)
        test_fail(lambda: run_suites({'half': model}, root/'kept' if (root/'kept').mkdir() is None else '', root, say=said.append), contains='nothing to score')
        test_fail(lambda: run_suites({}, root, root), contains='no model given')
