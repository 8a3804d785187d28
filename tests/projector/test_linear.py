# Generated from nbs/projector/40_linear.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_close
from tinyemo.images.features import FeatureSet, unit
from tinyemo.metrics import softmax
from tinyemo.projector.linear import choice_regression, fit_linear
from tinyemo.projector.prototypes import Prototypes
from tinyemo.projector.rows import training_rows


def test_a_mixture_of_dual_words():
    from sklearn.linear_model import LogisticRegression

    rng = np.random.default_rng(0)
    y = np.arange(150) % 3
    x = rng.normal(size=(3, 20))[y]*1.5 + rng.normal(size=(150, 20)) + 4
    fs = FeatureSet(x, y, [str(i) for i in range(150)], ('joy', 'fear', 'awe'), {'encoder': 'toy'})
    train, test = training_rows(fs.subset(range(100))), fs.subset(range(100, 150))
    words = Prototypes(unit(np.array([[1, 0, 0, .2], [.9, .4, 0, 0], [0, 1, 1, 0]])), np.arange(3), list('abc'))
    project, left_out = fit_linear(train, words)
    accuracy = lambda project, fs: ((project(fs.features)@words.vectors.T).argmax(1) == fs.labels).mean()
    assert accuracy(project, test) > .9 and (left_out.argmax(1) == train.labels).mean() > .9
    prepared = project.prepare(x)
    same = LogisticRegression(C=3, max_iter=1000, tol=1e-6).fit(prepared[:100], y[:100])
    logits = prepared@project.layers[0].weight.T + project.layers[0].bias
    test_close(softmax(logits), same.predict_proba(prepared), eps=2e-3)
    accuracy(project, test)
    three, two = fs.subset(range(30)), fs.subset(np.flatnonzero(y[30:] < 2) + 30)
    two = FeatureSet(two.features, two.labels, two.ids, ('joy', 'fear'), {'encoder': 'toy'})
    both = training_rows(three, two)
    together, left_out = fit_linear(both, words)
    alone, _ = fit_linear(training_rows(three), words)
    right = {name: float(accuracy(project, fs)) for name, project in (('alone', alone), ('together', together))}
    assert right['together'] >= right['alone']


def test_edge_cases():
    from sklearn.linear_model import LogisticRegression
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 5)).astype(np.float32)
    hot = np.eye(3)[np.arange(40) % 3]
    offered = np.ones((40, 3), bool)
    weights, bias = choice_regression(x, hot, offered, 1.)
    again, _ = choice_regression(x, hot, offered, 1., start=(weights*0 + 1, bias))
    test_close(weights, again, eps=2e-3) # from anywhere
    blocks, _ = choice_regression(x, hot, offered, 1., block=7)
    test_close(weights, blocks, eps=1e-3)
    twice, _ = choice_regression(np.concatenate([x, x]), np.concatenate([hot, hot]), np.ones((80, 3), bool), .5,
                                 np.repeat([2., 0], 40))
    test_close(weights, twice, eps=1e-3) # weights of rows are as good as rows
    fs = FeatureSet(x, np.arange(40) % 2, [str(i) for i in range(40)], ('joy', 'fear'), {'encoder': 'toy'})
    pair, _ = fit_linear(training_rows(fs), Prototypes(np.eye(2, 4), np.arange(2), ['joy', 'fear']))
    test_close(pair.layers[0].weight.sum(0), np.zeros(5), eps=1e-3) # two classes pull apart alike

    prepared = pair.prepare(x)
    logits = prepared@pair.layers[0].weight.T + pair.layers[0].bias
    one = LogisticRegression(C=6, tol=1e-8).fit(prepared, fs.labels) # one row of weights, w: ours are w/2 and -w/2
    test_close(softmax(logits), one.predict_proba(prepared), eps=2e-3)
    test_close(pair.layers[0].weight, np.concatenate([-one.coef_, one.coef_])/2, eps=5e-3)
