# Generated from nbs/evaluation/10_plots.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
import tempfile
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.calibration import ece, reliability_bins
from tinyemo.classification import classification_report
from tinyemo.evaluation.evaluate import evaluate
from tinyemo.evaluation.plots import plot_confusion, plot_history, plot_per_class, plot_reliability, save_plots
from tinyemo.figures import save_figure
from tinyemo.images.features import FeatureSet
from tinyemo.images.taxonomy import EKMAN, MIKELS, PARROTT25
from tinyemo.metrics import softmax
from tinyemo.projector.model import Layer, MetricProjector, Projector
from tinyemo.projector.prototypes import WordSpace, class_prototypes
from unittest.mock import patch


def test_confusion():
    names = ['anger', 'disgust', 'fear', 'joy', 'sadness', 'surprise']
    counts = np.array([[60, 9, 12, 2, 8, 8], [7, 74, 6, 1, 6, 5], [17, 7, 58, 2, 11, 4],
                       [0, 1, 1, 90, 2, 5], [6, 4, 9, 3, 75, 2], [4, 6, 5, 20, 3, 61]])
    ax = plot_confusion(counts, names)
    test_eq([t.get_text() for t in ax.texts if t.get_position() == (3.5, 5.5)], ['20 %\n20']) # surprise taken for joy
    test_close(ax.collections[0].get_array().sum(1), np.ones(6))


def test_reliability():
    rng = np.random.default_rng(0)
    z = rng.normal(size=(600, 6))*1.5
    y = (softmax(z).cumsum(1) < rng.random((600, 1))).sum(1).clip(0, 5) # drawn from the probabilities of z
    over = softmax(2*z)
    fig, ax = plt.subplots(figsize=(4, 3.2), layout='constrained')
    plot_reliability(over, y, ax=ax)
    b = reliability_bins(over, y)
    line = ax.containers[1].lines[0]
    test_close(line.get_xydata(), np.stack([b['confidence'], b['accuracy']], 1)[b['count'] > 0])
    test_close(sum(p.get_height() for p in ax.patches), 1)
    assert f'ECE {ece(over, y):.3f}' in ax.get_title()
    confidence, accuracy = line.get_xydata().T
    test_eq((accuracy > confidence)[confidence > .4].sum(), 0) # below it, from .4 on
    ece(softmax(z), y), ece(over, y)


def test_training_curves():
    losses = [dict(epoch=e, train_loss=1.8*.8**e, valid_loss=1.3*.9**e+.07*e) for e in range(1, 11)]
    rows = [r | {'valid_top1': .76 - .3*.6**r['epoch'] - .003*r['epoch']} for r in losses]
    fig, ax = plt.subplots(figsize=(4.8, 2.8), layout='constrained')
    plot_history(rows, ax)
    right = ax.figure.axes[1]
    best = max(rows, key=lambda r: r['valid_top1'])
    test_close(ax.lines[1].get_ydata(), [r['valid_loss'] for r in rows])
    test_close(right.lines[0].get_ydata(), [r['valid_top1'] for r in rows])
    test_eq(right.lines[1].get_xdata(), [best['epoch']])
    assert min(rows, key=lambda r: r['valid_loss'])['epoch'] < best['epoch'] < 10


def test_class_by_class():
    rng = np.random.default_rng(0)
    z = rng.normal(size=(300, 5))
    y = np.where(rng.random(300) < .7, z[:, :4].argmax(1), rng.integers(0, 4, 300))
    report = classification_report(softmax(z), y, ['amusement', 'anger', 'awe', 'fear', 'disgust'])
    ax = plot_per_class(report)
    recalls = [r['recall'] or 0 for r in report['per_class'].values()]
    test_close([p.get_width() for p in ax.patches], sorted(recalls, reverse=True))
    test_eq(ax.get_yticklabels()[4].get_text(), 'disgust (0)') # not measured, so last


