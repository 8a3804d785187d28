# Generated from nbs/synthesis/68_sieve.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.files import read_jsonl
from tinyemo.synthesis.candidates import Candidate, Settings
from tinyemo.synthesis.conversations import single_turn
from tinyemo.synthesis.prompts import Subject
from tinyemo.synthesis.records import iter_records
from tinyemo.synthesis.sieve import Writer, balanced


def test_balance():
    kept = balanced(list('aaaabbc'))
    test_eq(sorted('aaaabbc'[i] for i in kept), ['a', 'b', 'c'])
    test_eq(balanced(list('aabb')), [0, 1, 2, 3])
    test_eq(balanced([]), [])


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
