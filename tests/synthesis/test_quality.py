# Generated from nbs/synthesis/80_quality.ipynb by tinyemo.dev.nbtools: edit the notebook.
import math
import numpy as np
import tempfile
from collections import Counter
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.core import read_jsonl
from tinyemo.images.faceset import draw_faces, face_set
from tinyemo.images.taxonomy import MIKELS
from tinyemo.synthesis.conversations import Record, iter_records, single_turn
from tinyemo.synthesis.quality import _grams, _words, distinct_n, evenness, grounding, measure, plot_balance, plot_lengths, self_bleu, write_quality
from tinyemo.synthesis.run import face_subjects, synthesise
from tinyemo.synthesis.wording import Templates


def test_variety():
    test_eq(distinct_n(['a b c', 'a b d']), 3/4)
    test_close(self_bleu(['the face is calm and open'] * 3), 1)
    assert self_bleu(['the face is calm and open today', 'a dark sea under heavy clouds']) < .1
    a, b = 'one two three four five', 'one two three four six'
    test_close(self_bleu([a, b]), math.exp(np.mean(np.log([4/5, 3/4, 2/3, 1/2]))))
    def slow_self_bleu(texts): # every text against all the others, as it is defined
        out = []
        for i, t in enumerate(texts):
            w = _words(t)
            logs = []
            others = [_words(o) for j, o in enumerate(texts) if j != i]
            for k in range(1, 5):
                most = Counter()
                for o in others:
                    most |= _grams(o, k)
                logs.append(math.log(max(.1, sum((_grams(w, k) & most).values()))/max(1, len(w)-k+1)))
            nearest = min((abs(len(o)-len(w)), len(o)) for o in others)[1]
            out.append(math.exp(min(0, 1-nearest/len(w)) + np.mean(logs)))
        return np.mean(out)
    rng = np.random.default_rng(0)
    texts = [' '.join(rng.choice(list('abcdefgh'), rng.integers(5, 12))) for _ in range(30)]
    test_close(self_bleu(texts), slow_self_bleu(texts))


def test_measures_of_a_set():
    folder = tempfile.TemporaryDirectory()
    subjects = face_subjects(draw_faces(folder.name, face_set({'train': 44}), size=96), MIKELS.labels)
    synthesise(subjects, Templates(), f'{folder.name}/set')
    records = list(iter_records(f'{folder.name}/set/records.jsonl'))
    scenes = {s.id: s.scene for s in subjects}
    m = measure(records, read_jsonl(f'{folder.name}/set/rejects.jsonl'), scenes)
    test_eq((m['records'], m['images'], m['grounding']['true statements']), (len(records), 44, 1.))
    lie = Record('x', records[0].image, records[0].conversations[:1] + [{'from': 'gpt', 'value': 'A bearded photograph of two people.'}], {**records[0].meta, 'task': 'caption'})
    test_eq(grounding([lie], scenes)['records without a false one'], 0.)
    test_eq((evenness('aabb'), evenness('aaaa')), (1., 0.))
    test_fail(lambda: measure([], []), contains='the data set is empty')


def test_pictures():
    rng = np.random.default_rng(0)
    records = [single_turn(f'{i}', 'a.png', 'Describe the image.', 'word '*rng.integers(5, 40), {'task': task, 'stated': label}) for i in range(200)
               for task, label in [rng.choice([('caption', 'awe'), ('caption', 'joy'), ('reasoning', 'awe'), ('reasoning', 'joy'), ('reasoning', 'joy')])]]
    ax = plot_balance(records)
    test_eq(sorted(int(t.get_text()) for t in ax.texts), sorted(Counter((r.meta['task'], r.meta['stated']) for r in records).values()))
    plot_lengths(records).get_xlabel()


def test_the_page_and_the_card():
    folder = tempfile.TemporaryDirectory()
    subjects = face_subjects(draw_faces(folder.name, face_set({'train': 44}), size=96), MIKELS.labels)
    synthesise(subjects, Templates(), f'{folder.name}/set')
    page = write_quality(f'{folder.name}/set', folder.name, {s.id: s.scene for s in subjects}, 'faces drawn by tinyemo', 'cc0-1.0')
    html = page.read_text()
    card = (page.parent/'README.md').read_text()
    assert html.count('<img') == 2+24 and 'cannot be shown' not in html and 'https://' not in html
    assert '100.00% true' in card and 'license: cc0-1.0' in card
    print(card[:900])
