# Generated from nbs/evaluation/18_distances.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_close, test_fail
from scipy.stats import wasserstein_distance
from tinyemo.evaluation.distances import emd, kl


def test_two_distances():
    votes, even = np.array([[.75, .25]]), np.array([[.5, .5]])
    test_close(kl(votes, even), .75*np.log(1.5) + .25*np.log(.5))
    test_close(emd(votes, even, [0, 1]), wasserstein_distance([0, 1], [0, 1], votes[0], even[0]))
    kl(votes, even), emd(votes, even), emd(votes, even, [0, 1])


def test_edge_cases():
    soft, probs = np.random.default_rng(0).dirichlet(np.ones(4), (2, 50))
    places = [-1, 2, 0, .5]
    moved = abs(soft-probs).sum(1)/2
    test_close(emd(soft, probs, places), [wasserstein_distance(places, places, s, p) for s, p in zip(soft, probs)], 1e-9)
    test_close(emd(soft, probs), [wasserstein_distance([0, 1], [0, 1], [1-d, d], [1, 0]) for d in moved], 1e-9)
    test_close(kl(soft, soft), np.zeros(50))
    test_close(kl([[1., 0]], np.array([[.25, .75]])), [np.log(4)])
    test_fail(lambda: kl([[1.], [.5, .5]], probs), contains='have 1, 2 classes')
    test_fail(lambda: emd([[.5, .1, .1, .1]]*50, probs), contains='row 0 of the vote distributions is not one')
