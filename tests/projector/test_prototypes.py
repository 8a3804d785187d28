# Generated from nbs/projector/05_prototypes.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
import pytest
from fastcore.test import test_close, test_eq
from tinyemo.figures import OKABE_ITO
from tinyemo.images.taxonomy import EKMAN
from tinyemo.projector.prototypes import ADJUST, WordSpace, build_table, centre, class_prototypes, whiten
from tinyemo.projector.vectors import SOURCES, shipped_table


def test_a_space_of_words():
    x = np.random.default_rng(0).normal(size=(200, 3))*[1, 5, .2] + 3
    test_close(centre(x, x).mean(0), np.zeros(3))
    round_ = whiten(x, x, shrink=0)
    test_close(round_.T@round_/len(x), np.eye(3))
    cross = np.array([[3., 0], [-3, 0], [0, 1], [0, -1]]) + 5 # variances 4.5 and .5, their mean 2.5
    test_close(whiten(cross[::2], cross, shrink=.1), [[3/4.75**.5, 0], [0, 1/.75**.5]])
    space = WordSpace()
    z = space(['joy', 'fear', 'anger'])
    test_close(np.linalg.norm(z, axis=1), np.ones(3))
    (z@z.T).round(2)
    templates = {'{emotion}': OKABE_ITO[0], 'a scene evoking {emotion}': OKABE_ITO[1]}
    fig, ax = plt.subplots(figsize=(4.5, 2.8), layout='constrained')
    means = {}
    for template, colour in templates.items():
        for adjust in ADJUST:
            z = WordSpace('smollm2', template, adjust)(EKMAN.labels)
            cosines = (z@z.T)[np.triu_indices(6, 1)]
            means[template, adjust] = cosines.mean()
            ax.plot([adjust]*15, cosines, 'o', color=colour, alpha=.5, label=template if adjust == 'none' else None)
    ax.set(ylabel='cosine between two labels', xlabel='adjustment')
    ax.legend(fontsize=8)
    assert means['a scene evoking {emotion}', 'none'] > .9 > means['a scene evoking {emotion}', 'centre']
    plt.close()


def test_prototypes_of_a_set_of_labels():
    one, each, mean = (class_prototypes(EKMAN.labels, mode=mode) for mode in ('none', 'each', 'mean'))
    test_eq((one.labels.tolist(), one.words), (list(range(6)), list(EKMAN.labels)))
    test_eq(np.bincount(each.labels).tolist(), [4]*6)
    expected = each.vectors[each.labels == 3].mean(0)
    test_close(mean.vectors[3], expected/np.linalg.norm(expected))


@pytest.mark.slow
def test_making_the_shipped_tables_slow():
    for source in SOURCES:
        fresh = build_table(source)
        shipped = shipped_table(source)
        test_eq(fresh.words, shipped.words)
        test_close(fresh.vectors, shipped.vectors, eps=2e-3)
