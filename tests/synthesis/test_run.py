# Generated from nbs/synthesis/70_run.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import signal
import subprocess
import sys
import tempfile
import time
from PIL import Image
from collections import Counter
from dataclasses import replace
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.core import read_json, read_jsonl
from tinyemo.figures import OKABE_ITO
from tinyemo.images.datasets import load_dataset
from tinyemo.images.faceset import draw_faces, face_set
from tinyemo.images.taxonomy import MIKELS
from tinyemo.synthesis.conversations import iter_records, single_turn
from tinyemo.synthesis.generators import Reply
from tinyemo.synthesis.prompts import Subject
from tinyemo.synthesis.run import Candidate, Settings, Writer, face_subjects, fill, first_request, image_subjects, look_at, synthesise
from tinyemo.synthesis.tasks import ask
from tinyemo.synthesis.wording import Templates


def test_subjects():
    with tempfile.TemporaryDirectory() as d:
        for label, colour in (('awe', 'navy'), ('fear', 'black')):
            (Path(d)/'my'/label).mkdir(parents=True)
            Image.new('RGB', (60, 40), colour).save(f'{d}/my/{label}/1.png')
        Path(f'{d}/my/fear/2.png').write_text('not a picture')
        photos, skipped = image_subjects(load_dataset(f'{d}/my'))
    test_eq(([s.id for s in photos], len(skipped)), (['awe_1', 'fear_1'], 1))


def test_from_replies_to_candidates():
    here = Subject('x', 'x.png', None, 'awe', 'awe', MIKELS.labels)
    good, odd = Reply('k', 'A calm face.', 'me'), Reply('k', '...', 'me')
    def hasty(r): # writes something readable only when told what was wrong
        return good if 'could not be used: the reply has no words' in r.prompt else odd
    filled = fill('caption', here, 0, hasty)
    test_eq(filled.record.answer, 'A calm face.')


def test_writing_the_set():
    def candidate(i, label, answer):
        s = Subject(f'{i}', f'{i}.png', Path(f'{i}.png'), label)
        meta = {'task': 'caption', 'stated': label}
        return Candidate(s, 'caption', single_turn(s.id, s.image, 'What is it?', answer, meta), text=answer)
    long = 'A drawn figure with short hair wears a blue top and looks calmly to the left side of it all'
    answers = [('awe', long), ('awe', f'{long}, too'), ('awe', 'A wide sea under clouds.'),
               ('joy', 'A child laughs in the sun.'), ('awe', 'A face.')]
    with tempfile.TemporaryDirectory() as d:
        writer = Writer(d, Settings(balance='stated'))
        for i, (label, answer) in enumerate(answers):
            writer.add(candidate(i, label, answer))
        counts = writer.close()
        kept = list(iter_records(f'{d}/records.jsonl'))
        rejects = read_jsonl(f'{d}/rejects.jsonl')
    test_eq(counts, {'length': 1, 'near-duplicate': 1, 'balance': 1})
    test_eq(sorted(r.meta['stated'] for r in kept), ['awe', 'joy'])


def test_the_run():
    with tempfile.TemporaryDirectory() as d:
        faces = face_subjects(draw_faces(d, face_set({'train': 22}), size=64), MIKELS.labels)
        summary = synthesise(faces, Templates(), f'{d}/set')
        records = list(iter_records(f'{d}/set/records.jsonl'))
    test_eq(summary['records'], len(records))
    assert summary['records'] + sum(summary['rejected'].values()) == 4*len(faces)


