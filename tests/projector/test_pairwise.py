# Generated from nbs/projector/35_pairwise.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
from fastcore.test import test_close
from sklearn.svm import SVC
from tinyemo.figures import OKABE_ITO
from tinyemo.images.fingerprints import unit
from tinyemo.projector.pairwise import fit_pairwise_svm, pair_weights, vote_matrix
from tinyemo.projector.prototypes import Prototypes


def test_why_a_second_machine():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(80, 3)), np.arange(80) % 4
    K = np.exp(-((x[:, None]-x[None])**2).sum(-1))
    machine = SVC(kernel='precomputed', decision_function_shape='ovo').fit(K, y)
    weights, bias = pair_weights(machine, 80)
    test_close(K@weights.T + bias, machine.decision_function(K), eps=1e-4)
    matrix, offset = vote_matrix(np.array([0, 1, 3]), 4)
    shares = matrix@np.array([1, 1, .5]) + offset # 0 beats 1 and 3; 1 against 3 is even
    test_close(shares, [1, .25, 0, .25])


def test_fitting():
    rng = np.random.default_rng(0)
    y = np.arange(160) % 4
    x = rng.normal(size=(4, 20))[y]*1.5 + rng.normal(size=(160, 20)) + 4
    words = Prototypes(unit(rng.normal(size=(4, 6))), np.arange(4), list('abcd'))
    accuracy = lambda z, y: ((z@words.vectors.T).argmax(1) == y).mean()
    project, left_out = fit_pairwise_svm(x[:120], y[:120], words)
    assert accuracy(project(x[120:]), y[120:]) > .9 and accuracy(left_out, y[:120]) > .9
    some = y[:120] != 2
    absent, _ = fit_pairwise_svm(x[:120][some], y[:120][some], words)
    assert not ((absent(x[120:])@words.vectors.T).argmax(1) == 2).any()
    accuracy(project(x[120:]), y[120:]), accuracy(left_out, y[:120])
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1, 2], 60)
    x = rng.normal(size=(3, 20))[y]*.8 + rng.normal(size=(180, 20)) + 4
    words = Prototypes(unit(rng.normal(size=(3, 6))), np.arange(3), list('abc'))
    project, _ = fit_pairwise_svm(x, y, words)
    votes = project.layers[1](project.layers[0](project.prepare(x)))
    fig, ax = plt.subplots(figsize=(4.5, 2.8), layout='constrained')
    for c, name in ((0, 'class a'), (1, 'class b')):
        ax.hist(votes[y == c, 0], bins=np.linspace(0, 1, 21), color=OKABE_ITO[c], alpha=.7, label=name)
    ax.set(xlabel='soft vote for a against b', ylabel='rows')
    ax.legend()
    assert votes[y == 0, 0].mean() > .8 and votes[y == 1, 0].mean() < .2
    plt.close()
