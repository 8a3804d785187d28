# Generated from nbs/audit/75_rated.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
from PIL import Image
from dataclasses import replace
from fastcore.test import test_close, test_eq, test_fail
from scipy.stats import binomtest
from sklearn.datasets import load_sample_images
from tinyemo.audit.rated import _errors_and_attributes, _share, error_columns, pixel_attributes, rated_audit, shifted, theme_gaps
from tinyemo.images.datasets import load_dataset
from tinyemo.images.examples import Dataset
from tinyemo.images.features import FeatureSet


def test_colour_and_light_from_the_pixels():
    found = pixel_attributes([Image.fromarray(p) for p in load_sample_images().images])
    test_eq({len(values) for values in found.values()}, {2})
    red = pixel_attributes([Image.new('RGB', (80, 60), (255, 0, 0))])
    test_eq((red['main colour'], red['colourfulness']), (['red'], ['vivid']))
    dark = pixel_attributes([Image.new('RGB', (80, 60), (20, 20, 20))])
    test_eq(dark, {'brightness': ['dark'], 'colourfulness': ['muted'], 'main colour': ['black']})


def test_errors_as_quantities():
    means = {'women': np.array([5., 2]), 'men': np.array([3, 2])}
    columns = error_columns(np.array([4., 2]), np.array([5., 2]), 'valence', means)
    test_eq([list(v) for v in columns.values()], [[1, 0], [1, 0], [2, 0]])


def test_themes_kept_whole():
    known = {'colour': list('aaabbc'), 'kind': list('xxxyyz')}
    moved = shifted(known, np.array([0, 0, 0, 1, 1, 2]), np.random.default_rng(0))
    test_eq(sorted(moved['colour']), list('aaabbc'))
    test_eq(['abc'.index(a) for a in moved['colour']], ['xyz'.index(b) for b in moved['kind']]) # what belongs together
    rng = np.random.default_rng(0)
    themes = np.repeat(np.arange(60), 5)
    kind = np.where(rng.permutation(60) < 20, 'planted', 'other')[themes]
    error = {'error': rng.normal(size=300) + 1.5*(kind == 'planted')}
    found = theme_gaps(error, {'kind': kind.tolist()}, np.zeros(300, int), themes, 99)
    test_eq(found[0]['p_theme'], .01) # a planted gap is found
    clustered = {'error': rng.normal(size=60)[themes] + .1*rng.normal(size=300)}
    wolf = [theme_gaps(clustered, shifted({'kind': kind.tolist()}, themes, rng), np.zeros(300, int), themes, 39, seed=s)[0]
            for s in range(20)]
    often = {name: sum(row[name] <= .05 for row in wolf) for name in ('p_max', 'p_theme')}
    assert often['p_theme'] < often['p_max'] # single pictures cry wolf


@pytest.mark.data
def test_the_audit_of_a_rater_data():
    oasis = load_dataset('oasis')
    some = replace(oasis, examples=oasis.examples[::4])
    vectors = np.random.default_rng(0).normal(size=(len(some), 8)).astype(np.float32) # features that know nothing
    fs = FeatureSet(vectors, some.labels, some.ids, some.taxonomy.labels, {'scale': [1, 7]}, ratings=some.ratings,
                    groups=some.groups)
    r = rated_audit(fs, some, shifts=39, controls=2)
    test_eq(r['images'], len(some))
    test_eq(set(r['attributes']), {'brightness', 'colourfulness', 'main colour', 'category'})
    assert any('nearer to women' in row for row in _errors_and_attributes(fs, some, ('women', 'men'), 0)[0])


def test_edge_cases():
    test_close(_share(np.array([True, False])), (.5, *binomtest(1, 2).proportion_ci()))
    bare = FeatureSet(np.eye(3, dtype=np.float32), None, ['a', 'b', 'c'])
    test_fail(lambda: rated_audit(bare, Dataset('none', None, [], '', {}, [], None)), contains='need labels and themes')
    test_eq(list(error_columns(np.ones(2), np.ones(2), 'arousal')), ['arousal too high', 'arousal error']) # no sides
