# Generated from nbs/mllm/29_reliance.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import torch
from fastcore.test import test_close, test_eq
from tinyemo.images.features import FeatureSet
from tinyemo.mllm.chat import IGNORE, Sample
from tinyemo.mllm.dataset import Conversations
from tinyemo.mllm.reliance import _misled, image_reliance
from tinyemo.mllm.tiny import tiny_mllm
from tinyemo.synthesis.conversations import single_turn


def test_right_wrong_none():
    rows = np.random.default_rng(0).normal(size=(20, 20)).astype(np.float32)
    toy = FeatureSet(rows, None, [f'{i}.png' for i in range(20)], meta={'encoder': 'toy'})
    torch.manual_seed(0)
    model = tiny_mllm(n_image=2).eval()
    words = ['red', 'blue', 'very calm', 'tall']
    records = [single_turn(str(i), f'{i}.png', 'Which?', words[i%4]) for i in range(20)]
    data = Conversations(records, toy, model)
    found = image_reliance(model, data, batch=7)
    batch = data.batch(list(data))
    with torch.no_grad():
        mean = float(model(**batch).sum()/(batch['labels'][:, 1:] != IGNORE).sum())
    test_close(found['perplexity, right'], np.exp(mean), eps=1e-3*np.exp(mean))
    assert found['shuffled/right, 95 %'][0] <= found['shuffled/right'] <= found['shuffled/right, 95 %'][1]
    test_close(found['shuffled/right'], 1, eps=.05)


def test_edge_cases():
    several = Sample(np.zeros(1, int), np.zeros(1, bool), ('a', 'b', 'c'))
    pair = Sample(np.zeros(1, int), np.zeros(1, bool), ('d', 'e'))
    test_eq(_misled(several, pair).images, ('d', 'e', 'd'))
    test_eq(_misled(pair, several).images, ('a', 'b'))
