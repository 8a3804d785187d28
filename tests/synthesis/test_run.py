# Generated from nbs/synthesis/70_run.ipynb by tinyemo.dev.nbtools: edit the notebook.
import signal
import subprocess
import sys
import tempfile
import time
from PIL import Image
from collections import Counter
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.core import read_json, read_jsonl
from tinyemo.images.datasets import load_dataset
from tinyemo.images.faceset import draw_faces, face_set
from tinyemo.images.taxonomy import MIKELS
from tinyemo.synthesis.conversations import iter_records
from tinyemo.synthesis.generators import Reply
from tinyemo.synthesis.run import Settings, face_subjects, fill, image_subjects, synthesise
from tinyemo.synthesis.tasks import Subject
from tinyemo.synthesis.wording import Templates


def test_subjects():
    with tempfile.TemporaryDirectory() as d:
        faces = face_subjects(draw_faces(d, face_set({'train': 4, 'test': 2}), size=64), MIKELS.labels)
        test_eq((len(faces), faces[0].path.exists(), faces[0].stated == faces[0].gold == faces[0].scene['label']), (6, True, True))
        for label, colour in (('awe', 'navy'), ('fear', 'black')):
            (Path(d)/'my'/label).mkdir(parents=True)
            Image.new('RGB', (60, 40), colour).save(f'{d}/my/{label}/1.png')
        Path(f'{d}/my/fear/2.png').write_text('not a picture')
        photos, skipped = image_subjects(load_dataset(f'{d}/my'))
    test_eq(([s.id for s in photos], len(skipped), photos[0].scene['colours']), (['awe_1', 'fear_1'], 1, ['blue']))


def test_from_replies_to_candidates():
    ok = Reply('k', 'A calm face.', 'me')
    odd = Reply('k', '...', 'me')
    test_eq(fill('caption', Subject('x', 'x.png', Path('moved/x.png')), 0, lambda r: ok).fault, 'image')
    here = Subject('x', 'x.png', None, 'awe', 'awe', MIKELS.labels)
    test_eq(fill('caption', here, 0, lambda r: ok).record.answer, 'A calm face.')
    test_eq(fill('caption', here, 0, lambda r: ok if 'could not be used: the reply has no words' in r.prompt else odd).record.answer, 'A calm face.')
    both = fill('caption', here, 0, lambda r: odd)
    test_eq((both.record, both.fault, both.reason, both.text), (None, 'form', 'the reply has no words', '...'))
    test_eq(fill('caption', here, 0, lambda r: None, {}).reason, 'no reply')


def test_the_run():
    drawn = tempfile.TemporaryDirectory()
    faces = face_subjects(draw_faces(drawn.name, face_set({'train': 22}), size=64), MIKELS.labels)
    summary = synthesise(faces, Templates(), f'{drawn.name}/set')
    records = list(iter_records(f'{drawn.name}/set/records.jsonl'))
    test_eq(summary['records'], len(records))
    assert summary['records'] + sum(summary['rejected'].values()) == 4*len(faces) and summary['records'] > 70
    test_eq(len(list(iter_records(f'{drawn.name}/set/pretrain.json'))) + len(list(iter_records(f'{drawn.name}/set/reasoning.json'))), len(records))
    before = Path(f'{drawn.name}/set/records.jsonl').read_bytes()
    synthesise(faces, Templates(), f'{drawn.name}/set')
    test_eq(Path(f'{drawn.name}/set/records.jsonl').read_bytes(), before)
    assert synthesise(faces, Templates(), f'{drawn.name}/other', Settings(seed=1))['records'] and Path(f'{drawn.name}/other/records.jsonl').read_bytes() != before
    test_fail(lambda: Settings(('captions',)), contains="unknown task 'captions'")


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
    def run(out, pause, kill=0):
        process = subprocess.Popen([sys.executable, '-c', script, table, out, str(pause)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if not kill:
            return process.wait()
        calls = Path(f'{out}.calls')
        before = len(calls.read_text().splitlines()) if calls.exists() else 0
        while process.poll() is None and (not calls.exists() or len(calls.read_text().splitlines()) < before+kill):
            time.sleep(.005)
        process.send_signal(signal.SIGKILL)
        return process.wait()

    with tempfile.TemporaryDirectory() as d:
        table = str(draw_faces(d, face_set({'train': 22}), size=64))
        test_eq(run(f'{d}/whole', 0), 0)
        killed = [run(f'{d}/broken', .02, kill) for kill in (7, 23, 31)]
        test_eq(killed, [-signal.SIGKILL]*3)
        assert not Path(f'{d}/broken/records.jsonl').exists()
        test_eq(run(f'{d}/broken', 0), 0)
        for name in ('records.jsonl', 'pretrain.json', 'reasoning.json', 'rejects.jsonl'):
            test_eq(Path(f'{d}/broken/{name}').read_bytes(), Path(f'{d}/whole/{name}').read_bytes())
        calls = [len(Path(f'{d}/{name}.calls').read_text().splitlines()) for name in ('whole', 'broken')]
        whole = read_json(f'{d}/whole/summary.json')
        run(f'{d}/whole', 0)
        test_eq(len(Path(f'{d}/whole.calls').read_text().splitlines()), calls[0]) # a finished run asks for nothing
    assert calls[0] > 88 and calls[0] <= calls[1] <= calls[0]+3 # three kills, at most three requests asked twice
    test_eq(whole['tokens_in'], 10*calls[0])
    class Moody:
        "Refuses, talks nonsense, fails, or answers well, by turns."
        name = 'moody'
        sees = True
        chunk = 0
        def __call__(self, requests):
            for i, r in enumerate(requests):
                if i%4 == 0:
                    yield Reply(r.key, error='TimeoutError: slow')
                else:
                    yield Reply(r.key, ["I'm sorry, I cannot see images.", '...', 'A drawn figure in a top, seen from the side.'][i%4-1], self.name)

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
