# Generated from nbs/03_figures.ipynb by tinyemo.dev.nbtools: edit the notebook.
import base64
import io
import matplotlib.pyplot as plt
import numpy as np
import re
import tempfile
from IPython.display import Image as Shown
from PIL import Image
from fastcore.test import test_eq, test_fail
from tinyemo.figures import LOOKS, RIGHT, WRONG, axes_or_new, class_looks, class_style, contact_sheet, data_uri, drawn_in, figure_png, figure_size, save_figure


def test_colours_and_marks():
    fig, ax = plt.subplots(figsize=(6, .8))
    for i in range(25):
        ax.plot(i, 0, **class_style(i))
    ax.set(yticks=[], xlabel='class id')
    styles = [tuple(class_style(i).values()) for i in range(25)]
    test_eq(len(set(styles)), 25);
    test_eq(class_looks(['joy', 'fear'])[1], class_looks(['awe', 'anger', 'fear'])[2])
    fig, ax = plt.subplots(figsize=(6, 2.4))
    for i, (label, look) in enumerate(LOOKS.items()):
        ax.plot(i % 8, -(i//8), **look)
        ax.text(i % 8, -(i//8) - .35, label, ha='center', fontsize=7)
    ax.set_ylim(-3.6, .3)
    ax.set_axis_off();


def test_figures_as_bytes():
    fig, ax = plt.subplots(figsize=(6, .8))
    assert axes_or_new(ax, 1, 1, xlabel='time') is ax and ax.get_xlabel() == 'time'
    test_eq(axes_or_new(None, 2, 1).figure.get_size_inches().tolist(), [2, 1])
    plt.close('all')
    with tempfile.TemporaryDirectory() as d, drawn_in('paper'):
        fig, ax = plt.subplots(figsize=figure_size(6, 4), layout='constrained')
        ax.plot([0, 1], **LOOKS['joy'])
        ax.set_xlabel('time')
        files = save_figure(fig, f'{d}/line', 'paper')
        page, drawing = (f.read_bytes() for f in files)
        width = float(re.search(rb'/MediaBox \[ 0 0 ([\d.]+)', page)[1])/72
    test_eq((page[:5], round(width, 2), b'>time</text>' in drawing), (b'%PDF-', 3.35, True))
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
    from matplotlib.colors import to_rgb

    from tinyemo.images.taxonomy import TAXONOMIES

    CONES = {
        'all cones': np.eye(3),
        'no red': [[.152286, 1.052583, -.204868], [.114503, .786281, .099216], [-.003882, -.048116, 1.051998]],
        'no green': [[.367322, .860646, -.227968], [.280085, .672501, .047413], [-.011820, .042940, .968881]],
        'no blue': [[1.255528, -.076749, -.178779], [-.078411, .930809, .147602], [.004733, .691367, .303900]],
    }

    def lab(colour, cones):
        "A colour in CIELAB, as seen."
        rgb = np.array(to_rgb(colour))
        linear = np.where(rgb > .04045, ((rgb + .055)/1.055)**2.4, rgb/12.92)
        seen = np.clip(np.array(cones)@linear, 0, 1)
        xyz = np.array([[.4124, .3576, .1805], [.2126, .7152, .0722], [.0193, .1192, .9505]])@seen
        f = xyz/[.9505, 1, 1.089]
        f = np.where(f > .008856, np.cbrt(f), 7.787*f + 16/116)
        return np.array([116*f[1] - 16, 500*(f[0] - f[1]), 200*(f[1] - f[2])])

    least = {}
    for taxonomy in TAXONOMIES.values():
        looks = class_looks(taxonomy.labels)
        test_eq(len({tuple(look.values()) for look in looks}), len(taxonomy))
        assert all(label in LOOKS for label in taxonomy.labels)
        for cones, matrix in CONES.items():
            apart = [np.linalg.norm(lab(a['color'], matrix) - lab(b['color'], matrix)) for i, a in enumerate(looks)
                     for b in looks[:i] if a['marker'] == b['marker']]
            least[taxonomy.name, cones] = round(min(apart))
    assert min(least.values()) > 10, least
    test_eq(class_looks(['glee', 'joy'])[1], class_style(1))
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
