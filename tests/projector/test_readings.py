# Generated from nbs/projector/55_readings.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_close, test_eq
from tinyemo.images.features import FeatureSet
from tinyemo.images.fingerprints import unit
from tinyemo.projector.model import MetricProjector
from tinyemo.projector.prototypes import Prototypes
from tinyemo.projector.readings import HeldOut, calibrated, with_readings
from tinyemo.projector.rows import training_rows


def test_rows_that_were_not_trained_on():
    rng = np.random.default_rng(0)
    y = np.arange(600) % 3
    scores = .1*np.eye(3)[y] + .05*rng.normal(size=(600, 3))
    words = Prototypes(np.eye(3, 8), np.arange(3), list('abc'))
    model = MetricProjector([], words, ('awe', 'fear', 'joy'))
    plain = calibrated(model, HeldOut(scores, y, np.ones((600, 3), bool)), 'made up')
    assert plain.meta['valid']['ece'] < .05
    drawn = np.random.default_rng(0).permutation(600)
    test_close(plain.sample, scores[drawn]/plain.temperature, eps=1e-6)
    known = np.ones((600, 3), bool)
    known[y != 2, 2] = False # joy was on offer to its own images only
    easier = calibrated(model, HeldOut(scores, y, known), 'made up')
    assert easier.meta['valid']['top1'] > plain.meta['valid']['top1']


def test_read_in_a_label_set():
    rng = np.random.default_rng(0)
    meta = {'encoder': 'toy'}
    x = np.zeros((600, 2), np.float32)
    ids = [str(i) for i in range(600)]
    a = FeatureSet(x, np.arange(600) % 2, ids, ('joy', 'fear'), meta | {'dataset': 'a'})
    b = FeatureSet(x, np.arange(600) % 3, ids, ('calm', 'grief', 'joy'), meta | {'dataset': 'b'})
    rows = training_rows(a, b)
    truth = np.eye(4)[rows.labels]
    truth[(rows.label_set == 0) & (rows.labels == 1)] = [0, 0, 0, 1] # fear of the one looks like grief of the other
    points = unit(truth + .3*rng.normal(size=truth.shape))
    model = MetricProjector([], Prototypes(np.eye(4, 8), np.arange(4), list(rows.classes)), rows.classes)
    held = HeldOut(points, rows.labels, rows.known[rows.label_set])
    read = with_readings(calibrated(model, held, 'made up'), held, rows)
    nearest = held.on_offer().argmax(1) == rows.labels
    test_eq([(name, r.classes) for name, r in read.readings.items()], [('a', a.classes), ('b', ('joy', 'calm', 'grief'))])
    figures = {name: each['top1'] for name, each in read.meta['valid']['label_sets'].items()}
    assert figures['a'] > .95 > .9 > nearest[rows.label_set == 0].mean()
    figures, nearest[rows.label_set == 0].mean()
