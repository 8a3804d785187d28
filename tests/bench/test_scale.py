# Generated from nbs/bench/03_scale.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
import tempfile
from fastcore.test import test_close, test_eq
from pathlib import Path
from tinyemo.bench.scale import _exponent, _in_shards, drawn_features, scale_bench
from tinyemo.figures import OKABE_ITO
from tinyemo.images.features import load_features
from tinyemo.images.taxonomy import EKMAN, MIKELS, PARROTT25


def test_features_drawn_in_the_shape_of_the_paper_s():
    with tempfile.TemporaryDirectory() as d:
        paths = drawn_features(d, 2000)
        sets = [load_features(p).checked() for p in paths]
        test_eq([len(s) for s in sets], [100, 600, 1300])
        test_eq([s.classes for s in sets], [EKMAN.labels, MIKELS.labels, PARROTT25.labels])
        anger = [np.asarray(s.features, np.float32)[s.labels == s.classes.index('anger')].mean(0) for s in sets[:2]]
        joy = np.asarray(sets[0].features, np.float32)[sets[0].labels == EKMAN.index('joy')].mean(0)
        near, far = np.linalg.norm(anger[0] - anger[1]), np.linalg.norm(anger[0] - joy)
    assert near < far # anger of one set is anger of the other
    float(near), float(far)


def test_each_method_in_a_process_of_its_own():
    with tempfile.TemporaryDirectory() as d:
        small = scale_bench(d, (600, 1200), ('linear', 'scikit-learn'), shards=4)
        again = [_in_shards(file, 200) for file in drawn_features(d, 600)]
        test_eq(sorted(p.name for p in again[0].iterdir())[0], '00000.safetensors')
        loop = scale_bench(d, (300, 400), ('original loop',), loop_rows=300)['rows']
        test_eq(sorted(p.name for p in Path(d, 'webemo-1200').iterdir())[:2], ['00000.safetensors', '00001.safetensors'])
    test_eq([(r['method'], r['rows']) for r in small['rows']],
            [('linear', 600), ('scikit-learn', 600), ('linear', 1200), ('scikit-learn', 1200)])
    assert all(r['seconds'] > 0 and 50 < r['own MB'] < r['peak MB'] for r in small['rows'])
    test_eq([(r['method'], r['rows']) for r in loop], [('original loop', 300)])
    test_close(_exponent([{'rows': 10, 'seconds': 1}, {'rows': 100, 'seconds': 10}]), 1)


def test_recorded():
    from tinyemo.core import data_path
    from tinyemo.files import read_json

    recorded = read_json(data_path('results', 'bench-scale.json'))
    fig, axes = plt.subplots(1, 2, figsize=(9, 3.4), layout='constrained')
    for i, method in enumerate(dict.fromkeys(r['method'] for r in recorded['rows'])):
        rows = [r for r in recorded['rows'] if r['method'] == method]
        for ax, key, scale in zip(axes, ('seconds', 'peak MB'), (1, 1/1024)):
            ax.plot([r['rows'] for r in rows], [r[key]*scale for r in rows], marker='o', color=OKABE_ITO[i], label=method)
    about = ('seconds of one fit', (10, 30, 100, 300, 1000)), ('peak memory (GB)', (.5, 1, 2, 4))
    for ax, (name, ticks) in zip(axes, about):
        ax.set(xscale='log', yscale='log', xlabel='training rows', ylabel=name)
        sizes = sorted({r['rows'] for r in recorded['rows']})
        ax.set_xticks(sizes, [f'{n:,}' for n in sizes])
        ax.set_yticks(ticks, map(str, ticks))
        ax.minorticks_off()
    axes[0].legend(frameon=False)
    plt.close()
