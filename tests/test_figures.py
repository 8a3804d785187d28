# Generated from nbs/03_figures.ipynb by tinyemo.dev.nbtools: edit the notebook.
import base64
import io
import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Image as Shown
from PIL import Image
from fastcore.test import test_eq, test_fail
from tinyemo.figures import RIGHT, WRONG, class_style, contact_sheet, data_uri, figure_png


def test_colours_and_marks():
    fig, ax = plt.subplots(figsize=(6, .8))
    for i in range(25):
        ax.plot(i, 0, **class_style(i))
    ax.set(yticks=[], xlabel='class id')
    styles = [tuple(class_style(i).values()) for i in range(25)]
    test_eq(len(set(styles)), 25);


def test_figures_as_bytes():
    fig, ax = plt.subplots(figsize=(2, 1))
    ax.plot([0, 1])
    test_eq(base64.b64decode(data_uri(fig).removeprefix('data:image/png;base64,')), figure_png(fig))
    plt.close(fig)
    data_uri(fig)[:60] + '…'


def test_contact_sheets():
    pictures = [np.ones((64, 64, 3))*c for c in np.random.default_rng(0).random((8, 1, 1, 3))]
    captions = ['joy 0.93', 'awe 0.88', 'fear 0.41\ntrue: anger', *['calm 0.7']*5]
    fig = contact_sheet(pictures, captions, [True, True, False, *[None]*5], columns=5)
    test_eq([ax.get_title() for ax in fig.axes[:4]], ['✓ joy 0.93', '✓ awe 0.88', '✗ fear 0.41\ntrue: anger', 'calm 0.7'])
    Shown(figure_png(fig))


def test_edge_cases():
    fig, ax = plt.subplots(figsize=(2, 1))
    ax.plot([0, 1])
    png = figure_png(fig)
    test_eq(png[:8], b'\x89PNG\r\n\x1a\n')
    test_eq(png, figure_png(ax))
    test_eq(data_uri(png), data_uri(ax))
    assert len(figure_png(fig, 220)) > len(png) and plt.fignum_exists(fig.number)
    plt.close(fig)
    pictures = [np.ones((64, 64, 3))*c for c in np.random.default_rng(0).random((8, 1, 1, 3))]
    before = plt.get_fignums()
    fig = contact_sheet(pictures, ['a']*8, [True, True, False, *[None]*5], 5)
    test_eq((len(fig.axes), fig.axes[0].get_gridspec().get_geometry()), (8, (2, 5)))
    test_eq([fig.axes[i].title.get_color() for i in (0, 2, 3)], [RIGHT, WRONG, 'black'])
    test_eq([fig.axes[i].get_frame_on() for i in (0, 2, 3)], [True, True, False])
    test_eq(plt.get_fignums(), before)
    clear, wide = Image.new('RGBA', (20, 20), (255, 0, 0, 0)), np.zeros((10, 30))
    sheet = contact_sheet([clear, wide], right=np.array([True, False]), size=.8)
    test_eq([ax.get_title() for ax in sheet.axes], ['✓ ', '✗ '])
    test_eq(np.unique(np.asarray(Image.open(io.BytesIO(figure_png(contact_sheet([clear])))))), [255]) # nothing but white
    assert figure_png(contact_sheet([wide], size=.8)) != figure_png(contact_sheet([wide], size=1.6))
    test_eq(len(contact_sheet(pictures, columns=0).axes), 8)
    test_fail(lambda: contact_sheet(pictures, ['one']), contains='8 pictures, 1 captions')
    test_fail(lambda: contact_sheet(pictures, right=[True]), contains='1 verdicts')
    test_fail(lambda: contact_sheet([], []), contains='at least one')
