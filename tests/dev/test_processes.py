# Generated from nbs/dev/48_processes.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
import tempfile
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.dev.processes import command, ingredients, processes
from tinyemo.files import read_json
from tinyemo.images.features import FeatureSet, save_features
from tinyemo.images.taxonomy import EKMAN


def test_five_ways_to_start():
    with tempfile.TemporaryDirectory() as d:
        folder = Path(d)
        ingredients(folder)
        said = command('four, each with the model', folder, 'pretrain', 'set', '--llm', 'llm', '--out', 'one',
                       '--steps', '2', '--batch', '2', '--valid', '.2')
        losses = [row['loss'] for row in read_json(folder/'one'/'pretrain.json')['loss']]
        made = sorted(file.name for file in (folder/'one').iterdir())
    test_eq(made, ['config.json', 'connector.safetensors', 'pretrain.json'])
    about = 'closed-form start', 'image tokens of 32 images', 'pretrain: 2 steps', 'best on held-out pictures'
    test_eq([said.count(words) for words in about], [1, 1, 1, 1])


def test_a_projector():
    rng = np.random.default_rng(0)
    clouds = rng.normal(size=(6, 16))[np.arange(120)%6] + rng.normal(size=(120, 16))
    toy = FeatureSet(clouds.astype(np.float32), np.arange(120)%6, [str(i) for i in range(120)], EKMAN.labels,
                     {'encoder': 'toy'})
    with tempfile.TemporaryDirectory() as d:
        folder = Path(d)
        save_features(toy, folder/'toy.safetensors')
        how = ['fit', 'toy.safetensors', '--preset', 'mlp', '--members', '3', '--epochs', '2', '--no-transfer', '--out']
        told = [command(way, folder, *how, out) for way, out in (('one process', 'a'), ('two, each with the model', 'b'))]
        weights = [next((folder/out).glob('*.safetensors')).read_bytes() for out in 'ab']
        members = {row['member'] for row in read_json(folder/'b'/'history.json')}
    test_eq(*weights)
    test_eq((members, [text.count('held-out top-1') for text in told]), ({0, 1, 2}, [1, 1]))


@pytest.mark.slow
def test_the_same_model_slow():
    rows = processes()
    for row in rows:
        assert float(row['losses differ by']) < 1e-4 and float(row['weights differ by']) < 1e-3, row
