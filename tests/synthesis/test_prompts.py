# Generated from nbs/synthesis/44_prompts.ipynb by tinyemo.dev.nbtools: edit the notebook.
from fastcore.test import test_eq, test_fail
from pathlib import Path
from random import Random
from tinyemo.images.faces import Face
from tinyemo.images.taxonomy import MIKELS
from tinyemo.synthesis.prompts import CAPTION, Subject, known, options_of, parse_caption, parse_qa, parse_reasoning, parse_turns
from tinyemo.synthesis.scenes import face_scene


def test_what_models_are_asked():
    scene = face_scene(Face('fear', 'mohawk', hair='red'))
    s = Subject('a', 'a.png', Path('a.png'), 'fear', 'fear', MIKELS.labels, scene)
    picked = [options_of(s, Random(i)) for i in range(200)]
    assert 20 < sum(options[0] == 'fear' for options in picked) < 80 # no favourite place
    print(', '.join(picked[0]), known(s))


def test_reading_replies():
    decorated = '```\n**Question:** What is it?\n\n**Answer:** A hat.\n```'
    test_eq(parse_qa(decorated), ('What is it?', 'A hat.'))
    test_fail(lambda: parse_qa('What is it? A hat.'), contains='no lines')
    parse_reasoning('Reasoning: Tense.\n\nPredicted Label: <Fear>.', ['joy', 'fear'])


def test_edge_cases():
    scene = face_scene(Face('fear', 'mohawk', hair='red'))
    s = Subject('a', 'a.png', Path('a.png'), 'fear', 'fear', MIKELS.labels, scene)
    picked = [options_of(s, Random(i)) for i in range(200)]
    assert all('fear' in o and len(set(o)) == len(o) for o in picked)
    test_eq(set(map(len, picked)), set(range(3, 9)))
    test_eq(parse_caption('**Caption:** "A calm face."'), (CAPTION, 'A calm face.'))
    for text in ('Question: What is it?\nAnswer: A hat.', '```\n**Question:** What is it?\n\n**Answer:** A hat.\n```',
                 '{"Question": "What is it?", "answer": "A hat."}'):
        test_eq(parse_qa(text), ('What is it?', 'A hat.'))
    test_eq(parse_reasoning('Reasoning: Tense.\n\nPredicted Label: <Fear>.', ['joy', 'fear']),
            ('', 'Reasoning: Tense.\n\nPredicted Label: fear'))
    test_fail(lambda: parse_caption('...'), contains='no words')
    test_fail(lambda: parse_qa('{"question": "What'), contains='JSON in the reply is broken')
    test_fail(lambda: parse_qa('Question: What\nAnswer: A hat.'), contains='no question mark')
    test_fail(lambda: parse_reasoning('Reasoning: Tense.', ['fear']), contains='does not close')
    test_fail(lambda: parse_reasoning('Tense. Predicted Label: dread', ['fear']), contains="'dread' is not among the")
    two = 'Question: What is it?\nAnswer: A hat.\n\n**Question:** Red?\nAnswer: No,\nblue.'
    test_eq(parse_turns(two), [('What is it?', 'A hat.'), ('Red?', 'No,\nblue.')])
    test_eq(parse_qa(two), ('What is it?', 'A hat.'))
    for before in ('Sure! Here you go: ', 'Of course.\n\n**Emotional '):
        told = parse_reasoning(f'{before}Reasoning:** My reasoning: tense.\n\nPredicted Label: fear', ['fear'])[1]
        test_eq(told, 'Reasoning: My reasoning: tense.\n\nPredicted Label: fear')
    test_fail(lambda: parse_turns('Question: What is it?\nAnswer: A hat.'), contains='fewer than two pairs')
