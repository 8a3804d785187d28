# Generated from nbs/audit/30_words.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import numpy as np
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.audit.gaps import forest_plot, gaps
from tinyemo.audit.groups import make_groups
from tinyemo.audit.words import read_replies, word_columns
from tinyemo.images.features import FeatureSet


def test_words_as_quantities():
    texts = ['An angry stare, and raised brows.', 'A happy smile under raised brows.', 'A smile.', '']
    names, values = word_columns(texts, least=1)
    test_eq(names, ['mentions angry + stare', 'mentions brows + raised', 'mentions happy', 'mentions smile',
                    'sentiment of the text'])
    test_eq(values[:, 1].tolist(), [1, 1, 0, 0])
    test_eq(values[:, -1].tolist(), [-1, 1, 0, 0])
    dict(zip(names, values.T.tolist()))


def test_words_that_differ_between_groups():
    rng = np.random.default_rng(0)
    dark = rng.random(400) < .4
    def sentence(dark):
        mouth = 'strained' if rng.random() < (.5 if dark else .2) else 'set'
        brows, eyes = rng.choice(['raised', 'level', 'drawn']), rng.choice(['wide', 'narrow'])
        return f'The mouth is {mouth}, brows are {brows} and eyes {eyes}.'

    columns = word_columns([sentence(d) for d in dark])
    answers = np.tile([1., 0], (400, 1)) # the same of all
    groups = make_groups({'skin': np.where(dark, 'dark', 'light')})
    rows = gaps(answers, np.zeros(400, int), ['fear', 'joy'], groups, texts=columns)
    table = rows.to_frame().query("group == 'skin = dark'")
    test_eq(set(table.quantity[table.p_max <= .05]), {'mentions strained', 'mentions set'})
    ax = forest_plot(list(table.quantity), table.gap, table.low, table.high)
    ax.set_xlabel('share, dark less light skin; 95 % interval');


def test_replies_as_predictions():
    replies = [{'path': 'a/2.png', 'stated': 'awe', 'reasoning': 'High brows.'},
               {'path': 'a/1.png', 'stated': None, 'reasoning': 'Hm.'},
               {'path': 'a/0.png', 'stated': 'fear', 'reasoning': 'Wide eyes.'}]
    fs = FeatureSet(np.zeros((3, 0), np.float32), np.array([1, 1, 0]), ['0.png', '1.png', '2.png'], ('awe', 'fear'), {})
    with tempfile.TemporaryDirectory() as d:
        f = Path(d, 'replies.jsonl')
        f.write_text('\n'.join(map(json.dumps, replies)), encoding='utf-8')
        at, probs, said = read_replies(f, fs)
    test_eq((at.tolist(), said), ([0, 2], ['Wide eyes.', 'High brows.']))
    test_eq(probs.tolist(), [[0, 1], [1, 0]])


def test_edge_cases():
    test_eq(word_columns(['', ''], 1)[0], ['sentiment of the text'])
    test_eq(word_columns(['', ''], 1)[1].shape, (2, 1))
    fs = FeatureSet(np.zeros((1, 0), np.float32), np.array([1]), ['0.png'], ('joy', 'anger'), {})
    with tempfile.TemporaryDirectory() as d:
        f = Path(d, 'replies.jsonl')
        rows = [{'path': f'{i}.png', 'stated': 'fear', 'reasoning': 'Hm.'} for i in range(3)]
        f.write_text('\n'.join(map(json.dumps, rows)), encoding='utf-8')
        test_fail(lambda: read_replies(f, fs), contains='none of 3 replies ends in one of joy, anger')
        rows = [{'path': '0.png', 'stated': stated, 'reasoning': 'Hm.'} for stated in ('joy', 'anger')]
        f.write_text('\n'.join(map(json.dumps, rows)), encoding='utf-8')
        test_fail(lambda: read_replies(f, fs), contains="two things of 0.png: stated 'joy' and 'anger'")
