# Generated from nbs/evaluation/00_evaluate.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
import warnings
from dataclasses import replace
from fastcore.test import test_eq, test_fail
from tinyemo.core import TinyEmoError
from tinyemo.evaluation.evaluate import MOST_PAIRS, NEAR_BITS, _near_rows, evaluate, for_classes, report_text, seen_rows, synonym_top1
from tinyemo.figures import RIGHT, WRONG
from tinyemo.images.features import FeatureSet
from tinyemo.images.fingerprints import fingerprints, nearest_fingerprint
from tinyemo.images.splits import LeakWarning
from tinyemo.images.taxonomy import EKMAN
from tinyemo.projector.fit import fit
from tinyemo.projector.model import Layer, MetricProjector, Projector
from tinyemo.projector.prototypes import WordSpace, class_prototypes


def test_which_classes():
    space = WordSpace()
    d = space(['joy']).shape[1]
    unchanged = Projector([Layer(np.eye(d, dtype=np.float32), np.zeros(d, np.float32))])
    model = MetricProjector([unchanged], class_prototypes(EKMAN.labels, space), EKMAN.labels, .1, space, 'words')
    named, vocabulary = for_classes(model, ('awe', 'fear'))
    test_eq((named.classes, vocabulary), (('awe', 'fear'), 'zero-shot'))
    test_eq(for_classes(model, EKMAN.labels), (model, 'trained'))


def test_synonyms():
    space = WordSpace()
    d = space(['joy']).shape[1]
    unchanged = Projector([Layer(np.eye(d, dtype=np.float32), np.zeros(d, np.float32))])
    model = MetricProjector([unchanged], class_prototypes(EKMAN.labels, space), EKMAN.labels, .1, space, 'words')
    fs = FeatureSet(space(EKMAN.labels), np.arange(6), list('abcdef'), EKMAN.labels, {'encoder': 'words'})
    result = synonym_top1(model, fs)
    assert not set(result['rounds'][0]['words']) & set(EKMAN.labels)
    test_eq(len(result['rounds'][0]['words']), 6)
    test_eq((len(result['rounds']), result['top1']), (1, .5))
    own = (space(EKMAN.labels)*space(result['rounds'][0]['words'])).sum(1)
    {label: round(float(cosine), 2) for label, cosine in zip(EKMAN.labels, own)} # of each label and its synonym


def test_was_the_test_data_seen():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 576)).astype(np.float32)
    centre = x[:100].mean(0)
    known = fingerprints(x[:100], centre)
    again = x + .05*rng.normal(size=x.shape).astype(np.float32)
    bits = nearest_fingerprint(fingerprints(again, centre), known)
    assert bits[:100].max() <= NEAR_BITS and bits[100:].min() > 5*NEAR_BITS

    fig, ax = plt.subplots(figsize=(4.5, 2.4), layout='constrained')
    edges = np.arange(0, 132, 4)
    ax.hist(bits[:100], edges, color=WRONG, hatch='//', edgecolor='white', label='seen in training')
    ax.hist(bits[100:], edges, color=RIGHT, label='new')
    ax.axvline(NEAR_BITS, linestyle=':', color='.3')
    ax.set(xlabel='bits that differ from the nearest of training, of 256', ylabel='test rows')
    ax.legend(frameon=False, fontsize=8);
    space = WordSpace()
    d = space(['joy']).shape[1]
    unchanged = Projector([Layer(np.eye(d, dtype=np.float32), np.zeros(d, np.float32))])
    model = MetricProjector([unchanged], class_prototypes(EKMAN.labels, space), EKMAN.labels, .1, space, 'words')
    rng = np.random.default_rng(0)
    x = rng.normal(size=(20, d)).astype(np.float32)
    about = {'dataset': 'mine', 'ids': ['0', '1'], 'centre': x.mean(0).tolist(),
             'fingerprints': fingerprints(x[:5], x.mean(0))}
    trained = replace(model, trained_on=about)
    meta = {'encoder': 'words', 'dataset': 'mine'}
    fs = FeatureSet(x, rng.integers(0, 6, 20), [str(i) for i in range(20)], EKMAN.labels, meta)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        seen = seen_rows(trained, fs)
        clean = seen_rows(trained, fs.subset(range(5, 20)))
    test_eq((seen['same_id'].sum(), seen['near'].sum(), clean['message']), (2, 5, None))
    test_eq([w.category for w in caught], [LeakWarning])


def test_the_report():
    space = WordSpace()
    d = space(['joy']).shape[1]
    unchanged = Projector([Layer(np.eye(d, dtype=np.float32), np.zeros(d, np.float32))])
    model = MetricProjector([unchanged], class_prototypes(EKMAN.labels, space), EKMAN.labels, .1, space, 'words')
    about = {'encoder': 'words', 'dataset': 'words', 'split': 'test'}
    fs = FeatureSet(space(EKMAN.labels), np.arange(6), list('abcdef'), EKMAN.labels, about)
    report = model.evaluate(fs)
    test_eq((report['top1'], report.n, report.vocabulary), (1., 6, 'trained'))
    test_eq(list(report.ci95), [1, 1])
    report.to_frame().head(2)


