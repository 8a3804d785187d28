# Generated from nbs/projector/50_mlp.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
from fastcore.test import test_close, test_fail
from tinyemo.figures import OKABE_ITO
from tinyemo.images.features import FeatureSet
from tinyemo.images.fingerprints import unit
from tinyemo.projector.losses import LOSSES
from tinyemo.projector.mlp import train_mlp
from tinyemo.projector.network import MLPConfig
from tinyemo.projector.prototypes import Prototypes
from tinyemo.projector.rows import training_rows


def test_training():
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
