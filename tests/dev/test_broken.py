# Generated from nbs/dev/40_broken.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
from fastcore.test import test_eq, test_fail
from hypothesis import given, settings
from tinyemo.core import TinyEmoError
from tinyemo.dev.broken import DEEP, STEADY, bad_picture, broken_bytes, broken_safetensors, broken_table, broken_value, json_bytes, png_bytes
from tinyemo.files import read_json
from tinyemo.images.features import FeatureSet, load_features, save_features
from tinyemo.images.images import open_image


def test_bytes():
    seen = set()

    @settings(max_examples=60, **STEADY)
    @given(broken_bytes(b'{"a": [1, 2]}\n'))
    def each(made):
        seen.add(made[0])

    each()
    assert len(seen) > 10
    sorted(seen)


def test_values():
    made = []

    @settings(max_examples=60, **STEADY)
    @given(broken_value({'path': 'a.png', 'shares': [.2, .3, .5]}))
    def each(broken):
        made.append(broken)

    each()
    test_eq({str(how) for how, _ in made} >= {'path dropped', 'shares replaced', 'shares shorter'}, True)
    with tempfile.TemporaryDirectory() as d:
        with open(f'{d}/deep.json', 'wb') as f:
            f.write(json_bytes({'a': DEEP}))
        test_fail(lambda: read_json(f'{d}/deep.json'), exc=TinyEmoError)


def test_tables():
    tables = {}

    @settings(max_examples=80, **STEADY)
    @given(broken_table(['path', 'label'], [['a.png', 'joy'], ['b.png', 'fear']]))
    def each(made):
        tables.setdefault(*made)

    each()
    test_eq(tables['no header'], b'a.png,joy\r\nb.png,fear\r\n')
    test_eq(set(tables) >= {'cell', 'contradiction', 'more fields'}, True)
    tables['contradiction'].decode().split()


def test_pictures():
    @settings(max_examples=30, **STEADY)
    @given(bad_picture())
    def each(made):
        test_fail(lambda: open_image('a.png', data=made[1]), exc=TinyEmoError)

    each()
    test_eq(open_image('a.png', data=png_bytes()).size, (16, 16))


def test_safetensors():
    fs = FeatureSet(np.ones((3, 8), np.float16), np.array([0, 1, 0]), ['a', 'b', 'c'], ('fear', 'joy'), {'encoder': 'toy'})
    with tempfile.TemporaryDirectory() as d:
        raw = save_features(fs, f'{d}/f.safetensors').read_bytes()
        ended = {'opened': 0, 'refused': 0}

        @settings(max_examples=40, **STEADY)
        @given(broken_safetensors(raw))
        def each(made):
            with open(f'{d}/broken.safetensors', 'wb') as f:
                f.write(made[1])
            try:
                load_features(f'{d}/broken.safetensors')
                ended['opened'] += 1
            except TinyEmoError:
                ended['refused'] += 1

        each()
    assert ended['refused'] > ended['opened']
