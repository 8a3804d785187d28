# Generated from nbs/audit/30_words.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import numpy as np
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.audit.words import read_replies, word_columns
from tinyemo.images.features import FeatureSet


def test_words_as_quantities():
    texts = ['An angry stare, and raised brows.', 'A happy smile under raised brows.', 'A smile.', '']
    names, values = word_columns(texts, least=1)
    test_eq(names, ['mentions angry + stare', 'mentions brows + raised', 'mentions happy', 'mentions smile', 'sentiment of the text'])
    test_eq(values[:, 1].tolist(), [1, 1, 0, 0])
    test_eq(values[:, -1].tolist(), [-1, 1, 0, 0])
    test_eq(word_columns(['', ''], 1)[0], ['sentiment of the text'])
    dict(zip(names, values.T.tolist()))


def test_replies_as_predictions():
    with tempfile.TemporaryDirectory() as d:
        f = Path(d)/'replies.jsonl'
        f.write_text('\n'.join(json.dumps({'path': p, 'stated': s, 'reasoning': t}) for p, s, t in (('a/2.png', 'awe', 'High brows.'), ('a/1.png', None, 'Hm.'), ('a/0.png', 'fear', 'Wide eyes.'))), encoding='utf-8')
        fs = FeatureSet(np.zeros((3, 0), np.float32), np.array([1, 1, 0]), ['0.png', '1.png', '2.png'], ('awe', 'fear'), {})
        at, probs, said = read_replies(f, fs)
        test_fail(lambda: read_replies(f, FeatureSet(fs.features, fs.labels, fs.ids, ('joy', 'anger'), {})), contains='none of 3 replies ends in one of joy, anger')
    test_eq((at.tolist(), said), ([0, 2], ['Wide eyes.', 'High brows.']))
