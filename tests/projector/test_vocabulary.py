# Generated from nbs/projector/25_vocabulary.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from dataclasses import replace
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.images.taxonomy import EKMAN, MIKELS
from tinyemo.metrics import softmax
from tinyemo.projector.model import Layer, MetricProjector, Projector, Reading
from tinyemo.projector.prototypes import WordSpace, class_prototypes
from tinyemo.projector.vocabulary import even_bias, likeness, vocabulary_notes, with_labels, words_of


def test_words_by_likeness_of_meaning():
    shares = likeness(EKMAN.labels, MIKELS.labels)
    fig, ax = plt.subplots(figsize=(8.5, 3), layout='constrained')
    sns.heatmap(shares, annot=True, fmt='.2f', cmap='cividis', cbar=False, ax=ax,
                xticklabels=MIKELS.labels, yticklabels=EKMAN.labels)
    ax.set(xlabel='trained word (Mikels)', ylabel='word asked for (Ekman)')
    plt.close()
    joy = dict(zip(MIKELS.labels, shares[EKMAN.labels.index('joy')]))
    assert sum(joy[word] for word in ('amusement', 'awe', 'contentment', 'excitement')) > .9
    for word in ('anger', 'disgust', 'fear', 'sadness'):
        assert shares[EKMAN.labels.index(word), MIKELS.labels.index(word)] > .99


def test_no_word_favoured():
    logits = np.random.default_rng(0).normal(size=(300, 3))*3 + [4, 0, -2]
    before, after = (softmax(z).mean(0) for z in (logits, logits + even_bias(logits)))
    test_close(after, np.full(3, 1/3), eps=1e-6)
    {'before': before.round(2), 'after': after.round(2)}
    space = WordSpace()
    d = space(['joy']).shape[1]
    same = Projector([Layer(np.eye(d, dtype=np.float32), np.zeros(d, np.float32))])
    model = MetricProjector([same], class_prototypes(EKMAN.labels, space), EKMAN.labels, .05)
    other = with_labels(model, ['rage', 'delight', 'grief'])
    probs = other.predict_proba(space(['anger', 'joy', 'sadness']))
    test_eq([other.classes[i] for i in probs.argmax(1)], ['rage', 'delight', 'grief'])
    dict(zip(('anger', 'joy', 'sadness'), probs.round(2).tolist()))


def test_how_far_to_trust_it():
    model = MetricProjector([], class_prototypes(EKMAN.labels), EKMAN.labels)
    notes = vocabulary_notes(model, ['joy', 'grief', 'awe', 'boredom'])
    test_eq([(r['nearest'], r['trained']) for r in notes[:2]], [('joy', True), ('sadness', False)])


def test_edge_cases():
    space = WordSpace()
    d = space(['joy']).shape[1]
    same = Projector([Layer(np.eye(d, dtype=np.float32), np.zeros(d, np.float32))])
    model = MetricProjector([same], class_prototypes(EKMAN.labels, space), EKMAN.labels, .05)
    test_fail(lambda: with_labels(model, ['calm']), contains='(calm): name at least 2, with commas')
    test_eq(set(with_labels(model, 'ekman').classes), set(EKMAN.labels))
    test_eq(words_of(model, iter(['calm', 'grief'])), ('calm', 'grief'))
    spelt = with_labels(model, ['Happiness', 'fear'])
    test_eq(spelt.classes, ('Happiness', 'fear'))
    test_close(spelt.logits(space(['joy'])), with_labels(model, ['joy', 'fear']).logits(space(['joy'])))
    turned = with_labels(model, EKMAN.labels[::-1])
    x = space(['anger', 'grief', 'calm'])
    test_close(turned.predict_proba(x), model.predict_proba(x)[:, ::-1])
    fewer = with_labels(model, ['joy', 'fear'])
    test_close(fewer.logits(x), model.logits(x)[:, [EKMAN.labels.index(c) for c in ('joy', 'fear')]])
    each = replace(model, prototypes=class_prototypes(EKMAN.labels, space, 'each')) # several prototypes a class
    test_close(with_labels(each, EKMAN.labels[::-1]).logits(x), each.logits(x)[:, ::-1])
    pictures = space(['anger', 'joy', 'fear', 'calm', 'grief', 'horror'])
    sampled = replace(model, sample=model.logits(pictures))
    words = ['calm', 'grief', 'awe']
    even = with_labels(sampled, words)
    test_close(softmax(even.sample).mean(0), np.full(3, 1/3), eps=1e-4)
    test_close(even.sample, even.logits(pictures), eps=1e-4)
    read = replace(model, readings={'moods': Reading(('low', 'high'), model.prototypes.vectors[:2], np.array([0, 1.]))})
    for labels in ('moods', ['moods'], ['low', 'high'], 'low,high'):
        test_close(with_labels(read, labels).logits(x), x@model.prototypes.vectors[:2].T + [0, 1])
    test_close(with_labels(read, ['high', 'low']).logits(x), with_labels(read, 'moods').logits(x)[:, ::-1])
