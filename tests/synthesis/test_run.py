# Generated from nbs/synthesis/70_run.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.figures import OKABE_ITO
from tinyemo.files import read_json, read_jsonl
from tinyemo.images.faceset import draw_faces, face_set
from tinyemo.images.taxonomy import MIKELS
from tinyemo.synthesis.calls import CUT_OFF
from tinyemo.synthesis.candidates import Settings
from tinyemo.synthesis.generators import Replay
from tinyemo.synthesis.journal import Journal, Reply
from tinyemo.synthesis.records import iter_records
from tinyemo.synthesis.run import synthesise
from tinyemo.synthesis.subjects import face_subjects
from tinyemo.synthesis.wording import Templates


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
from tinyemo.synthesis.journal import Reply
from tinyemo.synthesis.run import synthesise
from tinyemo.synthesis.subjects import face_subjects
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
    class Short:
        "Cuts off every second answer."
        name, sees, chunk, calls = 'short', True, 0, 0
        def __call__(self, requests):
            for i, r in enumerate(requests):
                self.calls += 1
                cut = f'refused: {CUT_OFF}' if i%2 else ''
                yield Reply(r.key, '' if cut else 'A drawn figure in a top.', self.name, 9, 3, error=cut, refused=bool(cut))

    short = Short()
    with tempfile.TemporaryDirectory() as d:
        faces = face_subjects(draw_faces(d, face_set({'train': 4}), size=64), MIKELS.labels)
        runs = []
        for again in (False, False, True): # of two that were refused, one is answered when asked again
            summary = synthesise(faces, short, f'{d}/set', Settings(('caption',), near=0), retry_refused=again)
            runs.append((short.calls, summary['records'], summary['refused'], summary['tokens_in']))
            reasons = {row['reason'] for row in read_jsonl(f'{d}/set/rejects.jsonl')}
            test_eq(reasons, {f'refused: {CUT_OFF}'})
        other = synthesise(faces[:1], short, f'{d}/set', Settings(('caption',), near=0))
        test_eq((short.calls, other['records'], other['refused']), (6, 1, 0)) # what another run was refused is not its own
    test_eq(runs, [(4, 2, 2, 36), (4, 2, 2, 36), (6, 3, 1, 54)])
    class Writes:
        "Always the same."
        sees, chunk = True, 0
        def __init__(self, name):
            self.name = name
        def __call__(self, requests):
            for r in requests:
                yield Reply(r.key, 'A drawn figure in a top, seen from the side.', self.name)

    with tempfile.TemporaryDirectory() as d:
        faces = face_subjects(draw_faces(d, face_set({'train': 4}), size=64), MIKELS.labels)
        captions = Settings(('caption',))
        def writers(some, generator):
            return synthesise(some, generator, f'{d}/set', captions)['generator']
        test_eq([writers(faces[:2], Writes('a')), writers(faces[:2], Writes('b'))], ['a', 'a'])
        test_eq([writers(faces, Writes('b')), writers(faces[2:], Writes('b'))], ['a, b', 'b'])
        test_eq(writers(faces[:2], Replay(f'{d}/set/replies.jsonl')), 'a, replayed')
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
        assert not (Path(d)/'set'/'replies.jsonl').exists()
    full = '''
import resource, signal, sys
from tinyemo.synthesis.run import synthesise
from tinyemo.synthesis.subjects import face_subjects
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
        faces = face_subjects(draw_faces(d, face_set({'train': 4}), size=64), MIKELS.labels)
        with Journal(f'{d}/set/replies.jsonl') as journal:
            journal.add(Reply('k', 'A face.', 'paid', 30, 4))
        paid = Path(f'{d}/set/replies.jsonl').read_bytes()
        test_eq(synthesise(faces, Templates(), f'{d}/set')['tokens_in'], 0)
        test_eq(Path(f'{d}/set/replies.jsonl').read_bytes(), paid)
    with tempfile.TemporaryDirectory() as d:
        faces = face_subjects(draw_faces(d, face_set({'train': 44}), size=64), MIKELS.labels)
        synthesise(faces, Templates(), f'{d}/a', Settings(('caption',), balance='stated', near=0))
        synthesise(faces, Templates(), f'{d}/b', Settings(('caption',), balance='eyewear', near=0))
        test_fail(lambda: synthesise(faces, Templates(), f'{d}/c', Settings(('caption',), balance='eyeware')),
                  contains="unknown fact to balance 'eyeware': choose one of stated, gold, task, ")
        per_label = Counter(r.meta['stated'] for r in iter_records(f'{d}/a/records.jsonl'))
        eyewear = {s.id: s.scene['eyewear'] for s in faces}
        per_eyewear = Counter(eyewear[r.meta['subject']] for r in iter_records(f'{d}/b/records.jsonl'))
    test_eq((len(set(per_label.values())), len(per_label)), (1, 8))
    test_eq(len(set(per_eyewear.values())), 1)
    dict(per_label), dict(per_eyewear)