def test_killed_at_any_moment():
    script = '''
import sys, time
from random import Random
from tinyemo.synthesis.generators import Reply
from tinyemo.synthesis.run import face_subjects, synthesise
from tinyemo.images.taxonomy import MIKELS
from tinyemo.synthesis.wording import realise

class Slow:
    "Templates, 20 ms a reply; one in seven is unreadable at first."
    name, sees, chunk = 'slow', True, 0
    def __call__(self, requests):
        for r in requests:
            time.sleep(float(sys.argv[3]))
            with open(sys.argv[2] + '.calls', 'a') as f: f.write(r.key + chr(10))
            odd = int(r.key, 16) % 7 == 0 and 'could not be used' not in r.prompt
            yield Reply(r.key, '...' if odd else realise(r.plan, Random(r.key)), 'slow', 10, 5)

synthesise(face_subjects(sys.argv[1], MIKELS.labels), Slow(), sys.argv[2])
'''
    def count_lines(path):
        return len(path.read_text().splitlines()) if path.exists() else 0
    def run(out, pause, kill=0): # kill: after so many calls
        command = [sys.executable, '-c', script, table, out, str(pause)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        calls = Path(f'{out}.calls')
        enough = count_lines(calls)+kill
        while kill and process.poll() is None and count_lines(calls) < enough:
            time.sleep(.005)
        if kill:
            process.send_signal(signal.SIGKILL)
        return process.wait()

    with tempfile.TemporaryDirectory() as d:
        table = str(draw_faces(d, face_set({'train': 22}), size=64))
        whole, broken = Path(d)/'whole', Path(d)/'broken'
        test_eq(run(f'{d}/whole', 0), 0)
        killed, in_journal = [], []
        for kill in (7, 23, 31):
            killed.append(run(f'{d}/broken', .02, kill))
            in_journal.append((broken/'replies.jsonl').read_bytes().count(b'\n'))
        test_eq(killed, [-signal.SIGKILL]*3)
        assert not (broken/'records.jsonl').exists()
        test_eq(run(f'{d}/broken', 0), 0)
        for name in ('records.jsonl', 'pretrain.json', 'reasoning.json', 'rejects.jsonl'):
            test_eq((broken/name).read_bytes(), (whole/name).read_bytes())
        calls = [count_lines(Path(f'{d}/{name}.calls')) for name in ('whole', 'broken')]
        summary = read_json(whole/'summary.json')
        run(f'{d}/whole', 0)
        test_eq(count_lines(Path(f'{d}/whole.calls')), calls[0]) # a finished run asks for nothing
    assert calls[0] > 88 and calls[0] <= calls[1] <= calls[0]+3 # three kills, at most three requests asked twice
    test_eq(summary['tokens_in'], 10*calls[0])
    assert in_journal == sorted(in_journal) and in_journal[-1] < calls[0]
    _, ax = plt.subplots(figsize=(4, 2.2), layout='constrained')
    ax.barh(['1st kill', '2nd kill', '3rd kill', 'at the end'], [*in_journal, calls[0]], color=OKABE_ITO[0])
    ax.axvline(calls[0], color=OKABE_ITO[3], linestyle='--', label='undisturbed run')
    ax.set(xlabel='replies in the journal')
    ax.invert_yaxis()
    ax.legend(frameon=False, loc='upper right', fontsize=8);


def test_edge_cases():
    class Moody:
        "Refuses, talks nonsense, fails, or answers well, by turns."
        name = 'moody'
        sees = True
        chunk = 0
        says = ("I'm sorry, I cannot see images.", '...', 'A drawn figure in a top, seen from the side.')
        def __call__(self, requests):
            for i, r in enumerate(requests):
                if i%4 == 0:
                    yield Reply(r.key, error='TimeoutError: slow')
                else:
                    yield Reply(r.key, self.says[i%4-1], self.name)

    with tempfile.TemporaryDirectory() as d:
        faces = face_subjects(draw_faces(d, face_set({'train': 12}), size=64), MIKELS.labels)
        faces[1].path.unlink()
        summary = synthesise(faces, Moody(), f'{d}/set', Settings(('caption',)))
        rejects = read_jsonl(f'{d}/set/rejects.jsonl')
    test_eq(summary['rejected']['image'], 1)
    assert {'image', 'generator', 'refusal', 'form'} == set(summary['rejected']), summary
    assert 'was it moved?' in next(r['reason'] for r in rejects if r['fault'] == 'image')
    test_eq(len(rejects), sum(summary['rejected'].values()))
    assert all(r['reason'] for r in rejects)
    with tempfile.TemporaryDirectory() as d:
        faces = face_subjects(draw_faces(d, face_set({'train': 4, 'test': 2}), size=64), MIKELS.labels)
        test_eq((len(faces), faces[0].path.exists()), (6, True))
        assert faces[0].stated == faces[0].gold == faces[0].scene['label']
        test_eq(look_at(faces), (faces, [])) # their scenes are known
    good, odd = Reply('k', 'A calm face.', 'me'), Reply('k', '...', 'me')
    test_eq(fill('caption', Subject('x', 'x.png', Path('moved/x.png')), 0, lambda r: good).fault, 'image')
    here = Subject('x', 'x.png', None, 'awe', 'awe', MIKELS.labels)
    test_eq(fill('caption', here, 0, lambda r: good).record.answer, 'A calm face.')
    both = fill('caption', here, 0, lambda r: odd)
    test_eq((both.record, both.fault, both.reason, both.text), (None, 'form', 'the reply has no words', '...'))
    test_eq(fill('caption', here, 0, lambda r: None, {}).reason, 'no reply')
    test_fail(lambda: Settings(('captions',)), contains="unknown task 'captions'")
    test_fail(lambda: Settings(near=2), contains='near is 2: give a share')
    test_fail(lambda: Settings(repeat=0), contains='repeat is 0')
    test_fail(lambda: Settings(turns=1), contains='turns is 1')
    talk = Reply('k', 'Question: What?\nAnswer: A face.\nQuestion: Calm?\nAnswer: Yes.', 'me')
    seen = Subject('x', 'x.png', None, 'awe', scene={'kind': 'photograph', 'theme': 'sea'}, again=1)
    record = fill('conversation', seen, 0, lambda r: talk).record
    test_eq((record.id, record.meta['theme'], record.pairs[1]), ('x-conversation-2', 'sea', ('Calm?', 'Yes.')))
    twice = [here, replace(here, again=1)]
    test_eq(len({first_request(s, ask('caption', s), sees).key for s in twice for sees in (True, False)}), 4)
    rated = replace(seen, path=Path('x.png'), scene={}, told={'valence': 9})
    with tempfile.TemporaryDirectory() as d:
        Image.new('RGB', (30, 20)).save(f'{d}/x.png')
        rated = replace(rated, path=Path(f'{d}/x.png'))
        test_fail(lambda: look_at([rated]), contains='x.png: valence is 9, outside of the scale from 1 to 7')
        test_eq(look_at([rated], (1, 9))[0][0].scene['degree'], 'very pleasant')
    with tempfile.TemporaryDirectory() as d:
        faces = face_subjects(draw_faces(d, face_set({'train': 22}), size=64), MIKELS.labels)
        def files(name, settings=Settings()):
            synthesise(faces, Templates(), f'{d}/{name}', settings)
            return (Path(d)/name/'records.jsonl').read_bytes()
        before = files('set')
        test_eq(files('set'), before)
        assert before.count(b'\n') > 70 and files('other', Settings(seed=1)) != before
        count = lambda name: len(list(iter_records(f'{d}/set/{name}')))
        test_eq(count('pretrain.json')+count('reasoning.json'), count('records.jsonl'))
    full = '''
import resource, signal, sys
from tinyemo.synthesis.run import face_subjects, synthesise
from tinyemo.images.taxonomy import MIKELS
from tinyemo.synthesis.wording import Templates
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
synthesise(face_subjects(sys.argv[1], MIKELS.labels), Templates(), sys.argv[2])
'''
    with tempfile.TemporaryDirectory() as d:
        table = draw_faces(d, face_set({'train': 22}), size=64)
        done = subprocess.run([sys.executable, '-c', full, str(table), f'{d}/set'], capture_output=True, text=True)
        assert not Path(f'{d}/set/records.jsonl').exists()
    message = done.stderr.strip().splitlines()[-1].replace(d, '')
    assert 'cannot be written' in message and 'make room and run again' in message, message
    with tempfile.TemporaryDirectory() as d:
        faces = face_subjects(draw_faces(d, face_set({'train': 44}), size=64), MIKELS.labels)
        synthesise(faces, Templates(), f'{d}/a', Settings(('caption',), balance='stated', near=0))
        synthesise(faces, Templates(), f'{d}/b', Settings(('caption',), balance='eyewear', near=0))
        per_label = Counter(r.meta['stated'] for r in iter_records(f'{d}/a/records.jsonl'))
        eyewear = {s.id: s.scene['eyewear'] for s in faces}
        per_eyewear = Counter(eyewear[r.meta['subject']] for r in iter_records(f'{d}/b/records.jsonl'))
    test_eq((len(set(per_label.values())), len(per_label)), (1, 8))
    test_eq(len(set(per_eyewear.values())), 1)
    dict(per_label), dict(per_eyewear)
