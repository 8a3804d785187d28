# Generated from nbs/mllm/65_preferences.ipynb by tinyemo.dev.nbtools: edit the notebook.
import math
import numpy as np
import torch
from contextlib import redirect_stdout
from fastcore.test import test_close, test_eq
from io import StringIO
from tempfile import TemporaryDirectory
from tinyemo.images.features import FeatureSet
from tinyemo.mllm.dataset import Conversations
from tinyemo.mllm.pairs import pair_records
from tinyemo.mllm.preferences import PreferenceCheck, Preferences, dpo_loss, refer
from tinyemo.mllm.sft import Stage, add_adapters, train
from tinyemo.mllm.tiny import tiny_mllm


def test_the_loss():
    before = torch.tensor([[-10., -12.], [-30., -8.]])
    after = (before + torch.tensor([[2., -1.], [0., 0.]])).requires_grad_()
    losses = dpo_loss(after, before, .5)
    test_close(losses[0].item(), math.log(1 + math.exp(-.5*3)), 1e-6)
    test_close(losses[1].item(), math.log(2), 1e-6)
    test_close(dpo_loss(after, before, 0.).tolist(), [math.log(2)]*2, 1e-6)
    losses[1].backward()
    test_close(after.grad[1].tolist(), [-.25, .25], 1e-6)
    losses.tolist()


def test_pairs_as_tokens():
    say = lambda text: [{'role': 'assistant', 'content': text}]
    pairs = [{'image': f'{i}.png', 'prompt': [{'role': 'user', 'content': '<image>\nWhy?'}], 'chosen': say('It smiles.'),
              'rejected': say('It weeps, and more.')} for i in range(8)]
    names = [f'{i}.png' for i in range(8)]
    toy = FeatureSet(np.random.default_rng(0).normal(size=(8, 40)).astype(np.float16), None, names, meta={'encoder': 'toy'})
    model = add_adapters(tiny_mllm(), rank=4)
    data = Preferences(pairs, toy, model)
    test_eq((len(data), data.records, data.lengths.tolist()), (8, 8, [len(data[0].ids)]*8))
    refer(data, model)
    batch = data.batch([data[i] for i in range(3)])
    alone = Conversations(pair_records(pairs[1]), toy, model, pack=False)
    test_close(batch['reference'][1].tolist(), (-model(**alone.batch(list(alone)))).tolist(), 1e-3)
    learnt = (batch['labels'][:, 1:] != -100).sum()
    test_close(data.loss(model, batch, learnt).item(), math.log(2), 1e-5)
    quiet = dict(use_cpu=True, optim='adamw_torch', disable_tqdm=True, save_strategy='no', logging_steps=1)
    connector = {k: v.clone() for k, v in model.connector.state_dict().items()}
    with TemporaryDirectory() as d, redirect_stdout(StringIO()):
        trainer = train(model, data, Stage(True, 0., 1e-2, batch=4), d, lambda line: None, max_steps=30, **quiet)
    losses = [row['loss'] for row in trainer.state.log_history if 'loss' in row]
    assert all(torch.equal(connector[k], v) for k, v in model.connector.state_dict().items())
    test_close(losses[0], math.log(2), 1e-4)
    assert losses[-1] < .5*losses[0], losses


def test_held_out_pairs():
    model = add_adapters(tiny_mllm(), rank=4)
    say = lambda text: [{'role': 'assistant', 'content': text}]
    pairs = [{'image': f'{i}.png', 'prompt': [{'role': 'user', 'content': '<image>\nWhy?'}], 'chosen': say('It smiles.'),
              'rejected': say('It weeps.')} for i in range(3)]
    toy = FeatureSet(np.zeros((3, 40), np.float16), None, [p['image'] for p in pairs], meta={'encoder': 'toy'})
    held = Preferences(pairs, toy, model)
    refer(held, model)
    found = PreferenceCheck(held, 2)(model)
    test_close((found['loss'], found['margin']), (math.log(2), 0.), 1e-5)
    held.reference = {k: (chosen - 1., rejected + 2.) for k, (chosen, rejected) in held.reference.items()}
    moved = PreferenceCheck(held, 2)(model)
    test_close((moved['loss'], moved['margin'], moved['prefers']), (math.log(1 + math.exp(-.3)), 3., 1.), 1e-5)
