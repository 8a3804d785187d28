# Generated from nbs/synthesis/80_quality.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
from collections import Counter
from fastcore.test import test_eq, test_fail
from tinyemo.files import read_jsonl
from tinyemo.images.faceset import draw_faces, face_set
from tinyemo.images.taxonomy import MIKELS
from tinyemo.synthesis.conversations import single_turn
from tinyemo.synthesis.quality import evenness, grounding, measure_set, plot_balance, plot_lengths
from tinyemo.synthesis.records import iter_records
from tinyemo.synthesis.run import synthesise
from tinyemo.synthesis.subjects import face_subjects
from tinyemo.synthesis.wording import Templates


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


def test_edge_cases():
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
