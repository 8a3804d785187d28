# Generated from nbs/evaluation/70_texts.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import numpy as np
import pytest
import sacrebleu
import tempfile
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from rouge_score import rouge_scorer
from tinyemo.evaluation.texts import bert_scores, chair, join, lexicon_agrees, prototype_agrees, read_answers, read_known, reference_scores, text_scores, text_table


def test_rows_and_what_is_known_of_their_images():
    with tempfile.TemporaryDirectory() as d:
        write = lambda name, *rows: Path(d, name).write_text('\n'.join(map(json.dumps, rows)))
        write('answers.jsonl', {'path': 'a/x.png', 'label': 'joy', 'stated': 'joy', 'reasoning': 'A smile.'}, {'path': 'y.png', 'answer': 'red'})
        write('refs.jsonl', {'path': 'pictures/x.png', 'references': ['One.'], 'gold': 'joy'}, {'image': 'pictures/x.png', 'conversations': [{}, {'value': 'Reasoning: Two.\n\nPredicted Label: joy'}]})
        rows, known = read_answers(f'{d}/answers.jsonl'), read_known(f'{d}/refs.jsonl')
        test_eq(join(rows, known), [{'references': ['One.', 'Two.'], 'gold': 'joy'}])
        test_fail(lambda: join(rows, {'z.png': {}}), contains='about an image that is known')
        write('none.jsonl', {'path': 'y.png'})
        test_fail(lambda: read_answers(f'{d}/none.jsonl'), contains='no row with a reasoning')


def test_against_references():
    texts = ['A wide smile lifts the whole face, so I feel joy.', 'Tears run down, and the mouth is turned down.']
    references = [['A wide smile lifts the face and I feel joy.', 'The grin is broad.'], ['The mouth is turned down and tears run.']]
    scores = reference_scores(texts, references, 100)
    test_close(scores['bleu']['value'], sacrebleu.corpus_bleu(texts, [[r[0] for r in references], ['The grin is broad.', None]]).score, 1e-6)
    test_close(scores['chrf']['value'], sacrebleu.corpus_chrf(texts, [[r[0] for r in references], ['The grin is broad.', None]]).score, 1e-6)
    plain = rouge_scorer.RougeScorer(['rougeL'], use_stemmer=True)
    test_close(scores['rouge_l']['value'], np.mean([max(plain.score(r, t)['rougeL'].fmeasure for r in refs) for t, refs in zip(texts, references)]), 1e-6)
    same = reference_scores(texts, [[t] for t in texts], 20)
    test_close([same['bleu']['value'], same['rouge_l']['value']], [100, 1], 1e-6)
    test_fail(lambda: reference_scores(texts, [['a'], []]), contains='1 of 2 with a reference')


@pytest.mark.slow
def test_against_references_slow():
    texts = ['A wide smile lifts the whole face, so I feel joy.', 'Tears run down, and the mouth is turned down.']
    references = [['A wide smile lifts the face and I feel joy.', 'The grin is broad.'], ['The mouth is turned down and tears run.']]
    scores = reference_scores(texts, references, 100)
    test_close(scores['bleu']['value'], sacrebleu.corpus_bleu(texts, [[r[0] for r in references], ['The grin is broad.', None]]).score, 1e-6)
    test_close(scores['chrf']['value'], sacrebleu.corpus_chrf(texts, [[r[0] for r in references], ['The grin is broad.', None]]).score, 1e-6)
    plain = rouge_scorer.RougeScorer(['rougeL'], use_stemmer=True)
    test_close(scores['rouge_l']['value'], np.mean([max(plain.score(r, t)['rougeL'].fmeasure for r in refs) for t, refs in zip(texts, references)]), 1e-6)
    same = reference_scores(texts, [[t] for t in texts], 20)
    test_close([same['bleu']['value'], same['rouge_l']['value']], [100, 1], 1e-6)
    test_fail(lambda: reference_scores(texts, [['a'], []]), contains='1 of 2 with a reference')
    near, far = bert_scores([texts[0]]*2, [[references[0][0]], [references[1][0]]])
    test_close(bert_scores(texts, [[t] for t in texts]), 1, 1e-5)
    assert near > far


def test_does_the_text_argue_for_its_label():
    test_eq([lexicon_agrees(t, 'sadness') for t in ('I feel sorrow.', 'This is joy.', 'Not joy but sadness.', 'The mouth is open.')], [True, False, True, None])
    axes = {'tears': 0, 'smile': 1, 'sadness': 0, 'joy': 1}
    toy = lambda strings: np.array([[sum(axes.get(w.strip('.,'), 9) == i for w in s.split()) for i in range(2)] for s in strings])+1e-6
    test_eq(prototype_agrees(['tears, not joy joy joy', 'a smile'], ['sadness', 'sadness'], ['sadness', 'joy'], toy).tolist(), [True, False])


def test_objects_that_are_not_there():
    c = chair(['Two dogs and a boat.', 'A dog by the tree.', 'Nothing.'], [['dog'], ['dog', 'tree'], ['boat']])
    test_eq((c['mentioned'], c['instances']), (4, .25))
    test_close(c['sentences'], 1/3)
    test_fail(lambda: chair(['a'], [[]]), contains='no object is listed')


def test_all_of_it():
    scene = {'kind': 'drawing', 'label': 'joy', 'ekman': 'joy', 'word': 'happy', 'valence': 'positive', 'clothing': 'red', 'hair_colour': 'black', 'hair': 'black hair', 'headwear': '', 'eyewear': '',
             'facial_hair': '', 'brows': 'raised brows', 'eyes': 'closed eyes', 'mouth': 'a wide smile'}
    rows = [{'path': 'a', 'label': 'joy', 'stated': 'joy', 'reasoning': 'A wide smile and a red top speak of happiness.'},
            {'path': 'b', 'label': 'joy', 'stated': 'fear', 'reasoning': 'The open mouth and the blue top speak of joy and joy and joy and joy and joy.'},
            {'path': 'c', 'label': None, 'stated': None, 'reasoning': 'Nothing.'}]
    s = text_scores(rows, [{'gold': 'joy', 'scene': scene, 'references': ['A wide smile.']}, {'gold': 'joy', 'scene': scene, 'objects': ['mouth']}, {}], draws=50)
    m = {k: v['value'] for k, v in s['metrics'].items()}
    test_close([m['ends in a label'], m['stated label is the gold label'], m['stated label is the projector’s'], m['argues for its label, by lexicon']], [2/3, .5, .5, .5])
    test_eq((m['texts without a false statement'], s['metrics']['texts without a false statement']['n'], m['objects hallucinated, share of mentions']), (.5, 2, 0.))
    assert m['repeated four-word runs'] > 0 and s['metrics']['bleu']['n'] == 1
    json.dumps(s)
    text_table({'three rows': s})
