# Generated from nbs/evaluation/50_robustness.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
import pytest
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.core import real_data
from tinyemo.evaluation.robustness import leak_study, plot_sensitivity, sensitivity
from tinyemo.figures import OKABE_ITO
from tinyemo.images.features import FeatureSet
from tinyemo.images.original import import_pt
from tinyemo.images.taxonomy import EKMAN, TEMPLATES
from tinyemo.projector.fit import fit


def test_a_leak():
    rng = np.random.default_rng(0)
    about = {'encoder': 'toy', 'dataset': 'toy'}
    x = rng.normal(size=(300, 64)).astype(np.float32)
    labels = rng.integers(0, 3, 300)
    noise = FeatureSet(x, labels, [str(i) for i in range(300)], ('anger', 'fear', 'joy'), about)
    study = leak_study(noise, seeds=range(3))
    mean = {r.what: r['mean'] for r in study['rows']}
    assert mean['unseen images'] < .5 and mean['inflation'] > .2
    assert mean['recognised, of seen images'] == 1 and mean['recognised, of unseen images'] < .1
    test_close(mean['not recognised as seen'], mean['unseen images'], .05)

    shown = [r for r in study['rows'] if r.what in ('all images', 'unseen images', 'not recognised as seen')]
    fig, ax = plt.subplots(figsize=(5, 1.9), layout='constrained')
    for i, r in enumerate(shown):
        ax.barh(i, r['mean'], color=OKABE_ITO[5], height=.6)
        ax.plot([r.low, r.high], [i, i], color='black')
    ax.axvline(1/3, linestyle=':', color='.3')
    names = [r.what for r in shown]
    ax.set(yticks=range(3), yticklabels=names, ylim=(2.5, -.5), xlim=(0, 1), xlabel='top-1 (dotted: guessing)');


def test_words():
    rng = np.random.default_rng(0)
    y = np.arange(240) % 6
    x = rng.normal(size=(6, 24))[y] + .5*rng.normal(size=(240, 24))
    about = {'encoder': 'toy', 'dataset': 'toy'}
    toy = FeatureSet(x.astype(np.float32), y, [str(i) for i in range(240)], EKMAN.labels, about)
    train, test = toy.subset(np.arange(120)), toy.subset(np.arange(120, 240))
    model = fit(train, 'linear', transfer=False)
    study = sensitivity(model, test, train)
    top1 = {(r.varied, r.variant): r.top1 for r in study['rows']}
    test_eq(top1['as trained', '{emotion}'], top1['template', '{emotion}'])
    plot_sensitivity(study);
    spread = {r.varied: r.spread for r in study['spread']}
    assert spread['synonyms'] > .2 and spread['template'] == 0


@pytest.mark.data
def test_words_data():
    rng = np.random.default_rng(0)
    y = np.arange(240) % 6
    x = rng.normal(size=(6, 24))[y] + .5*rng.normal(size=(240, 24))
    about = {'encoder': 'toy', 'dataset': 'toy'}
    toy = FeatureSet(x.astype(np.float32), y, [str(i) for i in range(240)], EKMAN.labels, about)
    train, test = toy.subset(np.arange(120)), toy.subset(np.arange(120, 240))
    model = fit(train, 'linear', transfer=False)
    study = sensitivity(model, test, train)
    top1 = {(r.varied, r.variant): r.top1 for r in study['rows']}
    test_eq(top1['as trained', '{emotion}'], top1['template', '{emotion}'])
    plot_sensitivity(study);
    spread = {r.varied: r.spread for r in study['spread']}
    assert spread['synonyms'] > .2 and spread['template'] == 0
    photos = import_pt(real_data('Emotion6'))
    leak = leak_study(photos, seeds=range(2), preset='linear')
    means = {r.what: r['mean'] for r in leak['rows']}
    assert means['inflation'] > .03 and means['recognised, of seen images'] > .99
    part = np.random.default_rng(0).permutation(len(photos)) < 970
    words = sensitivity(fit(photos.subset(part), 'linear', transfer=False), photos.subset(~part))
    of_photos = {r.varied: r.spread for r in words['spread']}
    assert of_photos['synonyms'] > .2 > of_photos['template']


def test_edge_cases():
    rng = np.random.default_rng(0)
    y = np.arange(240) % 6
    x = rng.normal(size=(6, 24))[y] + .5*rng.normal(size=(240, 24))
    about = {'encoder': 'toy', 'dataset': 'toy'}
    toy = FeatureSet(x.astype(np.float32), y, [str(i) for i in range(240)], EKMAN.labels, about)
    train, test = toy.subset(np.arange(120)), toy.subset(np.arange(120, 240))
    study = sensitivity(fit(train, 'linear', transfer=False), test, train)
    variants = {r.varied: r.variants for r in study['spread']}
    test_eq(variants, {'as trained': 1, 'template': len(TEMPLATES), 'synonyms': 3,
                       'labels of another taxonomy, mapped': 1, 'word source, trained anew': 2})
    top1 = {(r.varied, r.variant): r.top1 for r in study['rows']}
    assert top1['as trained', '{emotion}'] > .9 and top1['word source, trained anew', 'minilm'] > .9
    test_fail(lambda: leak_study(toy, 1.5), contains='between 0 and 1')
    test_fail(lambda: leak_study(toy, seeds=[1]), contains='at least two')
