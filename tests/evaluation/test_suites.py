# Generated from nbs/evaluation/40_suites.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import numpy as np
import pytest
import tempfile
from dataclasses import replace
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.core import TinyEmoError, data_path
from tinyemo.evaluation.suites import published, run_suites, suite_maker
from tinyemo.files import read_json
from tinyemo.html import Rows
from tinyemo.images.datasets import DATASETS
from tinyemo.images.encoders import load_encoder
from tinyemo.images.features import FeatureSet, save_features
from tinyemo.images.taxonomy import EKMAN
from tinyemo.projector.fit import fit
from types import SimpleNamespace
from unittest.mock import patch


def test_what_was_published():
    assert {r['dataset'] for r in read_json(data_path('published.json'))} <= set(DATASETS)
    best = published('emotion6')[0]
    test_eq((best.model, best.top1, best.seen), ('TinyEmo-3.21B', 77.27, 'same images'))
    Rows({key: r[key] for key in ('model', 'top1', 'seen')} for r in published('artphoto'))


def test_all_of_them():
    rng = np.random.default_rng(0)
    y = np.arange(360) % 6
    x = rng.normal(size=(6, 24))[y] + .6*rng.normal(size=(360, 24))
    about = {'encoder': 'toy', 'dataset': 'Emotion6', 'split': 'all'}
    toy = FeatureSet(x.astype(np.float16), y, [str(i) for i in range(360)], EKMAN.labels, about)
    model = fit(toy.subset(np.arange(180)), 'linear', transfer=False)
    said = []
    with tempfile.TemporaryDirectory() as d:
        root = Path(d)
        save_features(toy, root/'e6.safetensors')
        rows, missing = run_suites({'half': model}, root, root/'kept', ['linear probe'], draws=20, say=said.append)
        test_fail(lambda: run_suites({}, root, root), contains='no model given')
        save_features(replace(toy, meta=about | {'dataset': 'other'}), root/'other.safetensors')
        twice = []
        run_suites({'half': model}, root, root/'kept', draws=20, say=twice.append)
        (root/'empty').mkdir()
        test_fail(lambda: run_suites({'half': model}, root/'empty', root, say=said.append), contains='nothing to score')
    of_each = [(r['dataset'], r['model'], r['kind']) for r in rows]
    test_eq(of_each, [('emotion6', 'half', 'same data set'), ('emotion6', 'linear probe', '5-fold cross-validation')])
    test_eq(len(missing), len(DATASETS)-1)
    test_eq([len([line for line in lines if 'text tower' in line]) for lines in (said, twice)], [1, 1])


def test_edge_cases():
    rng = np.random.default_rng(0)
    y = np.arange(60) % 6
    about = {'encoder': 'toy', 'dataset': 'toy', 'split': 'all'}
    toy = FeatureSet(rng.normal(size=(60, 24)).astype(np.float16), y, [str(i) for i in range(60)], EKMAN.labels, about)
    model = fit(toy, 'linear', transfer=False)

    def said_of(tower): # of two data sets, by one worker
        def failing(texts): raise TinyEmoError('out of words')
        work = suite_maker({'half': model}, sets={'toy': {name: {'all': toy} for name in 'ab'}}, draws=2)
        loaded = SimpleNamespace(name='toy', text=failing if tower else None)
        with patch.dict(load_encoder.__globals__, load_encoder=lambda name: loaded):
            jobs = [work({'model': 'half', 'dataset': name, 'recipes': [], 'clip': True}) for name in 'ab']
        test_eq([len(job['rows']) for job in jobs], [1, 1])
        return [job['said'] for job in jobs]

    none = 'no text tower of toy to compare with: zero-shot takes CLIP or SigLIP features'
    test_eq(said_of(tower=False), [[none], []])
    test_eq(said_of(tower=True), [[f'text tower of toy on {name} left out: out of words'] for name in 'ab'])


@pytest.mark.slow
def test_on_a_cluster_slow():
    from tinyemo.cluster import connected

    rng = np.random.default_rng(0)
    y = np.arange(360) % 6
    x = rng.normal(size=(6, 24))[y] + .6*rng.normal(size=(360, 24))
    about = {'encoder': 'toy', 'dataset': 'toy', 'split': 'all'}
    toy = FeatureSet(x.astype(np.float16), y, [str(i) for i in range(360)], EKMAN.labels, about)
    half, rest = toy.subset(np.arange(180)), toy.subset(np.arange(180, 360))
    model = fit(half, 'linear', transfer=False)
    with tempfile.TemporaryDirectory() as d, connected('ray', 2):
        for name in 'abc':
            part = replace(toy.subset(np.arange(60)), meta=about | {'dataset': name})
            save_features(part, f'{d}/sets/{name}.safetensors')
        models = {'half': model, 'other': fit(rest, 'linear', transfer=False)}
        def ran(**where):
            said = []
            rows, _ = run_suites(models, f'{d}/sets', f'{d}/kept', ['linear probe'], draws=20, say=said.append, **where)
            return json.dumps(rows), sorted(said)

        here, there = ran(), ran(engine='ray', workers=2)
    test_eq(there, here)
    test_eq([(r['model'], r['dataset']) for r in json.loads(here[0])][:3],
            [('half', 'a'), ('linear probe', 'a'), ('half', 'b')])