def test_rated_pictures():
    def rated(n, seed):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(n, 8)).astype(np.float32)
        means = np.stack([np.clip(4 + x[:, 0], 1, 7), np.ones(n), np.full(n, 50)], 1).astype(np.float32)
        ids = [f'{seed}-{i}' for i in range(n)]
        return FeatureSet(x, (x[:, 0] > 0).astype(int), ids, ('grief', 'calm'), {'encoder': 'toy', 'scale': [1, 7]},
                          ratings={'valence': means}, groups=np.arange(n)//2)

    report = evaluate(fit(rated(120, 0), 'linear', transfer=False), rated(200, 1))
    figures = report.ratings['valence']
    assert figures['r'][1] < figures['r'][0] < figures['r'][2] < figures['ceiling']
    assert .8 < figures['within'] < .98
    print(report_text(report).splitlines()[-4])


def test_edge_cases():
    space = WordSpace()
    d = space(['joy']).shape[1]
    unchanged = Projector([Layer(np.eye(d, dtype=np.float32), np.zeros(d, np.float32))])
    model = MetricProjector([unchanged], class_prototypes(EKMAN.labels, space), EKMAN.labels, .1, space, 'words')
    fs = FeatureSet(space(EKMAN.labels), np.arange(6), list('abcdef'), EKMAN.labels, {'encoder': 'words'})
    report = evaluate(model, fs)
    test_eq(model.evaluate(fs), report)
    for about, said in (({}, 'features, 6'), ({'dataset': 'A'}, 'A, 6'), ({'dataset': 'A', 'split': 'test'}, 'A test, 6')):
        first = report_text(evaluate(model, replace(fs, meta=fs.meta | about))).splitlines()[0]
        test_eq(first, f'{said} images, encoder words, vocabulary trained')
    test_eq(list(report.to_frame().index), list(EKMAN.labels))
    assert {'top1', 'macro_f1', 'ece', 'nll', 'n', 'ci95', 'per_class'} <= set(report)
    other = FeatureSet(space(['awe', 'fear']), np.arange(2), ['a', 'b'], ('awe', 'fear'), {'encoder': 'words'})
    test_eq((evaluate(model, other)['vocabulary'], evaluate(model, other)['top1']), ('zero-shot', 1.))
    unlabelled, foreign = replace(fs, labels=None, classes=()), replace(fs, meta={'encoder': 'lite0'})
    test_fail(lambda: evaluate(model, unlabelled), contains='carry no labels')
    test_fail(lambda: evaluate(fs, model), exc=TinyEmoError, contains='a FeatureSet is no projector: te.evaluate takes the')
    test_fail(lambda: evaluate(model, foreign), contains="features are from encoder 'lite0'")
    test_eq(synonym_top1(model, replace(fs, classes=('glee', 'woe'))), {'top1': None, 'rounds': []})
    turned = replace(fs, labels=5-fs.labels, classes=('Surprise', *EKMAN.labels[-2::-1])) # in another order
    joint = replace(model, prototypes=class_prototypes(('awe', *EKMAN.labels), space), classes=('awe', *EKMAN.labels))
    for m, words in ((model, turned), (joint, fs), (joint, turned)):
        test_eq(synonym_top1(m, words)['top1'], report['synonyms']['top1'])
    test_eq((evaluate(model, turned)['vocabulary'], evaluate(model, turned)['top1']), ('trained', 1.))
    own = replace(model, classes=('Anger', *EKMAN.labels[1:]))
    test_eq(for_classes(own, EKMAN.labels)[1], 'trained')
    test_eq(for_classes(own, EKMAN.labels)[0].logits(fs.features), model.logits(fs.features))
    centre = fs.features.mean(0)
    known = {'centre': centre.tolist(), 'fingerprints': fingerprints(fs.features[:2], centre)}
    for most in (0, MOST_PAIRS): # of very many, only equal ones are found
        test_eq(_near_rows(known, fs, most).tolist(), [True, True] + [False]*4)
    r = {'dataset': 'mine', 'split': 'test', 'n': 3, 'encoder': 'lite0', 'vocabulary': 'trained',
         'top1': 2/3, 'ci95': [0, 1], 'top2': 1., 'macro_f1': .6, 'ece': .1, 'ece_reference': [.08, .02],
         'calibration_error': None, 'overconfidence': -.02, 'nll': .7, 'brier': .4,
         'per_class': {'awe': {'recall': .5, 'support': 2}, 'joy': {'recall': None, 'support': 0}},
         'synonyms': {'top1': None}, 'unseen_labels': {'mean_recall': .02, 'seen_top1': .8},
         'seen': {'same_id': 1, 'near_duplicate': 1, 'message': '', 'top1_unseen_rows': .5}}
    assert 'recall 2.0 %, with 80.0 % on the others' in report_text(r) and 'SEEN IN TRAINING: 1 by id' in report_text(r)
    assert 'ECE 10.0 % (calibrated: 8.0 ± 2.0)   debiased not measured   over-confidence -2.0 points' in report_text(r)
    unmeasured = {'mean_recall': None, 'reason': '2 labels can be left out, it takes at least 3'}
    said = report_text(r | {'unseen_labels': unmeasured})
    assert 'not measured at fit (2 labels can be left out, it takes at least 3)' in said
    old = report_text(r | {'unseen_labels': None}) # of a checkpoint that does not say
    assert 'labels left out of training: not measured at fit\n' in old
    print(report_text(r))
