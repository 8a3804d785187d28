# Generated from nbs/evaluation/08_maps.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
from fastcore.test import test_close, test_eq, test_fail
from itertools import combinations
from matplotlib.text import Text
from tinyemo.evaluation.maps import plot_among, plot_map, principal_plane
from tinyemo.images.fingerprints import unit
from tinyemo.images.taxonomy import PARROTT25


def test_many_embeddings():
    names = ['anger', 'disgust', 'fear', 'joy', 'sadness', 'surprise']
    rng = np.random.default_rng(0)
    prototypes = rng.normal(size=(6, 32))
    prototypes[2] = prototypes[0] + .2*prototypes[2] # fear almost on top of anger
    y = rng.integers(0, 6, 500)
    x = prototypes[y] + rng.normal(size=(500, 32))
    ax = plot_map(x, y, names, prototypes)
    centre, axes, shares = principal_plane(x)
    test_close(ax.collections[-1].get_offsets().data, (unit(prototypes)-centre)@axes)
    assert f'{shares[0]:.0%} of variance' in ax.get_xlabel()


def test_one_embedding():
    rng = np.random.default_rng(0)
    anchors = rng.normal(size=(5, 8))
    fig, ax = plt.subplots(figsize=(3.6, 2.8), layout='constrained')
    words = ['fear', 'joy', 'sadness', 'glee', 'dread']
    plot_among(anchors[1]+.2*anchors[2], anchors, words, words[:3], ax)
    assert len(ax.collections) >= 2


def test_edge_cases():
    angle = np.linspace(0, 2*np.pi, 40, endpoint=False)
    flat = np.stack([np.cos(angle), np.sin(angle), 0*angle], 1)
    test_close(principal_plane(flat)[2], [.5, .5])
    test_close(principal_plane(flat[:1])[2], [0, 0])
    test_close(principal_plane(flat*np.arange(1, 41)[:, None])[0], np.zeros(3), eps=1e-6)
    test_fail(lambda: principal_plane([1., 2.]), contains='embeddings of shape (2,)')
    test_fail(lambda: principal_plane([[1., np.nan]]), contains='finite numbers')
    def covering(ax): # pairs of words that cover one another
        ax.figure.draw_without_rendering()
        boxes = {t.get_text(): Text.get_window_extent(t) for t in ax.texts}
        return [(a, b) for a, b in combinations(boxes, 2) if boxes[a].overlaps(boxes[b])]

    def crossing(ax): # words whose white outline, 1.5 points wide, touches the frame
        ax.figure.draw_without_rendering()
        frame = ax.get_window_extent()
        boxes = {t.get_text(): Text.get_window_extent(t).padded(1.5*ax.figure.dpi/72) for t in ax.texts}
        return [word for word, b in boxes.items() if not (frame.contains(b.x0, b.y0) and frame.contains(b.x1, b.y1))]

    def clouds(seed, k, d, n, spread): # k prototypes and n points around them
        rng = np.random.default_rng(seed)
        prototypes = rng.normal(size=(k, d))
        if k == 6:
            prototypes[2] = prototypes[0] + .2*prototypes[2] # one almost on top of another
        y = rng.integers(0, k, n)
        return prototypes, y, prototypes[y] + spread*rng.normal(size=(n, d))

    names = ['anger', 'disgust', 'fear', 'joy', 'sadness', 'surprise']
    prototypes, y, x = clouds(0, 6, 32, 500, 1)
    ax = plot_map(x, y, names, prototypes)
    test_eq([t.get_text() for t in ax.texts], names)
    test_eq([t.get_text() for t in ax.get_legend().get_texts()], names)
    test_eq([len(c.get_offsets()) for c in ax.collections], [*np.bincount(y), 6])
    test_eq((covering(ax), crossing(ax)), ([], []))

    prototypes, y, x = clouds(1, 25, 16, 2500, .7)
    ax = plot_map(x, y, PARROTT25.labels, prototypes)
    test_eq([t.get_text() for t in ax.texts], list(PARROTT25.labels))
    test_eq((covering(ax), crossing(ax)), ([], []))
    drawn = sum(len(c.get_offsets()) for c in ax.collections[:25])
    test_eq((drawn, ax.get_title()), (2000, '2000 of 2500 points'))

    fig, axes = plt.subplots(1, 2, figsize=(6, 2))
    words = plot_map(x, y, PARROTT25.labels, prototypes[:4], ['affection', 'love', 'cheerfulness', 'glee'], ax=axes[1])
    assert words is axes[1]
    test_eq([t.get_fontstyle() for t in words.texts], ['normal', 'italic', 'normal', 'italic'])
    test_eq([bool((c == 1).all()) for c in words.collections[-1].get_facecolors()], [True, True, False, False])
    test_eq(crossing(words), [])
    plt.close('all')
    test_fail(lambda: plot_map(x, y, PARROTT25.labels, prototypes[:4]), contains='shape (4, 16): give 25 of 16 numbers')
    test_fail(lambda: plot_map(x, y, PARROTT25.labels, prototypes[:, :9]), contains='give 25 of 16 numbers')
    test_fail(lambda: plot_map(x, y[:9], PARROTT25.labels), contains='2500 embeddings with labels of shape (9,)')
    test_eq(plt.get_fignums(), [])
