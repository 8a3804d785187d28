# Generated from nbs/synthesis/60_filters.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.images.faces import Face
from tinyemo.images.taxonomy import MIKELS
from tinyemo.synthesis.conversations import single_turn
from tinyemo.synthesis.filters import FILTERS, balanced, first_fault, language, near_duplicates, signatures
from tinyemo.synthesis.scenes import face_scene
from tinyemo.synthesis.tasks import Subject


def test_one_record_at_a_time():
    s = Subject('a', 'a.png', Path('a.png'), 'fear', 'fear', MIKELS.labels, face_scene(Face('fear', 'mohawk', hair='red')))
    make = lambda task, answer, question='What can be seen?': single_turn('a', 'a.png', question, answer, {'task': task})
    good = [make('caption', 'A drawn figure with a red mohawk and round staring eyes.'), make('vqa', 'The hair is red.', 'What colour is the hair?'),
            make('reasoning', 'Reasoning: I see round staring eyes and a tight mouth. This is what fear looks like, not anger.\n\nPredicted Label: fear')]
    test_eq([first_fault(r, s) for r in good], [('', '')]*3)
    bad = {'refusal': make('caption', "I'm sorry, I cannot view images."), 'leakage': make('sentiment', 'By its eyes.', 'What shows that the face is scared?'),
           'contradiction': make('reasoning', 'Reasoning: I see round staring eyes and a tight mouth under worried brows.\n\nPredicted Label: anger'),
           'language': make('caption', 'Ein gezeichnetes Gesicht mit roten Haaren und runden Augen'), 'length': make('caption', 'A face.'),
           'repetition': make('caption', 'It is a face and it is a face and it is a face and it is a face.'), 'ungrounded': make('vqa', 'The hair is blue.', 'What colour is the hair?'),
           'toxic': make('caption', 'A drawing of an idiot with a red mohawk.')}
    test_eq({k: first_fault(r, s)[0] for k, r in bad.items()}, {k: k for k in FILTERS})
    test_eq(first_fault(make('sentiment', 'The face conveys joy and delight.'), Subject('b', 'b.png', Path('b.png'), 'fear'))[1], "speaks of 'joy', not of 'fear'")
    for text in ('这是一张恐惧的脸', 'Лицо показывает страх', 'Un visage dessiné avec des cheveux rouges et des yeux ronds'):
        assert language(make('caption', text), s), text
    {k: first_fault(r, s)[1] for k, r in bad.items()}


def test_near_duplicates():
    rng = np.random.default_rng(0)
    vocabulary = [f'w{i}' for i in range(300)]
    texts = [' '.join(rng.choice(vocabulary, 30)) for _ in range(60)]
    def altered(text, k):
        words = text.split()
        words[k] = 'changed'
        return ' '.join(words)
    texts += [altered(t, 0) for t in texts[:20]] + [altered(altered(t, 9), 20) for t in texts[:20]] + ['too short to matter']*2
    runs = [{tuple(t.split()[i:i+3]) for i in range(len(t.split())-2)} for t in texts]
    exact = np.array([[len(a & b)/len(a | b) for b in runs[:100]] for a in runs[:100]])
    sigs = signatures(texts)
    estimate = (sigs[:100, None] == sigs[None, :100]).mean(-1)
    assert np.abs(estimate-exact).max() < .25 and np.abs(estimate-exact).mean() < .01
    of = near_duplicates(sigs, .8)
    test_eq(of[60:80].tolist(), list(range(20))) # one word of thirty changed: J = .93
    assert (of[80:] == -1).mean() > .9 # two words in the middle: J = .65; and the short ones
    test_eq(near_duplicates(signatures([])).tolist(), [])
    test_eq(signatures(['One, two three four five six seven eight!'])[0].tolist(), signatures(['one two three four five six seven eight'])[0].tolist())
    f'largest error of the estimate {np.abs(estimate-exact).max():.2f}, mean {np.abs(estimate-exact).mean():.4f}'


def test_balance():
    kept = balanced(list('aaaabbc'))
    test_eq(sorted('aaaabbc'[i] for i in kept), ['a', 'b', 'c'])
    test_eq(balanced(list('aabb')), [0, 1, 2, 3])
    test_eq(balanced([]), [])
