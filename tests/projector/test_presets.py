# Generated from nbs/projector/58_presets.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from dataclasses import fields, replace
from fastcore.test import test_eq, test_fail
from tinyemo.html import Rows
from tinyemo.images.features import FeatureSet
from tinyemo.projector.kernel import KernelConfig
from tinyemo.projector.linear import LinearConfig
from tinyemo.projector.presets import PRESETS, RANGES, _folds, changed, fitted, presets
from tinyemo.projector.rows import training_rows


def test_as_a_projector():
    rng = np.random.default_rng(0)
    y = np.arange(300) % 3
    x = (rng.normal(size=(3, 24))[y] + rng.normal(size=(300, 24)) + 2).astype(np.float32)
    fs = FeatureSet(x, y, [str(i) for i in range(300)], ('awe', 'fear', 'joy'), {'encoder': 'toy'})
    rows, valid = training_rows(fs.subset(range(200))), training_rows(fs.subset(range(200, 300)))
    table = []
    for name, (config, recipe) in presets().items():
        if name in ('mlp', 'paper'):
            config = replace(config, members=1, epochs=1)
        model, held = fitted(rows, config, recipe, 0)
        said = fitted(rows, config, recipe, 0, valid)[1]
        test_eq((model.temperature, said.labels.tolist()), (1., valid.labels.tolist()))
        table.append({'preset': name, 'configuration': type(config).__name__, 'rows held out': len(held.labels)})
    test_eq([row['rows held out'] for row in table], [200, 200, 20, 20])
    test_eq(tuple(presets()), PRESETS)
    Rows(table)


def test_a_configuration_changed():
    test_eq(changed(LinearConfig(), {'C': '2.5'}).C, 2.5)
    test_eq(changed(KernelConfig(), {'widths': ['1', 2]}).widths, (1., 2.))
    test_fail(lambda: changed(LinearConfig(), {'epochs': 3}), contains='LinearConfig has no epochs: its fields are')
    test_fail(lambda: changed(KernelConfig(), {'landmarks': '1.5'}), contains="landmarks is '1.5': give something like")
    bounds = {'epochs': 0, 'batch': 1, 'lr': -1., 'dropout': 1., 'valid': 0., 'hidden': -1}
    for name, value in bounds.items():
        test_fail(lambda: changed(presets()['mlp'][0], {name: value}), contains=f'{name} is {value}: it must be')
    test_fail(lambda: changed(LinearConfig(), {'C': 0}), contains='C is 0.0: it must be above 0')
    test_fail(lambda: changed(KernelConfig(), {'widths': [1, np.nan]}), contains='widths is (1.0, nan): it must be above 0')
    for config, _ in presets().values(): # all that is there by default is in range, and every range is of a field
        changed(config, {f.name: getattr(config, f.name) for f in fields(config)})
    there = {f.name for config, _ in presets().values() for f in fields(config)}
    assert all(name in there for _, names in RANGES.values() for name in names)
    changed(KernelConfig(), {'landmarks': '500'}).landmarks


def test_edge_cases():
    few = FeatureSet(np.eye(8, dtype=np.float32), np.arange(8) % 2, [f'{i}.jpg' for i in range(8)], ('joy', 'fear'))
    config, recipe = presets()['paper']
    test_fail(lambda: fitted(training_rows(few), config, recipe, 0), contains='8 rows leave none to hold out')
    rng = np.random.default_rng(0)
    y = np.arange(60) % 3
    x = (rng.normal(size=(3, 24))[y] + rng.normal(size=(60, 24))).astype(np.float32)
    groups = np.arange(60)//6
    fs = FeatureSet(x, y, [str(i) for i in range(60)], ('awe', 'fear', 'joy'), {'encoder': 'toy'}, groups=groups)
    config, recipe = presets()['best']
    for train, test in _folds(training_rows(fs), True, 2000, 0):
        assert not set(groups[train]) & set(groups[test])
    test_eq(len(fitted(training_rows(fs), config, recipe, 0)[1].labels), 60)
