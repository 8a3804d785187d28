# Generated from nbs/mllm/50_reason.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib as mpl
import numpy as np
from dataclasses import replace
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.images.faces import draw
from tinyemo.images.faceset import augment, face_set
from tinyemo.images.features import FeatureSet
from tinyemo.images.images import open_image
from tinyemo.mllm.reason import as_text, closest_readers, condition, named_label, note, options, reasoning_question, reasonings, stated_label
from tinyemo.mllm.tiny import tiny_mllm
from tinyemo.projector.fit import fit
from tinyemo.synthesis.conversations import parse_record, single_turn
from tinyemo.synthesis.prompts import REASONING


def test_a_note_in_the_prompt():
    test_eq(note({'joy': .93, 'awe': .07}), 'Important: an emotion classifier says joy (93%).')
    unsure = note({'joy': .41, 'awe': .3, 'fear': .19, 'anger': .1})
    test_eq(unsure, 'Important: an emotion classifier is unsure between joy (41%), awe (30%), fear (19%).')
    question = REASONING.format(options='awe, joy', label='joy')
    r = single_turn('1', 'a.png', question, 'Reasoning: it smiles.\n\nPredicted Label: joy')
    test_eq(options(r), ['awe', 'joy'])
    assert question.startswith(reasoning_question(['awe', 'joy']))
    reasoning_question(['awe', 'joy'], {'joy': .93, 'awe': .07})
    published = {'image': 'train/fear/7.jpg', 'id': '7', 'conversations': [
        {'from': 'human', 'value': f"<image>\n{REASONING.format(options='nervousness, optimism', label='nervousness')}"},
        {'from': 'gpt', 'value': 'The clenched hands look tense.\nPredicted Label: nervousness'}]}
    unlabelled = parse_record(published)
    test_eq((unlabelled.meta, named_label(unlabelled)), ({}, 'nervousness'))


def test_learning_when_to_believe_it():
    question = REASONING.format(options='awe, fear, joy', label='joy')
    answer = 'Reasoning: it smiles.\n\nPredicted Label: joy'
    rs = [single_turn(str(i), f'{i}.png', question, answer, {'gold': 'joy'}) for i in range(300)]
    probs = {r.image: {'joy': .8, 'awe': .1, 'fear': .05, 'anger': .05} for r in rs}
    notes = [r.question.split('\n\n')[-1] for r in condition(rs, probs)]
    starts = ('Important: an emotion classifier says joy (84%)', 'Important: an emotion classifier says', 'Labels')
    shares = [sum(n.startswith(s) for n in notes)/300 for s in starts]
    assert abs(shares[0]-2/3) < .1 and abs(shares[1]-5/6) < .1 and abs(shares[2]-1/6) < .1, shares
    test_eq(condition([single_turn('q', 'a.png', 'What colour?', 'Red.')], {})[0].question, 'What colour?')
    test_eq(rs[0].question.count('correct label is joy'), 1) # the originals are left alone


def test_label_probability_reasoning():
    rng = np.random.default_rng(0)
    y = np.arange(60)%3
    outputs = (rng.normal(size=(3, 20))[y] + .4*rng.normal(size=(60, 20))).astype(np.float32)
    toy = FeatureSet(outputs, y, [f'{i}.png' for i in range(60)], ('awe', 'fear', 'joy'), {'encoder': 'toy'})
    m = tiny_mllm(n_image=2)
    p = fit(toy, 'linear', transfer=False)
    rows = reasonings(m, p, toy, constrain=True, max_tokens=5, batch=16)
    test_eq([r['path'] for r in rows], toy.ids)
    assert np.mean([r['label'] == toy.classes[k] for r, k in zip(rows, y)]) > .9
    assert all(r['stated'] == r['label'] for r in rows if r['sure']) and any(r['sure'] for r in rows)
    test_eq({r['label'] for r in reasonings(m, None, toy.subset([0, 1]), ['awe', 'fear'], max_tokens=2)}, {None})
    test_eq([stated_label(t, ['awe', 'joy']) for t in (' Joy.', '<awe>', 'sorrow', '')], ['joy', 'awe', None, None])
    test_fail(lambda: reasonings(m, None, toy), contains='labels to choose from must be given')
    some = toy.subset([0, 1])
    other = FeatureSet(some.features, some.labels, some.ids, some.classes, {'encoder': 'lite0'})
    test_fail(lambda: reasonings(m, p, other), contains="features are from encoder 'lite0'")
    test_fail(lambda: reasonings(m, p, some, vectors=other), contains="features are from encoder 'lite0'")
    test_fail(lambda: reasonings(m, p, some, vectors=toy), contains='not of the same images')
    test_eq(len(reasonings(m, None, other, ['awe', 'fear'], max_tokens=2)), 2) # nothing to check without a projector
    row = {'path': 'a.png', 'label': 'joy', 'probability': .91, 'sure': True, 'stated': 'awe', 'reasoning': 'It smiles.'}
    test_eq(as_text(row), 'a.png  joy (91%) [the text argues for awe]\n  It smiles.')
    odd = row | {'stated': 'joy', 'caution': 'unlike the pictures it was trained on'}
    test_eq(as_text(odd), 'a.png  joy (91%) [unlike the pictures it was trained on]\n  It smiles.')


def test_edge_cases():
    def said(question, answer, meta=None):
        return named_label(single_turn('1', 'a.png', question, answer, meta))
    listed = 'Choose.\n\nLabels: [awe, joy]'
    test_eq(said(listed, 'Bright.\n\nPredicted Label: <Joy>.'), 'joy')
    test_eq(said(f'{listed}\n\nImportant: note that the correct label is awe.', 'Predicted Label: joy'), 'awe') # the set's
    test_eq(said(f'{listed}\n\nImportant: note that the correct label is rage.', 'Predicted Label: joy'), 'joy')
    test_eq(said(listed, 'Predicted Label: rage'), '')
    test_eq(said('What is felt?', 'It rains.\nPredicted Label: **sadness**'), 'sadness')
    test_eq(said('What is felt?', 'Sadness.'), '')
    test_eq(said('What is felt?', 'Predicted Label: awe. Reasoning: it is vast.'), 'awe')
    test_eq(said(listed, 'Predicted Label: joy', {'gold': 'awe'}), 'awe')
    unread = condition([single_turn(str(i), 'a.png', listed, 'Predicted Label: joy') for i in range(9)],
                       {'a.png': {'awe': .9, 'joy': .1}}, silent=0, swapped=1)
    assert all('says joy' not in r.question for r in unread), [r.question for r in unread] # swapped: never the true one
    two = replace(single_turn('2', 'a.png', listed, 'Predicted Label: joy'), more=('b.png',))
    test_eq(condition([two], {'a.png': {'awe': .9, 'joy': .1}}, silent=0), [two]) # nobody spoke of both


def test_which_shipped_model():
    portrait = open_image(Path(mpl.get_data_path())/'sample_data'/'grace_hopper.jpg')
    faces = [augment(draw(f, 224), 'none', f.id, size=224) for f in face_set({'test': 2}, 0)['test']]
    found = closest_readers([portrait, *faces])
    test_eq(list(found.values()), ['photos-smollm2', 'faces-smollm2', 'faces-smollm2'])
