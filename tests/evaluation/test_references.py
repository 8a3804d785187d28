# Generated from nbs/evaluation/67_references.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
import sacrebleu
from fastcore.test import test_close, test_fail
from rouge_score import rouge_scorer
from tinyemo.evaluation.references import bert_scores, reference_scores


def test_against_references():
    texts = ['A wide smile lifts the whole face, so I feel joy.', 'Tears run down, and the mouth is turned down.']
    references = [['A wide smile lifts the face and I feel joy.', 'The grin is broad.'],
                  ['The mouth is turned down and tears run.']]
    scores = reference_scores(texts, references, 100)
    columns = [[refs[0] for refs in references], ['The grin is broad.', None]]
    test_close(scores['bleu']['value'], sacrebleu.corpus_bleu(texts, columns).score, 1e-6)
    test_close(scores['chrf']['value'], sacrebleu.corpus_chrf(texts, columns).score, 1e-6)
    plain = rouge_scorer.RougeScorer(['rougeL'], use_stemmer=True)
    rouge = [max(plain.score(r, t)['rougeL'].fmeasure for r in refs) for t, refs in zip(texts, references)]
    test_close(scores['rouge_l']['value'], np.mean(rouge), 1e-6)
    same = reference_scores(texts, [[t] for t in texts], 20)
    test_close([same['bleu']['value'], same['rouge_l']['value']], [100, 1], 1e-6)
    assert rouge[0] > rouge[1]


@pytest.mark.slow
def test_by_meaning_slow():
    texts = ['A wide smile lifts the whole face, so I feel joy.', 'Tears run down, and the mouth is turned down.']
    alike, other = 'A wide smile lifts the face and I feel joy.', 'The mouth is turned down and tears run.'
    near, far = bert_scores([texts[0]]*2, [[alike], [other]])
    test_close(bert_scores(texts, [[t] for t in texts]), 1, 1e-5)
    assert near > far


def test_edge_cases():
    test_fail(lambda: reference_scores(['a', 'b'], [['a'], []]), contains='1 of 2 with a reference')
