# Generated from nbs/projector/60_fit.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
import warnings
from dataclasses import replace
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.html import Rows
from tinyemo.images.features import FeatureSet
from tinyemo.metrics import top1
from tinyemo.projector.checkpoint import load_model, save_model
from tinyemo.projector.fit import fit, fit_left_out
from tinyemo.projector.presets import PRESETS
from tinyemo.projector.vocabulary import with_labels


def test_fitting():
    rng = np.random.default_rng(0)
    y = np.arange(300) % 3
    x = (rng.normal(size=(3, 24))[y] + rng.normal(size=(300, 24)) + 2).astype(np.float32)
    fs = FeatureSet(x, y, [str(i) for i in range(300)], ('awe', 'fear', 'joy'), {'encoder': 'toy', 'dataset': 'clouds'})
    train, test = fs.subset(range(200)), fs.subset(range(200, 300))
    rows = []
    for preset in PRESETS:
        changes = {'epochs': 20, 'lr': 5e-3} if preset in ('mlp', 'paper') else {}
        model = fit(train, preset, transfer=False, **changes)
        right = (model.logits(test.features).argmax(1) == test.labels).mean()
        assert right > .85, (preset, right)
        rows.append({'preset': preset, 'held-out top-1': model.meta['valid']['top1'], 'how': model.meta['valid']['how'],
                     'test top-1': float(right), 'temperature': model.temperature})
    Rows(rows)


def test_edge_cases():
    rng = np.random.default_rng(0)
    y = np.arange(300) % 3
    x = (rng.normal(size=(3, 24))[y] + rng.normal(size=(300, 24)) + 2).astype(np.float32)
    classes = ('awe', 'fear', 'joy')
    fs = FeatureSet(x, y, [str(i) for i in range(300)], classes, {'encoder': 'toy', 'dataset': 'clouds', 'split': 'all'})
    train = fs.subset(range(200))
    for preset in PRESETS:
        changes = {'epochs': 20, 'lr': 5e-3} if preset in ('mlp', 'paper') else {}
        model = fit(train, preset, transfer=False, **changes)
        with tempfile.TemporaryDirectory() as d:
            again = load_model(save_model(model, d))
        test_close(again.logits(x), model.logits(x), eps=1e-4)
        test_eq(again.density.familiar(x), model.density.familiar(x))
        test_eq(with_labels(again, ['calm', 'dread']).density, again.density)
    test_close(fit(train, preset, transfer=False, **changes).logits(x), model.logits(x))
    left_out_model, left_out = fit_left_out(train)
    test_close(top1(left_out, train.labels), left_out_model.meta['valid']['top1'], eps=1e-6)
    test_fail(lambda: fit_left_out(train, 'paper'), contains='leave each row out once')
    test_fail(lambda: fit(train, 'worst'), contains="unknown preset 'worst': choose one of best, linear, mlp, paper")
    test_fail(lambda: fit(train, valid=train), contains='train and valid')
    test_fail(lambda: fit(FeatureSet(x, None, fs.ids)), contains='carry no labels')
    test_fail(lambda: fit(fs.subset(y == 1)), contains='at least two classes, found fear')
    test_fail(lambda: fit(fs.subset([0, 1, 3, 4, 5])), contains='at least two rows a class, found one of joy')
    broken = x.copy()
    broken[7] = np.nan
    test_fail(lambda: fit(FeatureSet(broken, y, fs.ids, classes)), contains='1 of 300 feature rows hold NaN')
    rng = np.random.default_rng(0)
    y = np.arange(320) % 4
    x = (rng.normal(size=(4, 24))[y] + rng.normal(size=(320, 24)) + 2).astype(np.float32)
    ids, meta = [str(i) for i in range(320)], {'encoder': 'toy'}
    fine = FeatureSet(x[:120], y[:120], ids[:120], ('joy', 'awe', 'fear', 'anger'), meta | {'dataset': 'fine'})
    coarse = FeatureSet(x[110:240], y[110:240]//2, ids[110:240], ('calm', 'grief'), meta | {'dataset': 'coarse'})
    test = FeatureSet(x[240:], y[240:]//2, ids[240:], ('calm', 'grief'), meta | {'dataset': 'coarse'})
    for preset in PRESETS:
        changes = {'epochs': 20, 'lr': 5e-3} if preset in ('mlp', 'paper') else {}
        model = fit([fine, coarse], preset, transfer=preset == 'linear', **changes)
        test_eq((model.classes, model.meta['repeated']), ((*fine.classes, *coarse.classes), 10))
        test_eq(list(model.meta['valid']['label_sets']), ['fine', 'coarse'])
        read = with_labels(model, 'coarse')
        assert (read.logits(test.features).argmax(1) == test.labels).mean() > .9, preset
        with tempfile.TemporaryDirectory() as d:
            again = with_labels(load_model(save_model(model, d)), ['calm', 'grief'])
        test_close(again.logits(x), read.logits(x), eps=1e-3)
    checked = fit([fine, coarse], 'linear', transfer=False, valid=test)
    test_eq((checked.meta['valid']['n'], list(checked.readings)), (80, ['coarse']))
    several = fit([fine, coarse], 'mlp', transfer=False, valid=test, members=1, epochs=5, lr=5e-3) # words with synonyms
    share = np.bincount(test.labels)/len(test)
    test_close(with_labels(several, 'coarse').predict_proba(test.features).mean(0), share, eps=5e-4)
    test_close(with_labels(several, ['dread', 'wonder', 'rage']).predict_proba(test.features).mean(0), 1/3, eps=.005)
    test_fail(lambda: fit(fine, 'linear', epochs=3), contains='LinearConfig has no epochs: its fields are')
    test_eq(fit(coarse, 'linear').meta['unseen_labels']['reason'], '0 labels can be left out, it takes at least 3')
    rated = replace(fine, ratings={'valence': np.where(np.arange(120)[:, None] < 15, [5., 1, 9], np.nan)})
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter('always')
        test_eq(fit(rated, 'linear', transfer=False).rater, None)
    assert any('15 pictures are rated for valence' in str(w.message) for w in told)
    test_fail(lambda: fit(rated, 'linear', transfer=False, target=('valence',)), contains='15 pictures are rated')
    strange = replace(test, classes=('calm', 'dread'))
    test_fail(lambda: fit([fine, coarse], 'linear', valid=strange), contains='validation features')
