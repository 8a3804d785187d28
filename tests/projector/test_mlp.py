# Generated from nbs/projector/50_mlp.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.figures import OKABE_ITO
from tinyemo.images.features import unit
from tinyemo.projector.losses import LOSSES
from tinyemo.projector.mlp import Dropout, MLPConfig, fold, network, references, train_mlp
from tinyemo.projector.prototypes import Prototypes


def test_the_network():
    torch.manual_seed(0)
    drop = Dropout(.2)
    kept = drop(torch.ones(1000, 100))
    test_eq(sorted(set(kept.flatten().tolist())), [0., 1.25])
    test_close(kept.mean(), 1., eps=.01)
    assert drop.eval()(kept) is kept
    net = network(768, 1280, MLPConfig())
    parameters = sum(p.numel() for p in net.parameters())
    test_eq(parameters, 768*1280+1280 + 2*1280 + 1280*1280+1280)


def test_folding():
    torch.manual_seed(0)
    net = network(8, 4, MLPConfig(hidden=16))
    for _ in range(20):
        net(torch.randn(32, 8)*3 + 1)
    x = torch.randn(5, 8)
    test_close(fold(net)(x.numpy()), F.normalize(net.eval()(x), dim=1).detach().numpy(), eps=2e-3)


def test_training():
    word_labels = torch.tensor([0, 0, 1, 1])
    y = torch.tensor([0, 1]*200)
    drawn = references(y, word_labels, torch.Generator().manual_seed(0))
    assert word_labels[drawn].equal(y)
    test_eq(sorted(set(drawn.tolist())), [0, 1, 2, 3])
    rng = np.random.default_rng(0)
    y = np.arange(240) % 3
    x = (rng.normal(size=(3, 20))[y]*.7 + rng.normal(size=(240, 20))).astype(np.float32)
    words = Prototypes(unit(rng.normal(size=(3, 8))), np.arange(3), list('abc'))
    config = MLPConfig(loss='nt-xent', references='words', epochs=40, lr=5e-3)
    project, history = train_mlp(x[:180], y[:180], words, config, valid=(x[180:], y[180:]))
    fig, ax = plt.subplots(figsize=(4.5, 2.8), layout='constrained')
    epochs = [row['epoch'] for row in history]
    for key, colour in (('train_loss', OKABE_ITO[0]), ('valid_loss', OKABE_ITO[1])):
        ax.plot(epochs, [row[key] for row in history], color=colour, label=key.replace('_', ' '))
    ax.set(xlabel='epoch', ylabel='loss')
    ax.legend()
    assert history[-1]['train_loss'] < history[-1]['valid_loss']
    plt.close()


def test_edge_cases():
    rng = np.random.default_rng(0)
    y = np.arange(240) % 3
    x = (rng.normal(size=(3, 20))[y]*1.5 + rng.normal(size=(240, 20))).astype(np.float32)
    words = Prototypes(unit(rng.normal(size=(3, 8))), np.arange(3), list('abc'))
    train, held = (x[:180], y[:180], words), (x[180:], y[180:])
    def accuracy(project):
        return ((project(held[0])@words.vectors.T).argmax(1) == held[1]).mean()
    for loss in LOSSES:
        config = MLPConfig(loss=loss, references='words', epochs=15, lr=5e-3)
        project, history = train_mlp(*train, config, valid=held)
        assert accuracy(project) > .85, loss
    again, _ = train_mlp(*train, config, valid=held)
    test_close(again(x), project(x))
    stopped, rows = train_mlp(*train, MLPConfig(epochs=60, lr=5e-2, patience=3), valid=held)
    assert len(rows) < 60
    test_fail(lambda: train_mlp(x, y, words, MLPConfig(loss='hinge')), contains="unknown loss 'hinge'")
