# Generated from nbs/projector/62_validation.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
from fastcore.test import test_eq
from tinyemo.core import real_data
from tinyemo.images.features import FeatureSet
from tinyemo.images.original import import_pt
from tinyemo.projector.fit import fit
from tinyemo.projector.validation import cross_validate, mean_sd, set_aside


def test_a_share_set_aside():
    y = np.arange(120) % 3
    x = np.arange(240, dtype=np.float32).reshape(120, 2)
    groups = np.arange(120)//6
    fs = FeatureSet(x, y, [str(i) for i in range(120)], ('awe', 'fear', 'joy'), {'encoder': 'toy'}, groups=groups)
    rest, aside = set_aside(fs, .3, 0)
    test_eq(sorted([*rest.ids, *aside.ids]), sorted(fs.ids))
    assert not set(rest.groups) & set(aside.groups)
    test_eq(np.bincount(aside.labels).tolist(), [12, 12, 12])
    len(rest), len(aside)


def test_cross_validation():
    test_eq(mean_sd([.7, .8, .9], 100), '80.0 ± 10.0')
    rng = np.random.default_rng(0)
    y = np.arange(120) % 3
    x = (rng.normal(size=(3, 24))[y] + rng.normal(size=(120, 24))).astype(np.float32)
    fs = FeatureSet(x, y, [str(i) for i in range(120)], ('awe', 'fear', 'joy'), {'encoder': 'toy'})
    rows = cross_validate(fs, seeds=(0, 1))
    test_eq(len(rows), 2)
    assert min(r['top1'] for r in rows) > .8
    assert all(abs(r['overconfidence']) <= r['ece']+1e-9 for r in rows) # the mean of the gaps of all bins


@pytest.mark.data
def test_cross_validation_data():
    fs = import_pt(real_data('Emotion6'))
    rows = cross_validate(fs, 'best', seeds=(0,))
    assert rows[0]['top1'] > .74 and rows[0]['ece'] < .05
    model = fit(fs, 'best')
    print(f'5-fold top-1 {rows[0].top1:.3f}, ECE {rows[0].ece:.3f}')
    recall = model.meta['unseen_labels']['per_class']
    print('recall of a label left out of training:', {label: round(r, 3) for label, r in recall.items()})
