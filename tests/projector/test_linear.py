# Generated from nbs/projector/40_linear.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_close, test_eq
from tinyemo.images.features import FeatureSet
from tinyemo.images.fingerprints import unit
from tinyemo.metrics import softmax
from tinyemo.projector.linear import LinearConfig, PreparedRows, choice_regression, fit_linear
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
    project, held, left_out = fit_linear(train, words)
    test_eq(held, range(100))
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
    together, _, left_out = fit_linear(both, words)
    alone, *_ = fit_linear(training_rows(three), words)
    right = {name: float(accuracy(project, fs)) for name, project in (('alone', alone), ('together', together))}
    assert right['together'] >= right['alone']


def test_edge_cases():
    from sklearn.linear_model import LogisticRegression
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 5)).astype(np.float32)
    hot = np.eye(3, dtype=np.float32)[np.arange(40) % 3]

    def regressed(x, hot, C=1., start=None, block=100, weights=None):
        hot = hot if weights is None else hot*np.float32(weights)[:, None]
        offered = np.ones(hot.shape, bool)
        cuts = range(0, len(x), block)
        return choice_regression(lambda: ((x[i:i+block], hot[i:i+block], offered[i:i+block]) for i in cuts),
                                 (*x.shape, hot.shape[1]), C, start)

    weights, bias = regressed(x, hot)
    again, _ = regressed(x, hot, start=(weights*0 + 1, bias))
    test_close(weights, again, eps=2e-3) # from anywhere
    blocks, _ = regressed(x, hot, block=7)
    test_close(weights, blocks, eps=1e-3)
    twice, _ = regressed(np.concatenate([x, x]), np.concatenate([hot, hot]), .5, weights=np.repeat([2., 0], 40))
    test_close(weights, twice, eps=1e-3) # weights of rows are as good as rows
    fs = FeatureSet(x, np.arange(40) % 2, [str(i) for i in range(40)], ('joy', 'fear'), {'encoder': 'toy'})
    pair, *_ = fit_linear(training_rows(fs), Prototypes(np.eye(2, 4), np.arange(2), ['joy', 'fear']))
    test_close(pair.layers[0].weight.sum(0), np.zeros(5), eps=1e-3) # two classes pull apart alike

    prepared = pair.prepare(x)
    logits = prepared@pair.layers[0].weight.T + pair.layers[0].bias
    one = LogisticRegression(C=6, tol=1e-8).fit(prepared, fs.labels) # one row of weights, w: ours are w/2 and -w/2
    test_close(softmax(logits), one.predict_proba(prepared), eps=2e-3)
    test_close(pair.layers[0].weight, np.concatenate([-one.coef_, one.coef_])/2, eps=5e-3)
    from tinyemo.images.pieces import Pieces

    rng = np.random.default_rng(0)
    y = np.arange(3000) % 3
    x = (rng.normal(size=(3, 20))[y]*.5 + rng.normal(size=(3000, 20)) + 4).astype(np.float16)
    whole = FeatureSet(x, y, [str(i) for i in range(3000)], ('joy', 'fear', 'awe'), {'encoder': 'toy'})
    pieces = FeatureSet(Pieces([x[:1100], x[1100:1101], x[1101:]]), y, whole.ids, whole.classes, whole.meta)
    words = Prototypes(unit(np.eye(3, 4)), np.arange(3), list('abc'))
    kept, *_ = fit_linear(training_rows(whole), words)
    rows = training_rows(pieces)
    read_anew = PreparedRows(rows, kept)
    read_anew.kept = None
    test_close(np.concatenate([x for _, x, *_ in read_anew.at(np.arange(3000))]), kept.prepare(x), eps=1e-6)
    test_close(read_anew.fitted(np.arange(3000), 3.)[0], kept.layers[0].weight, eps=2e-3)
    some, held, said = fit_linear(rows, words, LinearConfig(most=2000))
    test_eq((len(held), said.shape), (600, (600, 3))) # at most a fifth
    test_close(some.layers[0].weight, kept.layers[0].weight, eps=3e-2)
    right = [(p.argmax(1) == y[held]).mean() for p in (said, kept(x[held])@words.vectors.T)]
    assert abs(right[0] - right[1]) < .05
