# Generated from nbs/synthesis/80_quality.ipynb by tinyemo.dev.nbtools: edit the notebook.
import math
import matplotlib.pyplot as plt
import numpy as np
import tempfile
from collections import Counter
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.figures import OKABE_ITO
from tinyemo.files import read_jsonl
from tinyemo.images.faceset import draw_faces, face_set
from tinyemo.images.taxonomy import MIKELS
from tinyemo.synthesis.conversations import single_turn
from tinyemo.synthesis.quality import _runs, _words, distinct_n, evenness, grounding, measure_set, plot_balance, plot_lengths, quality_page, self_bleu, thumbnail_html, write_quality
from tinyemo.synthesis.records import iter_records
from tinyemo.synthesis.run import synthesise
from tinyemo.synthesis.subjects import face_subjects
from tinyemo.synthesis.wording import Templates


def test_variety():
    test_eq(distinct_n(['a b c', 'a b d']), 3/4) # a b, b c, a b, b d
    distinct_n(['a b c', 'a b d'])
    alike = self_bleu(['the face is calm and open'] * 3)
    different = self_bleu(['the face is calm and open today', 'a dark sea under heavy clouds'])
    test_close(alike, 1)
    assert different < .1
    a, b = 'one two three four five', 'one two three four six'
    test_close(self_bleu([a, b]), math.exp(np.mean(np.log([4/5, 3/4, 2/3, 1/2])))) # runs of one, two, three, four words
    f'alike {alike:.2f}, one word of five changed {self_bleu([a, b]):.2f}, nothing in common {different:.2f}'
    rng = np.random.default_rng(0)
    vocabulary = [f'w{i}' for i in range(2000)]
    text = rng.choice(vocabulary, 20)
    def mixed(share): # a hundred copies of a text, some of whose words are replaced
        return [' '.join(np.where(rng.random(20) < share, rng.choice(vocabulary, 20), text)) for _ in range(100)]
    shares = np.linspace(0, 1, 11)
    collections = [mixed(share) for share in shares]
    bleu = [self_bleu(texts) for texts in collections]
    distinct = [distinct_n(texts) for texts in collections]
    assert bleu[0] > .99 and .5 < bleu[2] < .6 and bleu[-1] < .1 and all(np.diff(bleu) < 0)
    assert distinct[0] < .02 and distinct[-1] > .9 and all(np.diff(distinct) > 0)
    _, ax = plt.subplots(figsize=(4, 3), layout='constrained')
    ax.plot(shares, bleu, color=OKABE_ITO[0], label='self-BLEU')
    ax.plot(shares, distinct, color=OKABE_ITO[1], linestyle='--', label='distinct-2')
    ax.set(xlabel='share of words that are random', ylabel='value')
    ax.legend(frameon=False);


def test_measures_of_a_set():
    with tempfile.TemporaryDirectory() as d:
        subjects = face_subjects(draw_faces(d, face_set({'train': 44}), size=96), MIKELS.labels)
        synthesise(subjects, Templates(), f'{d}/set')
        records = list(iter_records(f'{d}/set/records.jsonl'))
        rejects = read_jsonl(f'{d}/set/rejects.jsonl')
    figures = measure_set(records, rejects, {s.id: s.scene for s in subjects})
    test_eq((figures['records'], figures['images'], figures['grounding']['true statements']), (len(records), 44, 1.))
    assert next(row['different answers'] for row in figures['tasks'] if row['task'] == 'reasoning') == 1
    {name: value for name, value in figures.items() if name != 'tasks'}


