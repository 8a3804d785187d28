# Generated from nbs/evaluation/36_rows.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import numpy as np
from dataclasses import replace
from fastcore.test import test_eq, test_fail
from tinyemo.evaluation.rows import _family, checkpoint_row, recipe_rows, row_of
from tinyemo.html import Rows
from tinyemo.images.features import FeatureSet
from tinyemo.images.taxonomy import EKMAN
from tinyemo.projector.fit import fit


def test_scoring():
    rng = np.random.default_rng(0)
    y = np.arange(360) % 6
    x = rng.normal(size=(6, 24))[y] + .6*rng.normal(size=(360, 24))
    about = {'encoder': 'toy', 'dataset': 'toy', 'split': 'all'}
    toy = FeatureSet(x.astype(np.float16), y, [str(i) for i in range(360)], EKMAN.labels, about)
    half = toy.subset(np.arange(180))
    model = fit(half, 'linear', transfer=False)
    row = checkpoint_row(model, 'half', toy, draws=50)
    test_eq((row['kind'], row['seen']['same_id'], row['seen']['unseen']['n']), ('same data set', 180, 180))
    assert row['metrics']['top1']['value'] >= row['seen']['unseen']['top1']['value'] > .8
    rows = [row, *recipe_rows({'all': toy}, ['linear', 'nearest neighbours'], draws=20)]
    Rows({key: r[key] for key in ('model', 'kind', 'n', 'seed')} | {'top1': r['metrics']['top1']['value']} for r in rows)


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
    more = replace(toy.subset(np.arange(179, 360)), ids=[f'new {i}' for i in range(181)], meta=about | {'dataset': 'other'})
    test_eq(checkpoint_row(model, 'half', more, draws=2)['kind'], 'partly seen')
    test_eq([checkpoint_row(model, 'half', toy.subset(np.arange(first, 360)), draws=2)['kind'] for first in (179, 180)],
            ['same data set']*2)
    roi = replace(model, trained_on=model.trained_on | {'dataset': 'emotionroi+webemo'})
    same = replace(more, meta=about | {'dataset': 'Emotion6'})
    test_eq(checkpoint_row(roi, 'roi', same, draws=2)['kind'], 'same data set')
    row = checkpoint_row(model, 'half', toy, draws=2)
    test_eq(set(row['metrics']) - set(row['seen']['unseen']), set())
    assert row['raw']['nll'] > row['metrics']['nll']['value'] and row['checksums']['model'] != row['checksums']['features']
    rows = recipe_rows({'all': toy}, ['linear', 'nearest neighbours'], draws=20)
    folds = '5-fold cross-validation'
    of_each = [(r['model'], r['kind'], r['n']) for r in rows]
    test_eq(of_each, [('linear', folds, 360), ('nearest neighbours', folds, 360)])
    words = ('joy', 'anger', 'disgust', 'fear', 'sadness', 'surprise') # not in the order of the taxonomy
    fear = np.eye(6)[[3, 3]] # said of anger and of joy
    said = row_of(replace(toy.subset([1, 0]), classes=words), fear, 'fearful', 'as given', draws=2)
    test_eq(said['metrics']['valence']['value'], .5)
    parts = {'train': half, 'test': rest}
    test_eq([(r['kind'], r['n']) for r in recipe_rows(parts, ['linear'], draws=20)], [('train/test', 180)])
    json.dumps(rows)
    left_out = []
    test_eq(recipe_rows({'all': toy.subset([0, 1])}, ['linear'], say=left_out.append), [])
    assert left_out[0].startswith('linear on toy, toy, left out: '), left_out
    test_eq([_family(name) for name in ('Emotion6', 'emotion6-tar', 'faces-mild')], ['emotion6', 'emotion6', 'drawn faces'])
    test_fail(lambda: recipe_rows({'all': toy}, ['magic']), contains='choose one of best')
