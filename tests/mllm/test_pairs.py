# Generated from nbs/mllm/62_pairs.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tempfile import TemporaryDirectory
from tinyemo.files import write_jsonl
from tinyemo.images.features import FeatureSet
from tinyemo.mllm.pairs import Rule, Sampling, _share, choose_pair, judged, make_pairs, pair_records, sample
from tinyemo.mllm.tiny import tiny_mllm
from tinyemo.synthesis.prompts import Subject


def test_an_answer_judged():
    smiling = {'kind': 'drawing', 'label': 'joy', 'ekman': 'happiness', 'word': 'happiness', 'valence': 'positive',
               'clothing': 'red', 'eyewear': '', 'mouth': 'a broad smile'}
    text = 'Reasoning: The face has a broad smile and glasses, above a red shirt.\n\nPredicted Label: joy'
    found = judged(text, smiling, ['joy', 'fear'])
    test_eq((found['true'], found['false'], found['label']), (4, 1, 'joy'))


def test_a_truer_and_a_falser_one():
    def made(true, false, words, label='joy'):
        return {'text': '', 'true': true, 'false': false, 'words': words, 'label': label}
    answers = [made(6, 0, 40), made(1, 3, 20), made(2, 5, 41, None), made(5, 2, 42), made(3, 6, 41)]
    chosen, rejected = choose_pair(answers)
    test_eq((answers.index(chosen), answers.index(rejected)), (0, 3))
    test_eq(choose_pair([made(4, 0, 40), made(6, 1, 40)]), None) # truer, but it says less
    test_eq(choose_pair([made(6, 1, 40), made(6, 1, 40)]), None)
    test_eq(choose_pair(answers, Rule(margin=.5)), None)
    _share(chosen), _share(rejected)


def test_sampling():
    names = [f'{i}.png' for i in range(6)]
    toy = FeatureSet(np.random.default_rng(0).normal(size=(6, 40)).astype(np.float16), None, names, meta={'encoder': 'toy'})
    subjects = [Subject(n, n, Path(n), 'joy', 'joy', ('joy', 'fear'), {'kind': 'drawing', 'label': 'joy'}) for n in names]
    how = Sampling(samples=2, max_tokens=5, batch=2)
    with TemporaryDirectory() as d:
        file = Path(d)/'samples.jsonl'
        rows = sample(tiny_mllm(), None, toy, subjects, file, how)
        again = sample(None, None, toy, subjects, file, how) # without a model
        write_jsonl(rows[:2], file)
        half = sample(tiny_mllm(), None, toy, subjects, file, how)
    test_eq((again, half), (rows, rows))
    test_eq([row['image'] for row in rows], names)
    assert len({row['answers'][k]['text'] for row in rows for k in (0, 1)}) > 6
    rows[0]['question'].split('\n')[-1], list(rows[0]['answers'][0])


def test_pairs_as_a_file():
    answers = [{'text': 'So.', 'true': 6, 'false': 0, 'words': 40, 'label': 'joy'},
               {'text': 'No.', 'true': 5, 'false': 2, 'words': 42, 'label': 'joy'}]
    row = {'image': 'a.png', 'question': 'Why?', 'answers': answers}
    pair, = make_pairs([row, row | {'answers': answers[:1]}])
    test_eq([(r.image, r.question, r.answer) for r in pair_records(pair)],
            [('a.png', 'Why?', 'So.'), ('a.png', 'Why?', 'No.')])
    test_eq(pair['facts']['rejected'], {'true': 5, 'false': 2, 'words': 42})
    test_fail(lambda: pair_records({'image': 'a.png', 'chosen': 'So.'}), contains='is no pair: it needs')
