# Generated from nbs/synthesis/78_variety.ipynb by tinyemo.dev.nbtools: edit the notebook.
import math
import matplotlib.pyplot as plt
import numpy as np
from collections import Counter
from fastcore.test import test_close, test_eq
from tinyemo.figures import OKABE_ITO
from tinyemo.synthesis.variety import _runs, _words, distinct_n, self_bleu


def test_variety():
    test_eq(distinct_n(['a b c', 'a b d']), 3/4) # a b, b c, a b, b d
    distinct_n(['a b c', 'a b d'])
    alike = self_bleu(['the face is calm and open'] * 3)
    different = self_bleu(['the face is calm and open today', 'a dark sea under heavy clouds'])
    test_close(alike, 1)
    assert different < .1
    a, b = 'one two three four five', 'one two three four six'
    test_close(self_bleu([a, b]), math.exp(np.mean(np.log([4/5, 3/4, 2/3, 1/2])))) # runs of one, two, three, four words
    f'alike {alike:.2f}, one word of five changed {self_bleu([a, b]):.2f}, nothing in common {different:.2f}'
    rng = np.random.default_rng(0)
    vocabulary = [f'w{i}' for i in range(2000)]
    text = rng.choice(vocabulary, 20)
    def mixed(share): # a hundred copies of a text, some of whose words are replaced
        return [' '.join(np.where(rng.random(20) < share, rng.choice(vocabulary, 20), text)) for _ in range(100)]
    shares = np.linspace(0, 1, 11)
    collections = [mixed(share) for share in shares]
    bleu = [self_bleu(texts) for texts in collections]
    distinct = [distinct_n(texts) for texts in collections]
    assert bleu[0] > .99 and .5 < bleu[2] < .6 and bleu[-1] < .1 and all(np.diff(bleu) < 0)
    assert distinct[0] < .02 and distinct[-1] > .9 and all(np.diff(distinct) > 0)
    _, ax = plt.subplots(figsize=(4, 3), layout='constrained')
    ax.plot(shares, bleu, color=OKABE_ITO[0], label='self-BLEU')
    ax.plot(shares, distinct, color=OKABE_ITO[1], linestyle='--', label='distinct-2')
    ax.set(xlabel='share of words that are random', ylabel='value')
    ax.legend(frameon=False);


def test_edge_cases():
    def slow_bleu(words, others):
        logs = []
        for k in range(1, 5):
            most = Counter()
            for o in others:
                most |= Counter(_runs(o, k))
            hits = (Counter(_runs(words, k)) & most).total()
            logs.append(math.log(max(.1, hits)/max(1, len(words)-k+1)))
        nearest = min((abs(len(o)-len(words)), len(o)) for o in others)[1]
        return math.exp(min(0, 1-nearest/len(words)) + np.mean(logs))
    rng = np.random.default_rng(0)
    texts = [' '.join(rng.choice(list('abcdefgh'), rng.integers(5, 12))) for _ in range(30)]
    words = [_words(text) for text in texts]
    slow = [slow_bleu(w, words[:i]+words[i+1:]) for i, w in enumerate(words)]
    test_close(self_bleu(texts), np.mean(slow))
    test_eq((self_bleu(['one text']), self_bleu([]), distinct_n([])), (0., 0., 0.))
