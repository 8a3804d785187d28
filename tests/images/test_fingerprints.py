# Generated from nbs/images/89_fingerprints.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
from fastcore.test import test_close, test_eq
from tinyemo.figures import OKABE_ITO
from tinyemo.images.fingerprints import fingerprints, near_duplicates, nearest_fingerprint, unit


def test_near_duplicates():
    z = unit([[3, 4], [0, 0]])
    test_close(z, [[.6, .8], [0, 0]])
    rng = np.random.default_rng(0)
    a = rng.normal(size=(50, 16))
    again = a[[7]]*3 + 1e-3 # row 7, longer and a little off
    b = np.concatenate([rng.normal(size=(9, 16)), again])
    test_eq(near_duplicates(a, b).tolist(), [[7, 9]])
    near_duplicates(a, b)


def test_fingerprints():
    rng = np.random.default_rng(0)
    train = rng.normal(size=(400, 64)) + 2
    centre = np.full(64, 2.)
    same = train[:5] + .05*rng.normal(size=(5, 64))
    other = rng.normal(size=(5, 64)) + 2
    prints = fingerprints(np.concatenate([same, other]), centre)
    bits = nearest_fingerprint(prints, fingerprints(train, centre))
    assert bits[:5].max() < 16 < bits[5:].min()
    test_eq(nearest_fingerprint(prints, fingerprints(train, centre), block=7), bits)
    rng = np.random.default_rng(0)
    one, other = np.linalg.qr(rng.normal(size=(768, 2)))[0].T # two directions at a right angle
    angle = np.linspace(0, np.pi, 73)
    turned = np.outer(np.cos(angle), one) + np.outer(np.sin(angle), other)
    first = fingerprints(turned[:1], np.zeros(768))
    differ = np.array([nearest_fingerprint(row[None], first)[0] for row in fingerprints(turned, np.zeros(768))])
    assert abs(differ - 256*angle/np.pi).max() < 4*8 # four standard deviations of 256 fair coins
    fig, ax = plt.subplots(figsize=(4, 3))
    ax.plot(np.rad2deg(angle), 256*angle/np.pi, color=OKABE_ITO[1], label='256 θ/π')
    ax.plot(np.rad2deg(angle), differ, '.', color=OKABE_ITO[0], label='fingerprints')
    ax.set(xlabel='angle θ between two features (degrees)', ylabel='differing bits')
    ax.legend(frameon=False);


def test_edge_cases():
    rng = np.random.default_rng(0)
    a = rng.normal(size=(50, 16))
    b = np.concatenate([rng.normal(size=(9, 16)), a[[7]]*3 + 1e-3])
    test_eq(near_duplicates(a, b, block=8).tolist(), [[7, 9]])
    test_eq(near_duplicates(a, a).tolist(), [[i, i] for i in range(50)])
    prints = fingerprints(a, np.zeros(16))
    test_eq(nearest_fingerprint(prints, prints, block=8).max(), 0)
    naive = [min(int(np.unpackbits(p ^ q).sum()) for q in ~prints) for p in prints]
    test_eq(nearest_fingerprint(prints, ~prints).tolist(), naive)
