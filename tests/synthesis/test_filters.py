# Generated from nbs/synthesis/60_filters.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.html import Rows
from tinyemo.images.faces import Face
from tinyemo.images.taxonomy import MIKELS
from tinyemo.synthesis.conversations import conversation, single_turn
from tinyemo.synthesis.filters import FILTERS, all_answers, all_questions, first_fault, language, refusal, ungrounded
from tinyemo.synthesis.prompts import Subject
from tinyemo.synthesis.scenes import face_scene


def test_one_record_at_a_time():
    scene = face_scene(Face('fear', 'mohawk', hair='red'))
    s = Subject('a', 'a.png', Path('a.png'), 'fear', 'fear', MIKELS.labels, scene)
    def make(task, answer, question='What can be seen?'):
        return single_turn('a', 'a.png', question, answer, {'task': task})
    seen = 'Reasoning: I see round staring eyes and a tight mouth under worried brows.'
    bad = {'refusal': make('caption', "I'm sorry, I cannot view images."),
           'leakage': make('sentiment', 'By its eyes.', 'What shows that the face is scared?'),
           'contradiction': make('reasoning', f'{seen}\n\nPredicted Label: anger'),
           'language': make('caption', 'Ein gezeichnetes Gesicht mit roten Haaren und runden Augen'),
           'length': make('caption', 'A face.'),
           'repetition': make('caption', 'It is a face and it is a face and it is a face and it is a face.'),
           'ungrounded': make('vqa', 'The hair is blue.', 'What colour is the hair?'),
           'toxic': make('caption', 'A drawing of an idiot with a red mohawk.')}
    test_eq({name: first_fault(r, s)[0] for name, r in bad.items()}, {name: name for name in FILTERS})
    rejects = np.array([[bool(find(r, s)) for find in FILTERS.values()] for r in bad.values()])
    test_eq(rejects.sum(), 9)
    _, ax = plt.subplots(figsize=(4, 3), layout='constrained')
    ax.imshow(rejects, cmap='Blues', vmax=1.4)
    ax.set_xticks(range(8), FILTERS, rotation=45, ha='right')
    ax.set_yticks(range(8), bad)
    ax.set(xlabel='filter', ylabel='record made for', title='Which filter rejects which record')
    Rows({'filter': first_fault(r, s)[0], 'reason': first_fault(r, s)[1], 'answer': r.answer[:50]} for r in bad.values())


def test_edge_cases():
    scene = face_scene(Face('fear', 'mohawk', hair='red'))
    s = Subject('a', 'a.png', Path('a.png'), 'fear', 'fear', MIKELS.labels, scene)
    def make(task, answer, question='What can be seen?'):
        return single_turn('a', 'a.png', question, answer, {'task': task})
    why = 'Reasoning: I see round staring eyes and a tight mouth. This is what fear looks like, not anger.'
    good = [make('caption', 'A drawn figure with a red mohawk and round staring eyes.'),
            make('vqa', 'The hair is red.', 'What colour is the hair?'),
            make('reasoning', f'{why}\n\nPredicted Label: fear')]
    test_eq([first_fault(r, s) for r in good], [('', '')]*3)
    unknown = Subject('b', 'b.png', Path('b.png'), 'fear')
    of_joy = make('sentiment', 'The face conveys joy and delight.')
    test_eq(first_fault(of_joy, unknown)[1], "speaks of 'joy', not of 'fear'")
    pairs = [('What is it?', 'A face.'), ('Is the hair red?', 'No, it is blue.')]
    talk = conversation('a', 'a.png', pairs, {'task': 'conversation'})
    test_eq((all_answers(talk), all_questions(talk).split('\n')[1]), ('A face.\nNo, it is blue.', 'Is the hair red?'))
    test_eq(ungrounded(talk, s), 'contradicts the facts: hair_colour not red')
    french = 'Un visage dessiné avec des cheveux rouges et des yeux ronds'
    for text in ('这是一张恐惧的脸', 'Лицо показывает страх', french):
        assert language(make('caption', text), s), text
    for text in ('I’m sorry, but I can’t assist with that.', 'I am sorry, but this is not possible here.',
                 "I'm unable to identify people in images.", 'I am not able to describe the person in this one.'):
        assert refusal(make('caption', text), s), text
    test_eq(refusal(make('caption', 'A man is unable to lift a sofa, and it isn’t a sofa to be sorry for.'), s), '')
