# Generated from nbs/evaluation/50_robustness.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.core import real_data
from tinyemo.evaluation.robustness import leak_study, plot_sensitivity, sensitivity
from tinyemo.images.features import FeatureSet, import_pt
from tinyemo.images.taxonomy import EKMAN, TEMPLATES
from tinyemo.projector.fit import fit


def test_a_leak():
    rng = np.random.default_rng(0)
    noise = FeatureSet(rng.normal(size=(300, 64)).astype(np.float32), rng.integers(0, 3, 300), [str(i) for i in range(300)], ('anger', 'fear', 'joy'), {'encoder': 'toy', 'dataset': 'toy'})
    study = leak_study(noise, seeds=range(3))
    mean = {r['what']: r['mean'] for r in study['rows']}
    assert mean['unseen images'] < .5 and mean['inflation'] > .2 and mean['recognised, of seen images'] == 1 and mean['recognised, of unseen images'] < .1
    test_close(mean['not recognised as seen'], mean['unseen images'], .05)
    test_fail(lambda: leak_study(noise, 1.5), contains='between 0 and 1')
    test_fail(lambda: leak_study(noise, seeds=[1]), contains='at least two')


def test_words():
    rng = np.random.default_rng(0)
    middle, y = rng.normal(size=(6, 24)), np.arange(240)%6
    toy = FeatureSet((middle[y] + .5*rng.normal(size=(240, 24))).astype(np.float32), y, [str(i) for i in range(240)], EKMAN.labels, {'encoder': 'toy', 'dataset': 'toy'})
    train = toy.subset(np.arange(120))
    test = toy.subset(np.arange(120, 240))
    model = fit(train, 'linear', transfer=False)
    s = sensitivity(model, test, train)
    test_eq({r['varied']: r['variants'] for r in s['spread']}, {'as trained': 1, 'template': len(TEMPLATES), 'synonyms': 3, 'labels of another taxonomy, mapped': 1, 'word source, trained anew': 2})
    by = {(r['varied'], r['variant']): r['top1'] for r in s['rows']}
    plot_sensitivity(s)
    test_eq(by['as trained', '{emotion}'], by['template', '{emotion}'])
    assert by['as trained', '{emotion}'] > .9 and by['word source, trained anew', 'minilm'] > .9


@pytest.mark.data
def test_words_data():
    rng = np.random.default_rng(0)
    middle, y = rng.normal(size=(6, 24)), np.arange(240)%6
    toy = FeatureSet((middle[y] + .5*rng.normal(size=(240, 24))).astype(np.float32), y, [str(i) for i in range(240)], EKMAN.labels, {'encoder': 'toy', 'dataset': 'toy'})
    train = toy.subset(np.arange(120))
    test = toy.subset(np.arange(120, 240))
    model = fit(train, 'linear', transfer=False)
    s = sensitivity(model, test, train)
    test_eq({r['varied']: r['variants'] for r in s['spread']}, {'as trained': 1, 'template': len(TEMPLATES), 'synonyms': 3, 'labels of another taxonomy, mapped': 1, 'word source, trained anew': 2})
    by = {(r['varied'], r['variant']): r['top1'] for r in s['rows']}
    plot_sensitivity(s)
    test_eq(by['as trained', '{emotion}'], by['template', '{emotion}'])
    assert by['as trained', '{emotion}'] > .9 and by['word source, trained anew', 'minilm'] > .9
    fs = import_pt(real_data('Emotion6'))
    leak = leak_study(fs, seeds=range(2), preset='linear')
    means = {r['what']: r['mean'] for r in leak['rows']}
    assert means['inflation'] > .03 and means['recognised, of seen images'] > .99
    part = np.random.default_rng(0).permutation(len(fs)) < 970
    model = fit(fs.subset(part), 'linear', transfer=False)
    s = sensitivity(model, fs.subset(~part))
