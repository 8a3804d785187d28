# Generated from nbs/synthesis/62_duplicates.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
from fastcore.test import test_eq
from tinyemo.figures import OKABE_ITO
from tinyemo.synthesis.duplicates import repeated_texts, signatures


def test_signatures():
    rng = np.random.default_rng(0)
    vocabulary = [f'w{i}' for i in range(300)]
    texts = [' '.join(rng.choice(vocabulary, 30)) for _ in range(60)]
    def altered(text, *places):
        words = text.split()
        for k in places:
            words[k] = 'changed'
        return ' '.join(words)
    texts += [altered(t, 0) for t in texts[:20]] + [altered(t, 9, 20) for t in texts[:20]]
    runs = [set(zip(t.split(), t.split()[1:], t.split()[2:])) for t in texts]
    exact = np.array([[len(a & b)/len(a | b) for b in runs] for a in runs])
    sigs = signatures(texts)
    estimate = (sigs[:, None] == sigs[None]).mean(-1)
    error = np.abs(estimate-exact)
    assert error.max() < .25 and error.mean() < .01

    found = repeated_texts(sigs, .8)
    test_eq(found[60:80].tolist(), list(range(20))) # one word of thirty changed: J = .93
    assert (found[80:] == -1).mean() > .9 # two words in the middle: J = .65

    pairs = np.triu_indices(len(texts), 1)
    _, ax = plt.subplots(figsize=(4, 3), layout='constrained')
    ax.scatter(exact[pairs], estimate[pairs], s=12, color=OKABE_ITO[0])
    ax.axline((0, 0), slope=1, color='black', linewidth=.8)
    ax.axhline(.8, color=OKABE_ITO[3], linestyle='--', label='threshold')
    ax.set(xlabel='exact Jaccard index', ylabel='estimated from 64 numbers')
    ax.legend(frameon=False, loc='lower right')
    f'largest error of the estimate {error.max():.2f}, mean {error.mean():.4f}'


def test_edge_cases():
    test_eq(signatures([]).shape, (0, 64))
    test_eq(repeated_texts(signatures([])).tolist(), [])
    test_eq(repeated_texts(signatures(['too short to matter']*2)).tolist(), [-1, -1])
    said, written = 'One, two three four five six seven eight!', 'one two three four five six seven eight'
    test_eq(signatures([said])[0].tolist(), signatures([written])[0].tolist())