def test_pictures():
    def made_records(n, seed=0): # n records without meaning, captions from 5 words, reasonings from 20
        rng = np.random.default_rng(seed)
        places = [('caption', 'awe'), ('caption', 'joy'), ('reasoning', 'awe'), ('reasoning', 'joy'), ('reasoning', 'joy')]
        out = []
        for i in range(n):
            task, label = places[rng.integers(len(places))]
            words = rng.integers(5, 40) + 15*(task == 'reasoning')
            out.append(single_turn(f'{i}', 'a.png', 'Describe the image.', 'word '*words, {'task': task, 'stated': label}))
        return out
    records = made_records(200)
    ax = plot_balance(records)
    counts = Counter((r.meta['task'], r.meta['stated']) for r in records)
    test_eq(sorted(int(t.get_text()) for t in ax.texts), sorted(counts.values()))
    assert max(counts, key=counts.get) == ('reasoning', 'joy')
    records = made_records(200)
    ax = plot_lengths(records)
    def median(task):
        return float(np.median([len(r.answer.split()) for r in records if r.meta['task'] == task]))
    assert median('reasoning') > median('caption')+10
    f"median words: caption {median('caption')}, reasoning {median('reasoning')}"


def test_the_page_and_the_card():
    with tempfile.TemporaryDirectory() as d:
        subjects = face_subjects(draw_faces(d, face_set({'train': 44}), size=96), MIKELS.labels)
        synthesise(subjects, Templates(), f'{d}/set')
        page = write_quality(f'{d}/set', d, {s.id: s.scene for s in subjects}, 'faces drawn by tinyemo', 'cc0-1.0')
        html = page.read_text()
        card = (page.parent/'README.md').read_text()
    assert html.count('<img') == 2+24 and 'cannot be shown' not in html and 'https://' not in html
    assert '100.00% true' in card and 'license: cc0-1.0' in card
    print(card[:900])


def test_edge_cases():
    def slow_bleu(words, others):
        logs = []
        for k in range(1, 5):
            most = Counter()
            for o in others:
                most |= Counter(_runs(o, k))
            hits = (Counter(_runs(words, k)) & most).total()
            logs.append(math.log(max(.1, hits)/max(1, len(words)-k+1)))
        nearest = min((abs(len(o)-len(words)), len(o)) for o in others)[1]
        return math.exp(min(0, 1-nearest/len(words)) + np.mean(logs))
    rng = np.random.default_rng(0)
    texts = [' '.join(rng.choice(list('abcdefgh'), rng.integers(5, 12))) for _ in range(30)]
    words = [_words(text) for text in texts]
    slow = [slow_bleu(w, words[:i]+words[i+1:]) for i, w in enumerate(words)]
    test_close(self_bleu(texts), np.mean(slow))
    test_eq((self_bleu(['one text']), self_bleu([]), distinct_n([])), (0., 0., 0.))
    with tempfile.TemporaryDirectory() as d:
        subjects = face_subjects(draw_faces(d, face_set({'train': 2}), size=96), MIKELS.labels)
    scene = subjects[0].scene
    meta = {'task': 'caption', 'subject': subjects[0].id, 'stated': scene['label'], 'gold': ''}
    lie = single_turn('x', 'x.png', 'Describe the image.', 'A bearded photograph of two people.', meta)
    test_eq(grounding([lie], {subjects[0].id: scene})['records without a false one'], 0.)
    nothing = grounding([lie], {})
    test_eq((nothing['records'], nothing['true statements'], nothing['records without a false one']), (0, None, None))
    test_eq((evenness('aabb'), evenness('aaaa')), (1., 0.))
    test_fail(lambda: measure_set([], []), contains='the data set is empty')
    assert 'a&lt;b.png cannot be shown' in thumbnail_html(Path('nowhere/a<b.png')) # names are escaped
    rejects = [{'image': 'a.png', 'task': 'caption', 'fault': 'form', 'reason': 'no words', 'reply': '<b>...</b>'}]
    meta = {'task': 'caption', 'subject': 'x', 'stated': '', 'gold': ''}
    records = [single_turn('x', 'gone.png', 'Describe the image.', 'A calm face in a top.', meta)]
    html = quality_page(records, rejects, measure_set(records, rejects), 'me & mine', records, Path('nowhere'))
    for text in ('me &amp; mine', '&lt;b&gt;...&lt;/b&gt;', 'gone.png cannot be shown', 'no label', 'nothing was checked'):
        assert text in html, text
    assert 'Nothing was rejected.' in quality_page(records, [], measure_set(records, []), 'me', [], Path('nowhere'))
