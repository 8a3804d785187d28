# Generated from nbs/synthesis/50_tasks.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
from PIL import Image
from dataclasses import replace
from fastcore.test import test_eq, test_fail
from itertools import product
from pathlib import Path
from random import Random
from sklearn.datasets import load_sample_image
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from tinyemo.figures import OKABE_ITO
from tinyemo.images.faces import Face, STYLES, variants
from tinyemo.images.faceset import sample_faces
from tinyemo.images.taxonomy import EKMAN, MIKELS
from tinyemo.synthesis.claims import false_claims
from tinyemo.synthesis.prompts import Subject, parse_qa, parse_turns
from tinyemo.synthesis.scenes import face_scene, photo_scene
from tinyemo.synthesis.tasks import TASKS, ask, deal_absent
from tinyemo.synthesis.wording import count_ways, realise


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
    told = {'caption': 'A red palace with two yellow roofs behind four dark trees. Three women are on the stairs.',
            'category': 'scenery', 'theme': 'palace', 'valence': 5.2, 'valence_sd': .8, 'arousal': 4.5}
    temple = Image.fromarray(load_sample_image('china.jpg'))
    vocabularies = {'awe': MIKELS.labels, 'joy': EKMAN.labels, 'pleasant': ('unpleasant', 'neutral', 'pleasant')}
    texts = []
    for about in (told, {'caption': told['caption']}, {}):
        for label, labels in vocabularies.items():
            scene = photo_scene(temple, [('palace', .6)], label, told=about)
            s = deal_absent([Subject('t', 't.jpg', Path('t.jpg'), label, label, labels, scene)])[0]
            for name, seed in product(('caption', 'vqa', 'sentiment', 'reasoning', 'conversation'), range(30)):
                a = ask(name, s, seed)
                text = realise(a.plan, Random(seed))
                parsed = TASKS[name].parse(text, a.options)
                for question, answer in parsed if isinstance(parsed, list) else [parsed]:
                    wrong = false_claims(answer, scene, question or '')
                    assert not wrong, (text, wrong)
                assert not set('{[<|') & set(text) and '  ' not in text and 'probably' not in text, text
                texts.append(text)
    print(realise(ask('reasoning', s, 4).plan, Random(1)), '\n')
    known_scene = photo_scene(temple, [('palace', .6)], 'awe', told=told)
    for again in range(4):
        s = Subject('t', 't.jpg', Path('t.jpg'), 'awe', 'awe', MIKELS.labels, known_scene, again=again)
        print(realise(ask('reasoning', s).plan, Random(1)), '\n')


def test_does_a_question_give_its_answer_away():
    faces = sample_faces(600, variants('open-peeps', STYLES['open-peeps'].head))
    subjects = deal_absent([Subject(f.id, '', Path(), scene=face_scene(f)) for f in faces])
    asked = []
    for s, seed in product(subjects, range(8)):
        question, answer = parse_qa(realise(ask('vqa', s, seed).plan, Random(seed)))
        if answer.startswith(('Yes', 'No')):
            asked.append((question, answer.startswith('Yes'), s.id))
    questions, yes, owners = zip(*asked)
    words = CountVectorizer(ngram_range=(1, 2)).fit_transform(questions)
    yes = np.array(yes)
    taught = np.array([i % 2 == 0 for i in np.unique(owners, return_inverse=True)[1]])
    accuracy = LogisticRegression(max_iter=500).fit(words[taught], yes[taught]).score(words[~taught], yes[~taught])
    assert accuracy <= .55 and .45 < yes.mean() < .55
    f'{len(yes)} questions, {yes.mean():.0%} with yes; guessed from their words: {accuracy:.0%}'


def test_edge_cases():
    scene = face_scene(Face('fear', 'mohawk', hair='red'))
    shown = Subject('a', 'a.png', Path('a.png'), 'fear', 'fear', MIKELS.labels, scene)
    test_eq(ask('reasoning', shown), ask('reasoning', shown))
    assert ask('reasoning', shown, 1) != ask('reasoning', shown)
    test_eq(ask('reasoning-hq', shown).options, MIKELS.labels)
    test_eq(ask('caption', Subject('b', 'b.png', Path('b.png'))).plan, ()) # nothing is known
    test_fail(lambda: ask('reasoning', Subject('b', 'b.png', Path('b.png'))), contains='needs a label for b')
    shown = Subject('a', 'a.png', Path('a.png'), 'fear', 'fear', MIKELS.labels, face_scene(Face('fear', 'mohawk')))
    for n in (2, 3, 5):
        test_eq(len(parse_turns(realise(ask('conversation', shown, turns=n).plan, Random(0)))), n)
    assert 'Write 4 different questions' in ask('conversation', shown, turns=4).prompt
    assert ask('caption', shown).plan != ask('caption', replace(shown, again=1)).plan
    test_eq(deal_absent([shown])[0].scene['present'], []) # nobody else lacks it
