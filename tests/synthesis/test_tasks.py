# Generated from nbs/synthesis/50_tasks.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
from PIL import Image
from fastcore.test import test_eq, test_fail
from pathlib import Path
from random import Random
from sklearn.datasets import load_sample_image
from tinyemo.figures import OKABE_ITO
from tinyemo.images.faces import Face, STYLES, variants
from tinyemo.images.faceset import sample_faces
from tinyemo.images.taxonomy import MIKELS
from tinyemo.synthesis.scenes import face_scene, false_claims, photo_scene
from tinyemo.synthesis.tasks import CAPTION, Subject, TASKS, _usable, ask, compose, deal_absent, kinds, known, options_of, parse_caption, parse_qa, parse_reasoning, slots
from tinyemo.synthesis.wording import count_ways, realise


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


def test_true_sentences():
    scene = face_scene(Face('fear', 'mohawk', hair='red'))
    s = Subject('a', 'a.png', Path('a.png'), 'fear', 'fear', MIKELS.labels, scene)
    words = slots(s, ['joy', 'fear'])
    test_eq((words['other'], words['headwear_a']), ('joy', ''))
    lines = [line for groups in kinds()['drawing']['vqa'].values() for line in groups[0]]
    left_out = {line for line in lines if not _usable(line, words)}
    print(f'{len(left_out)} of {len(set(lines))} lines about visible things do not fit this face, one of them:')
    print(min(left_out))
    print('\nOf those that fit, with one way through its wording:')
    print(realise(compose('vqa', s, Random(0)), Random(0)))
    faces = sample_faces(300, variants('open-peeps', STYLES['open-peeps'].head))
    subjects = [Subject(f.id, '', Path(), scene=face_scene(f)) for f in faces]
    dealt = deal_absent(subjects)
    asked = [[value for s in dealt for value in s.scene[name]] for name in ('present', 'absent')]
    test_eq(*map(sorted, asked))
    assert all(set(s.scene['present']).isdisjoint(s.scene['absent']) for s in dealt)
    {value: asked[0].count(value) for value in sorted(set(asked[0]))}


def test_the_tasks():
    scene = face_scene(Face('fear', 'mohawk', hair='red'))
    shown = Subject('a', 'a.png', Path('a.png'), 'fear', 'fear', MIKELS.labels, scene)
    assert 'fear' not in ask('caption', shown).prompt and 'without naming an emotion' in ask('sentiment', shown).prompt
    for name in ('caption', 'vqa', 'sentiment', 'reasoning'):
        a = ask(name, shown)
        print(f'--- {name}, {count_ways(a.plan)} ways\n{realise(a.plan, Random(1))}')
    scene = face_scene(Face('fear', 'mohawk', hair='red'))
    shown = Subject('a', 'a.png', Path('a.png'), 'fear', 'fear', MIKELS.labels, scene)
    _, ax = plt.subplots(figsize=(4, 3), layout='constrained')
    for name, colour, style in zip(('reasoning', 'caption', 'sentiment', 'vqa'), OKABE_ITO, ('-', '--', '-', '-')):
        different = set()
        grows = []
        for seed in range(400):
            different.add(realise(ask(name, shown, seed).plan, Random(seed)))
            grows.append(len(different))
        ax.plot(range(1, 401), grows, color=colour, linestyle=style, label=f'{name} ({grows[-1]})')
        if name == 'vqa':
            assert grows[-1] < 200
        if name in ('reasoning', 'caption'):
            assert grows[-1] > 390
    ax.set(xlabel='texts written about one face', ylabel='different ones')
    ax.legend(frameon=False);


def test_is_every_sentence_true():
    faces = [f for style in STYLES for f in sample_faces(120, variants(style, STYLES[style].head), style=style)]
    subjects = [Subject(f.id, '', Path(), face_scene(f)['label'], '', MIKELS.labels, face_scene(f)) for f in faces]
    texts = []
    for s in subjects:
        for name in ('caption', 'vqa', 'sentiment', 'reasoning'):
            for seed in range(6):
                a = ask(name, s, seed)
                text = realise(a.plan, Random(seed))
                question, answer = TASKS[name].parse(text, a.options)
                wrong = false_claims(answer, s.scene, question or '')
                assert not wrong, (text, wrong, s.scene)
                assert '{' not in text and '[' not in text and '  ' not in text, text
                if name in ('vqa', 'sentiment'):
                    assert s.stated not in question.lower(), text
                texts.append(text)
    f'{len(texts)} texts about {len(faces)} faces, {len(set(texts))} of them different'
    temple = photo_scene(Image.fromarray(load_sample_image('china.jpg')), [('palace', .6)], 'awe')
    s = Subject('t', 't.jpg', Path('t.jpg'), 'awe', 'awe', MIKELS.labels, temple)
    for seed in range(40):
        for name in ('caption', 'vqa', 'sentiment', 'reasoning'):
            a = ask(name, s, seed)
            text = realise(a.plan, Random(seed))
            question, answer = TASKS[name].parse(text, a.options)
            assert not false_claims(answer, temple, question or ''), text
    print(realise(ask('reasoning', s, 4).plan, Random(1)))


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
    scene = face_scene(Face('fear', 'mohawk', hair='red'))
    shown = Subject('a', 'a.png', Path('a.png'), 'fear', 'fear', MIKELS.labels, scene)
    test_eq(ask('reasoning', shown), ask('reasoning', shown))
    assert ask('reasoning', shown, 1) != ask('reasoning', shown)
    test_eq(ask('reasoning-hq', shown).options, MIKELS.labels)
    test_eq(ask('caption', Subject('b', 'b.png', Path('b.png'))).plan, ()) # nothing is known
    test_fail(lambda: ask('reasoning', Subject('b', 'b.png', Path('b.png'))), contains='needs a label for b')
