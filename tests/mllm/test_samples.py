# Generated from nbs/mllm/22_samples.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import os
import tempfile
import time
from dataclasses import replace
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.core import TinyEmoError
from tinyemo.mllm.chat import PLAIN, Sample, encode, prepare_tokenizer
from tinyemo.mllm.samples import Samples, content_key, forget, write_samples
from tinyemo.mllm.tiny import tiny_tokenizer
from tinyemo.synthesis.conversations import single_turn


def test_what_the_tokens_depend_on():
    tokenizer = prepare_tokenizer(tiny_tokenizer())
    records = [single_turn('1', 'a.png', 'Which?', 'This.')]
    key = content_key(records, tokenizer, 4, 1024)
    other = prepare_tokenizer(tiny_tokenizer(), PLAIN)
    keys = {
        'the same': content_key(records, tokenizer, 4, 1024),
        'another answer': content_key([single_turn('1', 'a.png', 'Which?', 'That.')], tokenizer, 4, 1024),
        'another picture beside it': content_key([replace(records[0], more=('b.png',))], tokenizer, 4, 1024),
        'another template': content_key(records, other, 4, 1024),
        'shorter': content_key(records, tokenizer, 4, 512),
    }
    test_eq([k for k, v in keys.items() if v == key], ['the same'])


def test_in_files():
    tokenizer = prepare_tokenizer(tiny_tokenizer())
    records = [single_turn(str(i), f'{i%3}.png', 'Which?', 'x'*i) for i in range(1, 200)]
    with tempfile.TemporaryDirectory() as d:
        start = time.perf_counter()
        made = [encode(r, tokenizer, 4) for r in records]
        first = time.perf_counter() - start
        write_samples(made, f'{d}/kept', packed=False)
        start = time.perf_counter()
        kept = Samples(f'{d}/kept')
        again = time.perf_counter() - start
        assert all(a.ids.tolist() == b.ids.tolist() and a.learn.tolist() == b.learn.tolist() for a, b in zip(made, kept))
        test_eq([(s.images, s.cut, s.branch) for s in made], [(s.images, s.cut, s.branch) for s in kept])
    assert again < first
    f'{len(records)} conversations: tokenised in {first*1000:.0f} ms, mapped in {again*1000:.1f} ms'


def test_edge_cases():
    def sample(n, *images):
        return Sample(np.arange(n), np.ones(n, bool), images, n > 2, np.arange(n))
    def failing():
        yield sample(1, 'a.png')
        raise TinyEmoError('no more')
    with tempfile.TemporaryDirectory() as d:
        none = write_samples([], f'{d}/none', True, lambda: {'skipped': [['x', 'why']]})
        test_eq((len(none), none.about['skipped']), (0, [['x', 'why']]))
        test_fail(lambda: write_samples(failing(), f'{d}/half', True), contains='no more')
        test_eq([p.name for p in Path(d).iterdir()], ['none'])
        three = write_samples([sample(1, 'a.png'), sample(3, 'b.png', 'a.png')], f'{d}/three', True)
        test_eq([(s.images, s.cut, s.branch.tolist()) for s in three],
                [(('a.png',), False, [0]), (('b.png', 'a.png'), True, [0, 1, 2])])
        test_eq(three[-1].ids.tolist(), [0, 1, 2])
        test_fail(lambda: three[2], contains='out of range')
        test_eq(len(write_samples([sample(1, 'a.png')], f'{d}/three', True)), 2) # the one that was there
        (Path(d)/'three/ids.bin').write_bytes(b'')
        test_fail(lambda: Samples(f'{d}/three'), contains='is damaged')
    with tempfile.TemporaryDirectory() as d:
        for i, name in enumerate('abc'):
            write_samples([sample(1, 'a.png')], f'{d}/{name}', True)
            os.utime(f'{d}/{name}/about.json', (i, i))
        for name, age in (('b.part1', 1e6), ('c.part2', 0)):
            Path(f'{d}/{name}').mkdir()
            os.utime(f'{d}/{name}', (time.time() - age,)*2)
        os.utime(f'{d}/a/about.json') # used again
        forget(d, 2)
        test_eq(sorted(p.name for p in Path(d).iterdir()), ['a', 'c', 'c.part2'])
        forget(f'{d}/none')
