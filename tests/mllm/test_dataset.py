# Generated from nbs/mllm/28_dataset.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
import torch
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.images.features import FeatureSet
from tinyemo.mllm.dataset import Conversations
from tinyemo.mllm.tiny import tiny_mllm
from tinyemo.synthesis.conversations import single_turn
from unittest.mock import patch


def test_data():
    rows = np.random.default_rng(0).normal(size=(3, 20))
    toy = FeatureSet(rows, None, [f'{i}.png' for i in range(3)], meta={'encoder': 'toy'})
    records = [single_turn(f'{i} {q}', f'{i}.png', q, 'red') for i in range(3) for q in ('Which?', 'And now?')]
    gone = single_turn('gone', 'gone.png', 'Which?', 'red')
    data = Conversations([*records, gone], toy, tiny_mllm(n_image=2))
    batch = data.batch([data[0], data[2]])
    test_eq((data.records, len(data), data.skipped[0][0]), (6, 3, 'gone'))
    assert np.allclose(batch['tokens'].flatten(1), rows[[0, 2]])
    {name: tuple(tensor.shape) for name, tensor in batch.items()}


def test_made_once():
    rng = np.random.default_rng(0)
    toy = FeatureSet(rng.normal(size=(30, 20)), None, [f'{i}.png' for i in range(30)], meta={'encoder': 'toy'})
    records = [single_turn(f'{i} {q}', f'{i}.png', q, 'red') for i in range(30) for q in ('Which?', 'And now?')]
    gone = single_turn('gone', 'gone.png', 'Which?', 'red')
    empty = single_turn('empty', '3.png', 'Which?', ' ')
    model = tiny_mllm(n_image=2)
    with tempfile.TemporaryDirectory() as d:
        def kept(some, **how):
            return Conversations(some, toy, model, cache=d, **how)
        usual = Conversations([*records, gone, empty], toy, model)
        first = kept([*records, gone, empty])
        with patch('tinyemo.mllm.dataset.encode', side_effect=AssertionError('tokenised again')):
            again = kept([*records, gone, empty])
        kept(records[:9], pack=False)
        test_eq(len(list(Path(d).iterdir())), 2)
        for data in (first, again):
            test_eq((data.records, data.cut, data.skipped), (usual.records, usual.cut, usual.skipped))
            test_eq(data.lengths.tolist(), usual.lengths.tolist())
            a, b = (x.batch([x[0], x[5]]) for x in (data, usual))
            assert all(torch.equal(a[name], b[name]) for name in b) and set(a) == set(b)


def test_edge_cases():
    model = tiny_mllm(n_image=2)
    record = single_turn('0', '0.png', 'Which?', 'red')
    for width, encoder in ((20, 'other'), (30, 'toy')):
        fs = FeatureSet(np.zeros((1, width)), None, ['0.png'], meta={'encoder': encoder})
        test_fail(lambda fs=fs: Conversations([record], fs, model), contains="this model was made for 'toy', 2 x 10")
    stranger = single_turn('gone', 'gone.png', 'Which?', 'red')
    test_fail(lambda: Conversations([stranger], fs, tiny_mllm(n_image=3)), contains='no conversation can be used')
