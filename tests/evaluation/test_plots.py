# Generated from nbs/evaluation/10_plots.ipynb by tinyemo.dev.nbtools: edit the notebook.
import base64
import numpy as np
from IPython.display import Image
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.evaluation.plots import _axes, _plane, plot_among, plot_confusion, plot_history, plot_map, plot_per_class, plot_reliability, save_plots
from tinyemo.figures import RIGHT, WRONG, class_style, contact_sheet, data_uri, figure_png
from tinyemo.images.features import unit
from tinyemo.metrics import classification_report, ece, reliability_bins, softmax


def test_colours_and_marks():
    import matplotlib.pyplot as plt

    styles = [tuple(class_style(i).values()) for i in range(25)]
    test_eq(len(set(styles)), 25)
    fig, ax = plt.subplots(figsize=(6, .8))
    assert _axes(ax, 1, 1) is ax
    for i, (color, marker) in enumerate(styles):
        ax.plot(i, 0, marker, color=color)
    ax.set(yticks=[], xlabel='class id');


def test_confusion():
    import matplotlib.pyplot as plt

    names = ['anger', 'disgust', 'fear', 'joy', 'sadness', 'surprise']
    counts = np.array([[60, 9, 12, 2, 8, 8], [7, 74, 6, 1, 6, 5], [17, 7, 58, 2, 11, 4], [0, 1, 1, 90, 2, 5], [6, 4, 9, 3, 75, 2], [4, 6, 5, 20, 3, 61]])
    ax = plot_confusion(counts, names)
    test_eq([t.get_text() for t in ax.get_xticklabels()], names)
    test_eq([t.get_text() for t in ax.get_yticklabels()], names)
    test_eq((ax.get_xlabel(), ax.get_ylabel()), ('predicted', 'true'))
    test_eq([t.get_text() for t in ax.texts if t.get_position() == (3.5, 5.5)], ['20 %\n20']) # surprise taken for joy
    test_close(ax.collections[0].get_array().sum(1), np.ones(6))
    before = plt.get_fignums()
    test_fail(lambda: plot_confusion(counts, names[:5]), contains='shape (6, 6) with 5 names')
    test_eq(plt.get_fignums(), before) # a refused call leaves no empty figure
    rng = np.random.default_rng(0)
    many = rng.poisson(.8, (25, 25)) + np.diag(rng.integers(5, 40, 25))
    many[2] = 0
    names = ('affection cheerfulness confusion contentment disappointment disgust enthrallment envy exasperation gratitude horror irritability lust '
         'neglect nervousness optimism pride rage relief sadness shame suffering surprise sympathy zest').split()
    ax = plot_confusion(many, names)
    test_eq([(t.get_text(), t.get_position()) for t in ax.texts], [('no rows', (12.5, 2.5))])
    test_eq([t.get_text() for t in ax.get_yticklabels()], names)
    test_close(ax.collections[0].get_array()[2].mask.sum(), 25)
    for k, numbers in ((10, 90), (11, 0), (100, 0)): # of ten classes nine have rows, so 90 cells show a number
        other = plot_confusion(np.eye(k)*(np.arange(k) != 2)[:, None], [f'class {i}' for i in range(k)])
        test_eq(len(other.texts), numbers+1)
        assert other.figure.get_figwidth() <= 8
        plt.close(other.figure)


def test_reliability():
    import matplotlib.pyplot as plt

    rng = np.random.default_rng(0)
    z = rng.normal(size=(600, 6))*1.5
    y = (softmax(z).cumsum(1) < rng.random((600, 1))).sum(1).clip(0, 5)
    over = softmax(2*z)
    ax = plot_reliability(over, y)
    b = reliability_bins(over, y)
    line = ax.containers[1].lines[0]
    test_close(line.get_xydata(), np.stack([b['confidence'], b['accuracy']], 1)[b['count'] > 0])
    test_close(sum(p.get_height() for p in ax.patches), 1)
    assert f'ECE {ece(over, y):.3f}' in ax.get_title()
    before = plt.get_fignums()
    test_fail(lambda: plot_reliability(over, y, bins=0), contains='0 bins')
    test_eq(plt.get_fignums(), before)


