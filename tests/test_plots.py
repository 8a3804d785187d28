# Generated from nbs/42_plots.ipynb by tinyemo.nbtools: edit the notebook.
import numpy as np
from IPython.display import Image
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.metrics import classification_report, ece, reliability_bins, softmax
from tinyemo.plots import PLANES, RIGHT, _axes, class_style, contact_sheet, figure_data_uri, figure_png, plane, plot_confusion, plot_history, plot_map, plot_per_class, plot_reliability, save_plots, wilson


def test_colours_and_marks():
    import matplotlib.pyplot as plt
    styles = [tuple(class_style(i).values()) for i in range(25)]
    test_eq(len(set(styles)), 25)
    fig, ax = plt.subplots(figsize=(6, .8))
    assert _axes(ax, 1, 1) is ax
    for i, (color, marker) in enumerate(styles): ax.plot(i, 0, marker, color=color)
    ax.set(yticks=[], xlabel='class id');


def test_confusion():
    names = ['anger', 'disgust', 'fear', 'joy', 'sadness', 'surprise']
    counts = np.array([[60, 9, 12, 2, 8, 8], [7, 74, 6, 1, 6, 5], [17, 7, 58, 2, 11, 4], [0, 1, 1, 90, 2, 5], [6, 4, 9, 3, 75, 2], [4, 6, 5, 20, 3, 61]])
    ax = plot_confusion(counts, names)
    test_eq([t.get_text() for t in ax.get_xticklabels()], names)
    test_eq((ax.get_xlabel(), ax.get_ylabel()), ('predicted', 'true'))
    test_eq(ax.texts[5*6+3].get_text(), '20 %\n20')
    test_close(ax.images[0].get_array().sum(1), np.ones(6))
    test_fail(lambda: plot_confusion(counts, names[:5]), contains='shape (6, 6) with 5 names')
    rng = np.random.default_rng(0)
    many = rng.poisson(.8, (25, 25)) + np.diag(rng.integers(5, 40, 25))
    many[2] = 0
    names = ('affection cheerfulness confusion contentment disappointment disgust enthrallment envy exasperation gratitude horror irritability lust '
         'neglect nervousness optimism pride rage relief sadness shame suffering surprise sympathy zest').split()
    ax = plot_confusion(many, names)
    test_eq([t.get_text() for t in ax.texts if t.get_position()[1] == 2], ['–']*25)


def test_reliability():
    rng = np.random.default_rng(0)
    z = rng.normal(size=(600, 6))*1.5
    y = (softmax(z).cumsum(1) < rng.random((600, 1))).sum(1).clip(0, 5)
    over = softmax(2*z)
    ax = plot_reliability(over, y)
    b = reliability_bins(over, y)
    line = ax.lines[1]
    test_close(line.get_xydata(), np.stack([b['confidence'], b['accuracy']], 1)[b['count'] > 0])
    test_close(sum(p.get_height() for p in ax.patches), 1)
    assert f'ECE {ece(over, y):.3f}' in ax.get_title()


def test_a_map():
    names = ['anger', 'disgust', 'fear', 'joy', 'sadness', 'surprise']
    rng = np.random.default_rng(0)
    prototypes = rng.normal(size=(6, 32))
    prototypes[2] = .5*prototypes[0] + .7*prototypes[2]
    y = rng.integers(0, 6, 500)
    x = prototypes[y] + rng.normal(size=(500, 32))
    ax = plot_map(x, y, names, prototypes)
    test_eq([t.get_text() for t in ax.texts], names)
    test_eq([t.get_text() for t in ax.get_legend().get_texts()], names)
    test_eq([len(c.get_offsets()) for c in ax.collections], [*np.bincount(y), *[1]*6])
    angle = np.linspace(0, 6, 40)
    flat = np.stack([np.cos(angle), np.sin(angle), 0*angle], 1)
    for method in PLANES: test_close(plane(flat, np.arange(40) % 4, method)[2].sum(), 1)
    test_fail(lambda: plane(flat, np.zeros(40, int), 'umap'), contains="unknown method 'umap'")
    test_fail(lambda: plane(flat, [0, 1]), contains='with 2 labels')
    test_close(plane(flat[:1], [0])[2], [0, 0])
    test_close(plane(flat, np.zeros(40, int))[2].sum(), 1)
    rng = np.random.default_rng(1)
    prototypes = rng.normal(size=(25, 16))
    y = rng.integers(0, 25, 700)
    ax = plot_map(prototypes[y] + .7*rng.normal(size=(700, 16)), y, [f'emotion {i}' for i in range(1, 26)], prototypes)
    test_eq([t.get_text() for t in ax.texts], [str(i) for i in range(1, 26)])
    test_eq(ax.get_legend().get_texts()[24].get_text(), '25 emotion 25')


