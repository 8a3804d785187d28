# Generated from nbs/audit/80_mitigate.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
import tempfile
from dataclasses import replace
from fastcore.test import test_eq
from tinyemo.audit.mitigate import _with_twins, group_temperatures, mitigation_bench, plot_mitigation, reweighted
from tinyemo.core import data_path
from tinyemo.files import read_json
from tinyemo.html import Rows
from tinyemo.images.features import FeatureSet


def test_four_ways():
    rng = np.random.default_rng(0)
    dark = rng.random(900) < .3
    y = np.where(dark & (rng.random(900) < .6), 0, rng.integers(0, 3, 900))
    fs = FeatureSet(rng.normal(size=(900, 4)), y, [str(i) for i in range(900)], ('anger', 'joy', 'fear'))
    again = reweighted(fs, dark.tolist())
    dark_again = dark[[int(i.split('#')[0]) for i in again.ids]]
    before = {c: dark[fs.labels == k].mean() for k, c in enumerate(fs.classes)}
    after = {c: dark_again[again.labels == k].mean() for k, c in enumerate(fs.classes)}
    assert np.ptp(list(before.values())) > .25 > .1 > np.ptp(list(after.values()))
    Rows([{'dark among': 'before'} | before, {'dark among': 'after'} | after])
    sharp = np.tile([.99, .01], (40, 1))
    three_in_four = np.arange(40) % 4 // 3 # label 0 in three of four rows
    flat = group_temperatures(sharp, three_in_four, np.arange(40) < 20)
    assert (flat > 3).all() and abs(flat[0]-flat[1]) < .01


@pytest.mark.slow
def test_the_bench_slow():
    with tempfile.TemporaryDirectory() as d:
        r = mitigation_bench(d, 10, 2, 300, (700, 200, 12), say=lambda *a: None)
    test_eq([row['method'] for row in r['rows']], ['nothing done', 're-weighted', 'counterfactual augmentation',
                                                   'direction erased', 'group-wise calibration'])
    Rows(r['rows'])


def test_what_it_costs():
    r = read_json(data_path('results', 'bench-mitigate.json'))
    top1 = {row['method']: float(row['top-1 %'].split(' ± ')[0]) for row in r['rows']}
    shift = {row['method']: float(row['shift of anger, points'].split(' ± ')[0]) for row in r['rows']}
    test_eq(max(top1, key=top1.get), 'counterfactual augmentation')
    assert shift['counterfactual augmentation'] < .5 and shift['direction erased'] < .5
    assert shift['group-wise calibration'] > 4 and top1['direction erased'] < top1['re-weighted'] < top1['nothing done']
    plot_mitigation(r);


def test_edge_cases():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, 900)
    fs = FeatureSet(rng.normal(size=(900, 4)), y, [str(i) for i in range(900)], ('anger', 'joy', 'fear'))
    again = reweighted(fs, rng.choice(['dark', 'light'], 900).tolist())
    test_eq((len(again), len(set(again.ids))), (900, 900)) # ids of repeats differ
    test_eq(set(again.ids) & set(fs.ids), {i for i in again.ids if '#' not in i})
    test_eq([fs.ids[g] for g in again.groups], [i.split('#')[0] for i in again.ids]) # no fold divides them
    test_eq(set(reweighted(replace(fs, groups=y), y.tolist()).groups), {0, 1, 2})
    twin = replace(fs, ids=[f'twin of {i}' for i in fs.ids])
    test_eq(_with_twins(fs, twin).groups.tolist(), [*range(900)]*2)
