# Generated from nbs/00_core.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
from fastcore.test import test_eq, test_fail
from hypothesis import given, settings, strategies as st
from tinyemo.core import TinyEmoError, cache_dir, choose, data_path, one_line, pick_device, plain, progress, redact, told_apart
from urllib.parse import quote, quote_plus


def test_errors_a_user_can_act_on():
    test_eq(choose('b', {'a': 1, 'b': 2}), 2)
    try:
        choose('joyless', {'joy': 0, 'fear': 1}, 'label')
    except TinyEmoError as e:
        said = str(e)
    test_eq(said, "unknown label 'joyless': choose one of joy, fear")
    test_eq(plain('a new\nline.png, \x1b[31mred, é ☺'), 'a new\\nline.png, \\x1b[31mred, é ☺')
    test_eq(told_apart(['a', 'b', 'a', 'a-2', 'a']), ['a', 'b', 'a-2', 'a-2-2', 'a-3'])
    one_line(ValueError('first\nsecond'))
    key = 'sk-' + 40*'a/b+'
    message = f'wrong key {key}, at http://host/?key={quote_plus(key)}'
    test_eq(one_line(ValueError(message), 60, (key,)), 'ValueError: wrong key ***, at http://host/?key=***')
    one_line(ValueError(message), 60, (key,))


def test_devices():
    assert pick_device() in ('cuda', 'mps', 'cpu')
    pick_device()


def test_where_things_are():
    sorted(p.name for p in data_path().iterdir() if p.is_dir())


def test_progress():
    counted = list(progress(range(3), 'counting'))
    test_eq(counted, [0, 1, 2])


def test_edge_cases():
    allowed = {'joy': 0, 'fear': 1}
    test_fail(lambda: choose('joyless', allowed, 'label'), contains="unknown label 'joyless': choose one of joy, fear")
    test_eq(one_line(KeyError('a')), "KeyError: 'a'")
    test_eq(one_line(EOFError()), 'EOFError: no message')
    test_eq(one_line(ValueError('first\nsecond')), 'ValueError: first')
    test_eq(one_line(ValueError('x'*300), 10), 'ValueError: xxxxxxxxxx')
    test_eq(redact('nothing', '', 'key'), 'nothing')
    test_eq(redact('a k or two', 'k'), 'a *** or two')
    test_eq(redact('abcdef abc', 'abc', 'abcdef'), '*** ***')

    @settings(max_examples=200, deadline=None, database=None)
    @given(st.text(min_size=8, max_size=200), st.text(max_size=300))
    def never_left(key, around):
        "No form of a key, of any length and with any letters, is left, wherever the message is cut."
        nested = json.dumps({'error': json.dumps({'key': key})})
        said = one_line(ValueError(f'{around}{key}{quote(key)}{nested}'), 400, (key,))
        assert not any(form in said for form in (key, quote(key), json.dumps(key)[1:-1]) if '*' not in form), said

    never_left()
    test_eq(pick_device('cpu'), 'cpu')
    test_fail(lambda: pick_device('tpu'), contains="device 'tpu' is not available")
    assert data_path().is_dir() and cache_dir().is_dir()
    test_fail(lambda: data_path('nothing.here'), contains='nothing.here is not among')