def test_training_curves():
    rows = [dict(epoch=e, train_loss=1.8*.8**e, valid_loss=1.3*.9**e+.03*e, valid_top1=.76-.3*.6**e-.003*max(e-6, 0)) for e in range(1, 11)]
    ax = plot_history(rows)
    top1 = ax.figure.axes[1]
    test_close(ax.lines[1].get_ydata(), [r['valid_loss'] for r in rows])
    test_close(top1.lines[0].get_ydata(), [r['valid_top1'] for r in rows])
    test_eq([t.get_text() for t in ax.get_legend().get_texts()][:3], ['train loss', 'valid loss', 'valid top-1'])
    test_eq((ax.get_ylabel(), top1.get_ylabel()), ('loss', 'top-1'))
    test_fail(lambda: plot_history([]), contains='no epochs')


def test_class_by_class():
    rng = np.random.default_rng(0)
    z = rng.normal(size=(300, 5))
    y = np.where(rng.random(300) < .7, z[:, :4].argmax(1), rng.integers(0, 4, 300))
    report = classification_report(softmax(z), y, ['amusement', 'anger', 'awe', 'fear', 'disgust'])
    ax = plot_per_class(report)
    test_close([p.get_width() for p in ax.patches], [r['recall'] or 0 for r in report['per_class'].values()])
    test_eq([t.get_text() for t in ax.texts], ['no rows'])
    test_eq(ax.get_yticklabels()[4].get_text(), 'disgust (0)')
    test_close(wilson([1., .5], [10, 100]), [[.7225, .4038], [1, .5962]], eps=1e-3)


def test_figures_as_bytes():
    import matplotlib.pyplot as plt
    fig, ax = plt.subplots(figsize=(2, 1))
    ax.plot([0, 1])
    png = figure_png(fig)
    test_eq(png[:8], b'\x89PNG\r\n\x1a\n')
    test_eq(png, figure_png(ax))
    assert figure_data_uri(fig).startswith('data:image/png;base64,iVBOR') and plt.fignum_exists(fig.number)
    plt.close(fig)
    len(png)


def test_contact_sheets():
    rng = np.random.default_rng(0)
    pictures = [np.ones((64, 64, 3))*c for c in rng.random((8, 1, 1, 3))]
    fig = contact_sheet(pictures, ['joy 0.93', 'awe 0.88', 'fear 0.41\ntrue: anger', *['calm 0.7']*5], 5, [True, True, False, *[None]*5])
    test_eq([ax.get_title() for ax in fig.axes[:4]], ['✓ joy 0.93', '✓ awe 0.88', '✗ fear 0.41\ntrue: anger', 'calm 0.7'])
    test_eq(len(fig.axes), 10)
    test_eq(fig.axes[0].title.get_color(), RIGHT)
    test_fail(lambda: contact_sheet(pictures, ['one']), contains='8 pictures, 1 captions')
    test_fail(lambda: contact_sheet([], []), contains='at least one picture')
    Image(figure_png(fig, 100))


def test_all_pictures_of_an_evaluation():
    import tempfile
    from types import SimpleNamespace

    import matplotlib.pyplot as plt
    rng = np.random.default_rng(0)
    words = SimpleNamespace(vectors=np.eye(4), labels=np.array([0, 1, 1, 2]))
    model = SimpleNamespace(prototypes=words, embed=lambda x: x, predict_proba=lambda x: softmax(3*np.stack([x[:, 0], x[:, 1:3].max(1), x[:, 3]], 1)))
    fs = SimpleNamespace(features=rng.normal(size=(60, 4)), labels=rng.integers(0, 3, 60))
    report = classification_report(model.predict_proba(fs.features), fs.labels, ['awe', 'fear', 'joy'])
    before = plt.get_fignums()
    with tempfile.TemporaryDirectory() as d:
        paths = save_plots(model, fs, report, Path(d)/'new')
        assert all(p.read_bytes()[:4] == b'\x89PNG' for p in paths)
    test_eq(plt.get_fignums(), before)
