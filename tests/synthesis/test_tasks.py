# Generated from nbs/synthesis/50_tasks.ipynb by tinyemo.dev.nbtools: edit the notebook.
from fastcore.test import test_eq, test_fail
from pathlib import Path
from random import Random
from tinyemo.images.faces import Face, STYLES, variants
from tinyemo.images.faceset import sample_faces
from tinyemo.images.taxonomy import MIKELS
from tinyemo.synthesis.scenes import claims, face_scene, photo_scene
from tinyemo.synthesis.tasks import CAPTION, Subject, TASKS, ask, known, options_of, parse_caption, parse_qa, parse_reasoning
from tinyemo.synthesis.wording import count_ways, realise


def test_what_models_are_asked():
    s = Subject('a', 'a.png', Path('a.png'), 'fear', 'fear', MIKELS.labels, face_scene(Face('fear', 'mohawk', hair='red')))
    picked = [options_of(s, Random(i)) for i in range(200)]
    assert all('fear' in o and len(set(o)) == len(o) for o in picked)
    assert 20 < sum(o[0] == 'fear' for o in picked) < 80 # no favourite place
    test_eq(set(map(len, picked)), set(range(3, 9)))
    known(s)


def test_reading_replies():
    test_eq(parse_caption('**Caption:** "A calm face."'), (CAPTION, 'A calm face.'))
    for text in ('Question: What is it?\nAnswer: A hat.', '```\n**Question:** What is it?\n\n**Answer:** A hat.\n```', '{"Question": "What is it?", "answer": "A hat."}'):
        test_eq(parse_qa(text), ('What is it?', 'A hat.'))
    test_eq(parse_reasoning('Reasoning: Tense.\n\nPredicted Label: <Fear>.', ['joy', 'fear']), ('', 'Reasoning: Tense.\n\nPredicted Label: fear'))
    test_fail(lambda: parse_caption('...'), contains='no words')
    test_fail(lambda: parse_qa('What is it? A hat.'), contains='no lines')
    test_fail(lambda: parse_qa('{"question": "What'), contains='JSON in the reply is broken')
    test_fail(lambda: parse_reasoning('Reasoning: Tense.', ['fear']), contains='does not close')
    test_fail(lambda: parse_reasoning('Tense. Predicted Label: dread', ['fear']), contains="'dread' is not among the candidates")


def test_the_tasks():
    shown = Subject('a', 'a.png', Path('a.png'), 'fear', 'fear', MIKELS.labels, face_scene(Face('fear', 'mohawk', hair='red')))
    test_eq(ask('reasoning', shown), ask('reasoning', shown))
    assert ask('reasoning', shown, 1) != ask('reasoning', shown)
    test_eq(ask('reasoning-hq', shown).options, MIKELS.labels)
    assert 'fear' not in ask('caption', shown).prompt and 'without naming an emotion' in ask('sentiment', shown).prompt
    test_fail(lambda: ask('reasoning', Subject('b', 'b.png', Path('b.png'))), contains='needs a label for b')
    for name in ('caption', 'vqa', 'sentiment', 'reasoning'):
        print(f'--- {name}, {count_ways(ask(name, shown).plan)} ways\n{realise(ask(name, shown).plan, Random(1))}')
    faces = [f for style in STYLES for f in sample_faces(120, variants(style, STYLES[style].head), style=style)]
    subjects = [Subject(f.id, '', Path(), face_scene(f)['label'], '', MIKELS.labels, face_scene(f)) for f in faces]
    texts = []
    for s in subjects:
        for name in ('caption', 'vqa', 'sentiment', 'reasoning'):
            for seed in range(6):
                a = ask(name, s, seed)
                question, answer = TASKS[name].parse(text := realise(a.plan, Random(seed)), a.options)
                wrong = [c for c in claims(answer, s.scene, question or '') if c.holds is False]
                assert not wrong, (text, wrong, s.scene)
                assert '{' not in text and '[' not in text and '  ' not in text, text
                if name in ('vqa', 'sentiment'):
                    assert s.stated not in question.lower(), text
                texts.append(text)
    f'{len(texts)} texts about {len(faces)} faces, {len(set(texts))} of them different'
    from PIL import Image
    from sklearn.datasets import load_sample_image

    temple = photo_scene(Image.fromarray(load_sample_image('china.jpg')), [('palace', .6)], 'awe')
    s = Subject('t', 't.jpg', Path('t.jpg'), 'awe', 'awe', MIKELS.labels, temple)
    for seed in range(40):
        for name in ('caption', 'vqa', 'sentiment', 'reasoning'):
            a = ask(name, s, seed)
            question, answer = TASKS[name].parse(text := realise(a.plan, Random(seed)), a.options)
            assert all(c.holds is not False for c in claims(answer, temple, question or '')), text
    print(realise(ask('reasoning', s, 4).plan, Random(1)))
