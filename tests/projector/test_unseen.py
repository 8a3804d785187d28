# Generated from nbs/projector/59_unseen.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
from dataclasses import replace
from fastcore.test import test_eq
from tinyemo.figures import OKABE_ITO
from tinyemo.images.features import FeatureSet
from tinyemo.images.taxonomy import PARROTT25
from tinyemo.projector.presets import presets
from tinyemo.projector.prototypes import WordSpace
from tinyemo.projector.rows import training_rows
from tinyemo.projector.unseen import unseen_labels


def test_labels_never_trained_on():
    rng = np.random.default_rng(0)
    space = WordSpace('minilm')
    y = np.repeat(np.arange(25), 30)
    x = space(PARROTT25.labels)[y] + .1*rng.normal(size=(750, 384)).astype(np.float32)
    fs = FeatureSet(x, y, [str(i) for i in range(750)], PARROTT25.labels, {'encoder': 'words'})
    config, recipe = presets()['best']
    config = replace(config, space=space, synonyms='none')
    found = unseen_labels(training_rows(fs.subset(rng.permutation(750))), config, recipe)
    recalls = dict(sorted(found['per_class'].items(), key=lambda item: -item[1]))
    fig, ax = plt.subplots(figsize=(5, 4.2), layout='constrained')
    ax.barh(list(recalls), list(recalls.values()), color=OKABE_ITO[0])
    ax.axvline(1/25, color='.3', linestyle=':')
    ax.set(xlabel='recall of the label that was left out (dotted: chance)', xlim=(0, 1))
    ax.invert_yaxis()
    ax.tick_params(axis='y', labelsize=7)
    assert 1/25 < found['mean_recall'] and found['seen_top1'] > .9
    plt.close()


def test_edge_cases():
    rng = np.random.default_rng(0)
    y = np.arange(320) % 4
    x = (rng.normal(size=(4, 24))[y] + rng.normal(size=(320, 24)) + 2).astype(np.float32)
    ids, meta = [str(i) for i in range(320)], {'encoder': 'toy'}
    large = FeatureSet(x, y, ids, ('joy', 'awe', 'fear', 'anger'), meta)
    small = replace(large.subset(np.arange(8)), classes=('rage', 'calm', 'woe', 'dread'), meta=meta | {'dataset': 'small'})
    rows = training_rows(large, small)
    config, recipe = presets()['linear']
    assert unseen_labels(rows, config, recipe, max_rows=160)['seen_top1'] > .8 # some labels are drawn once
    little = unseen_labels(rows, config, recipe, max_rows=6)
    test_eq((little['mean_recall'], little['reason']), (None, 'without joy: nothing to train on is left'))
    pair = unseen_labels(training_rows(replace(large, labels=y//2, classes=('joy', 'fear'))), config, recipe)
    test_eq(pair['reason'], '0 labels can be left out, it takes at least 3')
