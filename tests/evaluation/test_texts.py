# Generated from nbs/evaluation/70_texts.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import matplotlib.pyplot as plt
import numpy as np
import pytest
import sacrebleu
import tempfile
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from rouge_score import rouge_scorer
from tinyemo.evaluation.texts import bert_scores, chair, join, lexicon_agrees, prototype_agrees, read_answers, read_known, reference_scores, text_scores, text_table
from tinyemo.figures import RIGHT, WRONG


def test_rows_and_what_is_known_of_their_images():
    with tempfile.TemporaryDirectory() as d:
        def write(name, *rows): Path(d, name).write_text('\n'.join(map(json.dumps, rows)))
        write('answers.jsonl', {'path': 'a/pictures/x.png', 'label': 'joy', 'stated': 'joy', 'reasoning': 'A smile.'},
              {'path': 'y.png', 'answer': 'red'})
        conversation = [{'from': 'human', 'value': 'Why?'},
                        {'from': 'gpt', 'value': 'Reasoning: Two.\n\nPredicted Label: joy'}]
        write('refs.jsonl', {'path': 'pictures/x.png', 'references': ['One.'], 'gold': 'joy'},
              {'id': 'x', 'image': 'pictures/x.png', 'conversations': conversation})
        rows, known = read_answers(f'{d}/answers.jsonl'), read_known(f'{d}/refs.jsonl')
        test_eq(join(rows, known), [{'references': ['One.', 'Two.'], 'gold': 'joy'}])
    join(rows, known)


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
def test_against_references_slow():
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
    near, far = bert_scores([texts[0]]*2, [[references[0][0]], [references[1][0]]])
    test_close(bert_scores(texts, [[t] for t in texts]), 1, 1e-5)
    assert near > far


def test_does_the_text_argue_for_its_label():
    said = ('I feel sorrow.', 'This is joy.', 'Not joy but sadness.', 'The mouth is open.')
    test_eq([lexicon_agrees(t, 'sadness') for t in said], [True, False, True, None])
    axis = {'tears': 0, 'smile': 1, 'sadness': 0, 'joy': 1}

    def toy(strings):
        words = [[w.strip('.,') for w in s.split()] for s in strings]
        return np.array([[sum(axis.get(w) == i for w in line) for i in range(2)] for line in words]) + 1e-6

    agrees = prototype_agrees(['tears, not joy joy joy', 'a smile'], ['sadness', 'sadness'], ['sadness', 'joy'], toy)
    test_eq(agrees.tolist(), [True, False])
    [lexicon_agrees(t, 'sadness') for t in said], agrees


def test_objects_that_are_not_there():
    c = chair(['Two dogs and a boat.', 'A dog by the tree.', 'Nothing.'], [['dog'], ['dog', 'tree'], ['boat']])
    test_eq((c['mentioned'], c['instances']), (4, .25))
    test_close(c['sentences'], 1/3)


def test_all_of_it():
    scene = {'kind': 'drawing', 'label': 'joy', 'ekman': 'joy', 'word': 'happy', 'valence': 'positive', 'clothing': 'red',
             'hair_colour': 'black', 'hair': 'black hair', 'headwear': '', 'eyewear': '', 'facial_hair': '',
             'brows': 'raised brows', 'eyes': 'closed eyes', 'mouth': 'a wide smile'}
    looping = 'The open mouth and the blue top speak of joy and joy and joy and joy and joy.'
    rows = [{'path': 'a', 'label': 'joy', 'stated': 'joy', 'reasoning': 'A wide smile and a red top speak of happiness.'},
            {'path': 'b', 'label': 'joy', 'stated': 'fear', 'reasoning': looping},
            {'path': 'c', 'label': None, 'stated': None, 'reasoning': 'Nothing.'}]
    about = [{'gold': 'joy', 'scene': scene, 'references': ['A wide smile.']},
             {'gold': 'joy', 'scene': scene, 'objects': ['mouth']}, {}]
    s = text_scores(rows, about, draws=50)
    m = {name: v['value'] for name, v in s['metrics'].items()}
    test_close([m['ends in a label'], m['stated label is the gold label'], m['stated label is the projector’s'],
                m['argues for its label, by lexicon']], [2/3, .5, .5, .5])
    faultless = s['metrics']['texts without a false statement']
    test_eq((faultless['value'], faultless['n'], m['objects hallucinated, share of mentions']), (.5, 2, 0.))
    assert m['repeated four-word runs'] > 0 and s['metrics']['bleu']['n'] == 1
    json.dumps(s)

    checks = [name for name in m if name.startswith(('ends', 'stated', 'argues', 'texts'))]
    fig, ax = plt.subplots(figsize=(6, 2.2), layout='constrained')
    for i, name in enumerate(checks):
        told = s['metrics'][name]
        agree = told['value']*told['n']
        ax.barh(i, agree, color=RIGHT)
        ax.barh(i, told['n']-agree, left=agree, color=WRONG, hatch='//', edgecolor='white')
        ax.barh(i, 3-told['n'], left=told['n'], color='.85')
    ax.set(yticks=range(len(checks)), yticklabels=checks, ylim=(len(checks)-.5, -.5), xlabel='texts', xticks=range(4))
    names = ['agrees', 'disagrees', 'cannot be told']
    ax.legend(names, frameon=False, fontsize=8, ncols=3, loc='lower center', bbox_to_anchor=(.4, 1));
    test_eq([s['metrics'][name]['n'] for name in checks], [3, 2, 2, 2, 2])
    text_table({'three rows': s})


def test_edge_cases():
    with tempfile.TemporaryDirectory() as d:
        nothing = Path(d, 'none.jsonl')
        nothing.write_text(json.dumps({'path': 'y.png'}))
        test_fail(lambda: read_answers(nothing), contains='no row with a reasoning')
        nothing.write_text('3\n[]\n' + json.dumps({'reasoning': 'Calm.'}))
        test_fail(lambda: read_answers(nothing), contains='row 3 has no path')
        nothing.write_text(json.dumps({'image': 'y.png', 'id': 'y', 'conversations': 'x'}))
        test_fail(lambda: read_known(nothing), contains='row 1: conversations must be a list of turns')
        nothing.write_text('3')
        test_fail(lambda: read_known(nothing), contains='is no row')
        nothing.write_text('\n'.join(json.dumps({'path': 'a/0.png', 'gold': gold}) for gold in ('joy', 'fear')))
        test_fail(lambda: read_known(nothing), contains="two things of a/0.png: gold 'joy' and 'fear'")
        nothing.write_text(json.dumps({'gold': 'joy'}))
        test_fail(lambda: read_known(nothing), contains='neither path nor image')
    answers = [{'path': 'a/x.png'}, {'path': 'y.png'}]
    test_fail(lambda: join(answers, {'z.png': {}}), contains='about an image that is known')
    test_fail(lambda: join([{'path': 'awe/0.png'}], {'fear/0.png': {'gold': 'fear'}}), contains='about an image that is')
    test_fail(lambda: reference_scores(['a', 'b'], [['a'], []]), contains='1 of 2 with a reference')
    test_fail(lambda: chair(['a'], [[]]), contains='no object is listed')