def test_all_pictures_of_an_evaluation():
    space = WordSpace()
    d = space(['joy']).shape[1]
    same = Projector([Layer(np.eye(d, dtype=np.float32), np.zeros(d, np.float32))])
    model = MetricProjector([same], class_prototypes(EKMAN.labels, space), EKMAN.labels, .1, space, 'words')

    def noisy(labels):
        x = np.repeat(space(labels), 10, 0)
        x = x + .06*np.random.default_rng(0).normal(size=x.shape)
        return FeatureSet(x, np.arange(len(x))//10, [str(i) for i in range(len(x))], labels, {'encoder': 'words'})

    files = ['confusion.png', 'reliability.png', 'per_class.png', 'map.png']
    before = plt.get_fignums()
    with tempfile.TemporaryDirectory() as folder:
        new = Path(folder)/'new'
        for fs in (noisy(EKMAN.labels), noisy(MIKELS.labels)):
            report = evaluate(model, fs)
            paths = save_plots(model, fs, report, new)
            test_eq([p.name for p in paths], files)
            assert all(p.read_bytes()[:4] == b'\x89PNG' for p in paths)
        test_eq(sorted(p.name for p in new.iterdir()), sorted(files))
        old = paths[0].read_bytes()
        with patch.dict(save_figure.__globals__, figure_png=lambda fig: 1/0):
            test_fail(lambda: save_plots(model, fs, report, new))
        test_eq(paths[0].read_bytes(), old)
        printed = [p.name for p in save_plots(model, fs, report, new, 'paper')]
    test_eq((len(printed), printed[:2]), (8, ['confusion.pdf', 'confusion.svg']))
    test_eq(plt.get_fignums(), before)


def test_edge_cases():
    names = ['anger', 'disgust', 'fear', 'joy', 'sadness', 'surprise']
    counts = np.diag([60, 74, 58, 90, 75, 61])
    fig, ax = plt.subplots()
    assert plot_confusion(counts, names, ax) is ax
    test_eq([t.get_text() for t in ax.get_xticklabels()], names)
    test_eq([t.get_text() for t in ax.get_yticklabels()], names)
    test_eq((ax.get_xlabel(), ax.get_ylabel()), ('predicted', 'true'))
    plt.close('all')
    test_fail(lambda: plot_confusion(counts, names[:5]), contains='shape (6, 6) with 5 names')
    test_eq(plt.get_fignums(), [])
    rng = np.random.default_rng(0)
    many = rng.poisson(.8, (25, 25)) + np.diag(rng.integers(5, 40, 25))
    many[2] = 0
    ax = plot_confusion(many, PARROTT25.labels)
    test_eq([(t.get_text(), t.get_position()) for t in ax.texts], [('no rows', (12.5, 2.5))])
    test_eq([t.get_text() for t in ax.get_yticklabels()], list(PARROTT25.labels))
    test_close(ax.collections[0].get_array()[2].mask.sum(), 25)
    for k, numbers in ((10, 90), (11, 0), (100, 0)): # of ten classes nine have rows, so 90 cells show a number
        counts = np.eye(k)*(np.arange(k) != 2)[:, None]
        other = plot_confusion(counts, [f'class {i}' for i in range(k)])
        test_eq(len(other.texts), numbers+1)
        assert other.figure.get_figwidth() <= 8
    plt.close('all')
    losses = [dict(epoch=e, train_loss=1.8*.8**e, valid_loss=1.3*.9**e+.03*e) for e in range(1, 11)]
    rows = [r | {'valid_top1': .76 - .3*.6**r['epoch'] - .003*r['epoch']} for r in losses]
    ax = plot_history(rows)
    best = max(r['valid_top1'] for r in rows)
    legend = [t.get_text() for t in ax.get_legend().get_texts()]
    test_eq(legend, ['train loss', 'valid loss', 'valid top-1', f'best {best:.3f}'])
    test_eq((ax.get_ylabel(), ax.figure.axes[1].get_ylabel()), ('loss', 'top-1'))

    two = {'amusement': {'recall': 1., 'support': 10}, 'anger': {'recall': .5, 'support': 100}}
    ax = plot_per_class({'per_class': two})
    ends = [segment[:, 0] for segment in ax.containers[0].lines[2][0].get_segments()]
    test_close(ends, [[.7225, 1], [.4038, .5962]], eps=1e-3)

    rng = np.random.default_rng(0)
    z = rng.normal(size=(300, 5))
    y = np.where(rng.random(300) < .7, z[:, :4].argmax(1), rng.integers(0, 4, 300))
    report = classification_report(softmax(z), y, ['amusement', 'anger', 'awe', 'fear', 'disgust'])
    ax = plot_per_class(report)
    first = ax.get_yticklabels()[0].get_text().split(' (')
    test_close(report['per_class'][first[0]]['recall'], ax.patches[0].get_width())
    test_eq(report['per_class'][first[0]]['support'], int(first[1][:-1]))
    test_eq([t.get_text() for t in ax.texts], ['no rows'])
    assert f'{report["top1"]:.3f}' in ax.get_xlabel()
    plt.close('all')
    test_fail(lambda: plot_history([]), contains='no epochs')
    test_fail(lambda: plot_reliability(softmax(z), y, bins=0), contains='0 bins')
    test_eq(plt.get_fignums(), [])
