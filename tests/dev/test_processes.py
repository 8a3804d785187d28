# Generated from nbs/dev/48_processes.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pytest
import tempfile
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.core import read_json
from tinyemo.dev.processes import command, ingredients, processes


@pytest.mark.suite
def test_three_ways_to_start_suite():
    with tempfile.TemporaryDirectory() as d:
        folder = Path(d)
        ingredients(folder)
        said = command('two, each with the model', folder, 'pretrain', 'set', '--llm', 'llm', '--out', 'one',
                       '--steps', '2', '--batch', '2')
        losses = [row['loss'] for row in read_json(folder/'one'/'pretrain.json')['loss']]
        made = sorted(file.name for file in (folder/'one').iterdir())
    test_eq(made, ['config.json', 'connector.safetensors', 'pretrain.json'])
    once = [said.count(words) for words in ('closed-form start', 'image tokens of 32 images', 'pretrain: 2 steps')]
    test_eq(once, [1, 1, 1])


@pytest.mark.slow
def test_the_same_model_slow():
    rows = processes()
    for row in rows:
        assert float(row['losses differ by']) < 1e-4 and float(row['weights differ by']) < 1e-3, row