def test_a_map():
    angle = np.linspace(0, 2*np.pi, 40, endpoint=False)
    flat = np.stack([np.cos(angle), np.sin(angle), 0*angle], 1)
    test_close(_plane(flat)[2], [.5, .5])
    test_close(_plane(flat[:1])[2], [0, 0])
    test_close(_plane(flat*np.arange(1, 41)[:, None])[0], np.zeros(3), eps=1e-6)
    test_fail(lambda: _plane([1., 2.]), contains='embeddings of shape (2,)')
    test_fail(lambda: _plane([[1., np.nan]]), contains='finite numbers')
    from itertools import combinations

    from matplotlib.text import Text


    def covering(ax): # pairs of words that cover one another
        ax.figure.draw_without_rendering()
        boxes = {t.get_text(): Text.get_window_extent(t) for t in ax.texts}
        return [(a, b) for a, b in combinations(boxes, 2) if boxes[a].overlaps(boxes[b])]

    def crossing(ax): # words whose white outline, 1.5 points wide, touches the frame
        ax.figure.draw_without_rendering()
        frame = ax.get_window_extent()
        boxes = {t.get_text(): Text.get_window_extent(t).padded(1.5*ax.figure.dpi/72) for t in ax.texts}
        return [word for word, b in boxes.items() if not (frame.contains(b.x0, b.y0) and frame.contains(b.x1, b.y1))]


    names = ['anger', 'disgust', 'fear', 'joy', 'sadness', 'surprise']
    rng = np.random.default_rng(0)
    prototypes = rng.normal(size=(6, 32))
    prototypes[2] = prototypes[0] + .2*prototypes[2] # fear almost on top of anger
    y = rng.integers(0, 6, 500)
    x = prototypes[y] + rng.normal(size=(500, 32))
    ax = plot_map(x, y, names, prototypes)
    centre, axes, shares = _plane(x)
    test_eq([t.get_text() for t in ax.texts], names)
    test_eq([t.get_text() for t in ax.get_legend().get_texts()], names)
    test_eq([len(c.get_offsets()) for c in ax.collections], [*np.bincount(y), 6])
    test_close(ax.collections[-1].get_offsets().data, (unit(prototypes)-centre)@axes)
    test_eq((covering(ax), crossing(ax)), ([], []))
    assert f'{shares[0]:.0%} of variance' in ax.get_xlabel()
    import matplotlib.pyplot as plt

    rng = np.random.default_rng(1)
    names = ('affection cheerfulness confusion contentment disappointment disgust enthrallment envy exasperation gratitude horror irritability lust '
         'neglect nervousness optimism pride rage relief sadness shame suffering surprise sympathy zest').split()
    prototypes = rng.normal(size=(25, 16))
    y = rng.integers(0, 25, 2500)
    x = prototypes[y] + .7*rng.normal(size=(2500, 16))
    ax = plot_map(x, y, names, prototypes)
    test_eq([t.get_text() for t in ax.texts], names)
    test_eq((covering(ax), crossing(ax)), ([], []))
    test_eq((sum(len(c.get_offsets()) for c in ax.collections[:25]), ax.get_title()), (2000, '2000 of 2500 points'))
    fig, axes = plt.subplots(1, 2, figsize=(6, 2))
    words = plot_map(x, y, names, prototypes[:4], ['affection', 'love', 'cheerfulness', 'glee'], ax=axes[1])
    assert words is axes[1]
    before = plt.get_fignums()
    test_eq([t.get_fontstyle() for t in words.texts], ['normal', 'italic', 'normal', 'italic']) # words that are no class are in italics,
    test_eq([bool(c.all()) for c in words.collections[-1].get_facecolors()], [True, True, False, False]) # with hollow stars, below those of classes
    test_eq(crossing(words), [])
    test_fail(lambda: plot_map(x, y, names, prototypes[:4]), contains='prototypes of shape (4, 16): give 25 of 16 numbers')
    test_fail(lambda: plot_map(x, y, names, prototypes[:, :9]), contains='give 25 of 16 numbers')
    test_fail(lambda: plot_map(x, y[:9], names), contains='2500 embeddings with labels of shape (9,)')
    test_eq(plt.get_fignums(), before) # a refused call leaves no empty figure
    plt.close(fig)
    rng = np.random.default_rng(0)
    anchors = rng.normal(size=(5, 8))
    ax = plot_among(anchors[1]+.2*anchors[2], anchors, list('abcde'), list('abcde'))
    assert len(ax.collections) >= 2


def test_training_curves():
    import matplotlib.pyplot as plt

    rows = [dict(epoch=e, train_loss=1.8*.8**e, valid_loss=1.3*.9**e+.03*e, valid_top1=.76-.3*.6**e-.003*max(e-6, 0)) for e in range(1, 11)]
    ax = plot_history(rows)
    top1 = ax.figure.axes[1]
    test_close(ax.lines[1].get_ydata(), [r['valid_loss'] for r in rows])
    test_close(top1.lines[0].get_ydata(), [r['valid_top1'] for r in rows])
    best = max(rows, key=lambda r: r['valid_top1'])
    test_eq([t.get_text() for t in ax.get_legend().get_texts()], ['train loss', 'valid loss', 'valid top-1', f'best {best["valid_top1"]:.3f}'])
    test_eq(top1.lines[1].get_xdata(), [best['epoch']])
    test_eq((ax.get_ylabel(), top1.get_ylabel()), ('loss', 'top-1'))
    before = plt.get_fignums()
    test_fail(lambda: plot_history([]), contains='no epochs')
    test_eq(plt.get_fignums(), before)


