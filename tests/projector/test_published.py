# Generated from nbs/projector/85_published.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
import torch
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.core import TinyEmoError
from tinyemo.html import Rows
from tinyemo.projector.checkpoint import load_model, save_model
from tinyemo.projector.published import published_projector, read_state
from tinyemo.projector.vectors import FAMILIES, PUBLISHED, published_vectors
from torch import nn
from unittest.mock import patch


def test_four_checkpoints():
    test_eq({row.repo.split('/')[1] + '.bin' == row.file for row in PUBLISHED.values()}, {True})
    Rows({'name': name, 'file': row.file, 'language model': row.llm} for name, row in PUBLISHED.items())


def test_reading_the_file():
    torch.manual_seed(1)
    net = nn.Sequential(nn.Linear(768, 16), nn.BatchNorm1d(16), nn.GELU(), nn.Dropout(.2), nn.Linear(16, 576))
    for _ in range(20):
        net(3*torch.randn(32, 768) + 1)
    with tempfile.TemporaryDirectory() as d:
        torch.save({f'model.{name}': tensor for name, tensor in net.state_dict().items()}, f'{d}/published.bin')
        state = read_state(f'{d}/published.bin')
    test_eq(state['4.bias'], net[4].bias.detach())
    {name: tuple(tensor.shape) for name, tensor in state.items()}


def test_the_projector():
    torch.manual_seed(1)
    net = nn.Sequential(nn.Linear(768, 64), nn.BatchNorm1d(64), nn.GELU(), nn.Dropout(.2), nn.Linear(64, 576))
    for _ in range(20):
        net(3*torch.randn(32, 768) + 1)
    net.eval()
    with tempfile.TemporaryDirectory() as d:
        torch.save({f'model.{name}': tensor for name, tensor in net.state_dict().items()}, f'{d}/published.bin')
        model = published_projector(f'{d}/published.bin', 'smollm2', 'joy,fear,awe')
    x = 3*torch.randn(500, 768) + 1
    with torch.inference_mode():
        theirs = nn.functional.normalize(net(x)).numpy()
    test_close(model.embed(x.numpy()), theirs, eps=1e-3)
    cosines = theirs@model.prototypes.vectors.T
    sure = np.diff(np.sort(cosines, 1)[:, -2:], axis=1)[:, 0] > 1e-3 # no two words equally near
    test_eq(model.logits(x.numpy()).argmax(1)[sure], cosines.argmax(1)[sure])
    assert sure.mean() > .9
    test_eq((model.encoder, model.temperature), ('clip-vit-l14', .07))
    f'{abs(model.embed(x.numpy()) - theirs).max():.6f}' # largest difference of a coordinate


def test_edge_cases():
    def a_network(d_img=6, hidden=8, d=576): # of the published form
        torch.manual_seed(1)
        net = nn.Sequential(nn.Linear(d_img, hidden), nn.BatchNorm1d(hidden), nn.GELU(), nn.Dropout(.2),
                            nn.Linear(hidden, d))
        net(3*torch.randn(32, d_img) + 1)
        return net.eval()

    net = a_network()
    x = torch.randn(50, 6).numpy()
    with tempfile.TemporaryDirectory() as d:
        file, answers = Path(d)/'p.bin', []
        for prefix in ('', 'model.', 'module.projector.model.'):
            torch.save({prefix + name: tensor for name, tensor in net.state_dict().items()}, file)
            answers.append(published_projector(file, 'smollm2', ['joy', 'fear'], 'toy').logits(x))
        test_eq(answers[0], answers[1])
        test_eq(answers[0], answers[2])
        torch.save({name: tensor.double() for name, tensor in net.state_dict().items() if 'tracked' not in name}, file)
        model = published_projector(file, 'smollm2', ['joy', 'fear'], 'toy', .1)
        test_close(model.logits(x), answers[0]*.07/.1, eps=1e-4)
        again = load_model(save_model(model, f'{d}/saved'))
        test_close(again.logits(x), model.logits(x), eps=1e-5)
        test_eq((again.meta, again.space, again.encoder), (model.meta, model.space, 'toy'))
        test_eq((model.temperature, model.trained_on, model.meta['file']), (.1, {}, 'p.bin'))
        with patch.dict(FAMILIES, published=lambda texts, name: np.eye(2, 576, dtype=np.float32)):
            known = published_projector(file, 'published:phi-2', 'joy,fear', 'toy')
        test_eq(known.trained_on['dataset'], 'emotionroi+webemo+emoset')
    test_fail(lambda: published_vectors(['joy'], 'gpt'), contains='choose one of openelm-270m')
    good = a_network().state_dict()
    def message(state, labels='joy,fear', encoder='toy', **kw): # of the error
        with tempfile.TemporaryDirectory() as d:
            torch.save(state, f'{d}/p.bin')
            try:
                published_projector(f'{d}/p.bin', 'smollm2', labels, encoder, **kw)
            except TinyEmoError as e:
                test_eq(str(e).count('\n'), 0)
                return str(e).replace(f'{d}/', '')

    messages = {
        'a list': message([1, 2]),
        'a checkpoint of more': message({'state_dict': good, 'epoch': 3}),
        'nothing': message({}),
        'no batch norm': message({name: t for name, t in good.items() if not name.startswith('1')}),
        'one layer more': message(good | {'6.weight': torch.ones(2, 2)}),
        'two networks': message({f'{half}.{name}': t for half in 'ab' for name, t in good.items()}),
        'complex': message(good | {'4.bias': torch.ones(576, dtype=torch.complex64)}),
        'integers': message(good | {'4.bias': torch.ones(576, dtype=torch.int64)}),
        'NaN': message(good | {'0.bias': torch.full((8,), torch.nan)}),
        'no variance': message(good | {'1.running_var': -torch.ones(8)}),
        'a vector': message(good | {'0.weight': torch.ones(8)}),
        'another width': message(good | {'4.weight': torch.ones(576, 9)}),
        'a longer bias': message(good | {'0.bias': torch.ones(9)}),
        'too large': message(good | {'0.weight': torch.full((8, 6), 1e6)}),
        'words of another width': message(a_network(d=7).state_dict()),
        'one label': message(good, 'joy'),
        'no temperature': message(good, temperature=0),
        'an unknown width': message(good, encoder=''),
    }
    assert all(messages.values())
    Rows({'file': what, 'error': text} for what, text in messages.items())
    with tempfile.TemporaryDirectory() as d:
        bad = Path(d)/'p.bin'
        test_fail(lambda: read_state(bad), contains='is not a file')
        bad.write_bytes(b'not a pickle')
        test_fail(lambda: read_state(bad), contains='no PyTorch file')
        torch.save(a_network(), bad) # a whole network, whose pickle runs code
        test_fail(lambda: read_state(bad), contains='no PyTorch file of tensors alone')
