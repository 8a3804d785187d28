# Generated from nbs/projector/50_mlp.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.figures import OKABE_ITO
from tinyemo.images.features import FeatureSet
from tinyemo.images.fingerprints import unit
from tinyemo.images.taxonomy import EKMAN, MIKELS
from tinyemo.projector.losses import LOSSES
from tinyemo.projector.mlp import Draws, Dropout, MLPConfig, counterparts, fold, network, references, train_mlp
from tinyemo.projector.prototypes import Prototypes
from tinyemo.projector.rows import training_rows


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
    four = torch.zeros(4000, dtype=torch.long), torch.zeros(4, dtype=torch.long)
    assert abs((references(*four, torch.Generator().manual_seed(0)) == 0).float().mean() - .5) < .03


def test_several_data_sets():
    two = []
    for t, n in ((EKMAN, 60), (MIKELS, 240)):
        ids = [str(i) for i in range(n)]
        two.append(FeatureSet(np.zeros((n, 4), np.float32), np.arange(n) % len(t), ids, t.labels, {'encoder': 'toy'}))
    rows = training_rows(*two)
    names = counterparts(rows)
    def called(i, label):
        return f'{rows.classes[label]} of {rows.names()[i]}'

    said = {called(*name): [called(*other) for other in others] for name, others in names.items()}
    draws = Draws(rows, MLPConfig(sampling_temperature=np.inf, batch=50), torch.Generator().manual_seed(0))
    drawn = torch.cat([positions for positions, _, _ in draws.epoch()])
    assert abs((drawn < 60).float().mean() - 6/14) < .1 # every label of every set alike
    merged = Draws(rows, MLPConfig(merged=True, batch=50), torch.Generator().manual_seed(0))
    for positions, labels, sets in merged.epoch():
        for p, label, s in zip(positions.tolist(), labels.tolist(), sets.tolist()):
            was = rows.label_set[p], rows.labels[p]
            assert (s, label) == was or (s, label) in names[was]
    rng = np.random.default_rng(0)
    y = np.arange(240) % 3
    x = (rng.normal(size=(3, 20))[y]*.7 + rng.normal(size=(240, 20))).astype(np.float32)
    words = Prototypes(unit(rng.normal(size=(3, 8))), np.arange(3), list('abc'))
    fs = FeatureSet(x, y, [str(i) for i in range(240)], ('joy', 'fear', 'awe'), {'encoder': 'toy'})
    config = MLPConfig(loss='nt-xent', references='words', epochs=40, lr=5e-3)
    train, held = (training_rows(fs.subset(part)) for part in (range(180), range(180, 240)))
    project, history = train_mlp(train, words, config, valid=held)
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
    fs = FeatureSet(x, y, [str(i) for i in range(240)], ('joy', 'fear', 'awe'), {'encoder': 'toy'})
    train, held = (training_rows(fs.subset(range(180))), words), training_rows(fs.subset(range(180, 240)))
    def accuracy(project):
        return ((project(x[180:])@words.vectors.T).argmax(1) == y[180:]).mean()
    for loss in LOSSES:
        config = MLPConfig(loss=loss, references='words', epochs=15, lr=5e-3)
        project, history = train_mlp(*train, config, valid=held)
        assert accuracy(project) > .85, loss
    again, _ = train_mlp(*train, config, valid=held)
    test_close(again(x), project(x))
    stopped, rows = train_mlp(*train, MLPConfig(epochs=60, lr=5e-2, patience=3), valid=held)
    assert len(rows) < 60
    test_fail(lambda: train_mlp(*train, MLPConfig(loss='hinge')), contains="unknown loss 'hinge'")
    votes = np.full((180, 3), .1, np.float32)
    votes[:, 2] = .8
    swayed = FeatureSet(x[:180], y[:180], fs.ids[:180], fs.classes, fs.meta, votes) # raters who call nearly everything awe
    config = MLPConfig(loss='softmax', references='words', epochs=30, lr=5e-3)
    project, _ = train_mlp(training_rows(swayed), words, config)
    assert ((project(x[180:])@words.vectors.T).argmax(1) == 2).mean() > .9
    two = FeatureSet(x[:90], y[:90] % 2, fs.ids[:90], ('calm', 'grief'), {'encoder': 'toy'})
    both = training_rows(fs.subset(range(90, 180)), two)
    words5 = Prototypes(unit(rng.normal(size=(5, 8))), np.arange(5), list(both.classes))
    for loss in LOSSES:
        config = MLPConfig(loss=loss, references='words', epochs=15, lr=5e-3, sampling_temperature=2.)
        if loss == 'sup-con':
            test_fail(lambda: train_mlp(both, words5, config), contains='cannot keep label sets apart')
            continue
        project, _ = train_mlp(both, words5, config)
        assert ((project(x[180:])@words5.vectors[:3].T).argmax(1) == y[180:]).mean() > .8, loss