def test_class_by_class():
    rng = np.random.default_rng(0)
    z = rng.normal(size=(300, 5))
    y = np.where(rng.random(300) < .7, z[:, :4].argmax(1), rng.integers(0, 4, 300))
    report = classification_report(softmax(z), y, ['amusement', 'anger', 'awe', 'fear', 'disgust'])
    ax = plot_per_class(report)
    widths = [p.get_width() for p in ax.patches]
    test_close(widths, sorted((r['recall'] or 0 for r in report['per_class'].values()), reverse=True))
    first = ax.get_yticklabels()[0].get_text().split(' (')
    test_close(report['per_class'][first[0]]['recall'], widths[0])
    test_eq(report['per_class'][first[0]]['support'], int(first[1][:-1]))
    test_eq([t.get_text() for t in ax.texts], ['no rows'])
    test_eq(ax.get_yticklabels()[4].get_text(), 'disgust (0)') # not measured, so last
    assert f'{report["top1"]:.3f}' in ax.get_xlabel()
    ax = plot_per_class({'per_class': {'amusement': {'recall': 1., 'support': 10}, 'anger': {'recall': .5, 'support': 100}}})
    ends = [segment[:, 0] for segment in ax.containers[0].lines[2][0].get_segments()]
    test_close(ends, [[.7225, 1], [.4038, .5962]], eps=1e-3)


def test_figures_as_bytes():
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots(figsize=(2, 1))
    ax.plot([0, 1])
    png = figure_png(fig)
    test_eq(png[:8], b'\x89PNG\r\n\x1a\n')
    test_eq(png, figure_png(ax))
    test_eq(base64.b64decode(data_uri(fig).removeprefix('data:image/png;base64,')), png)
    test_eq(data_uri(png), data_uri(ax))
    assert len(figure_png(fig, 220)) > len(png) and plt.fignum_exists(fig.number)
    plt.close(fig)
    len(png)


def test_contact_sheets():
    rng = np.random.default_rng(0)
    pictures = [np.ones((64, 64, 3))*c for c in rng.random((8, 1, 1, 3))]
    fig = contact_sheet(pictures, ['joy 0.93', 'awe 0.88', 'fear 0.41\ntrue: anger', *['calm 0.7']*5], [True, True, False, *[None]*5], 5)
    test_eq([ax.get_title() for ax in fig.axes[:4]], ['✓ joy 0.93', '✓ awe 0.88', '✗ fear 0.41\ntrue: anger', 'calm 0.7'])
    test_eq((len(fig.axes), fig.axes[0].get_gridspec().get_geometry()), (8, (2, 5)))
    test_eq([fig.axes[i].title.get_color() for i in (0, 2, 3)], [RIGHT, WRONG, 'black'])
    test_fail(lambda: contact_sheet(pictures, ['one']), contains='8 pictures, 1 captions')
    test_fail(lambda: contact_sheet([], []), contains='at least one')
    Image(figure_png(fig))


def test_all_pictures_of_an_evaluation():
    import tempfile
    from unittest.mock import patch

    import matplotlib.pyplot as plt

    from tinyemo.evaluation.evaluate import evaluate
    from tinyemo.images.features import FeatureSet
    from tinyemo.images.taxonomy import EKMAN, MIKELS
    from tinyemo.projector.model import Layer, MetricProjector, Projector
    from tinyemo.projector.prototypes import WordSpace, class_prototypes

    space = WordSpace()
    d = space(['joy']).shape[1]
    same = Projector([Layer(np.eye(d, dtype=np.float32), np.zeros(d, np.float32))])
    model = MetricProjector([same], class_prototypes(EKMAN.labels, space), EKMAN.labels, .1, space, 'words')
    def noisy(labels, seed=0): # ten noisy copies of every word stand for images
        x = np.repeat(space(labels), 10, 0)
        return FeatureSet(x + .06*np.random.default_rng(seed).normal(size=x.shape), np.arange(len(x))//10, [str(i) for i in range(len(x))], labels, {'encoder': 'words'})
    files = ['confusion.png', 'reliability.png', 'per_class.png', 'map.png']
    before = plt.get_fignums()
    with tempfile.TemporaryDirectory() as d:
        for fs in (noisy(EKMAN.labels), noisy(MIKELS.labels)): # the second is zero-shot: eight classes for a projector of six
            paths = save_plots(model, fs, evaluate(model, fs), Path(d)/'new')
            test_eq([p.name for p in paths], files)
            assert all(p.read_bytes()[:4] == b'\x89PNG' for p in paths)
        test_eq(sorted(p.name for p in (Path(d)/'new').iterdir()), sorted(files))
        old = paths[0].read_bytes()
        with patch.dict(save_plots.__globals__, figure_png=lambda fig: 1/0):
            test_fail(lambda: save_plots(model, fs, evaluate(model, fs), Path(d)/'new'))
        test_eq(paths[0].read_bytes(), old)
    test_eq(plt.get_fignums(), before)
