# Generated from nbs/dev/46_load.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pytest
from fastcore.test import test_eq
from tinyemo.core import TinyEmoError
from tinyemo.dev.load import Tally, _one, load, service
from tinyemo.html import Rows


def test_stopped_with_requests_in_hand():
    rows, ends = load(clients=24, requests=2)
    test_eq(sum(row['wrong'] for row in rows), 0)
    assert ends['answered at SIGTERM'] == 12 and ends['after'] <= ends['sockets before'], ends
    assert ends['seconds to stop'] < 30
    Rows({k: row[k] for k in ('client', 'requests', 'wrong')} for row in rows)


@pytest.mark.slow
def test_stopped_with_requests_in_hand_slow():
    rows, ends = load(clients=64, requests=8)
    test_eq(sum(row['wrong'] for row in rows), 0)
    assert ends['answered at SIGTERM'] == 12 and ends['after'] <= ends['sockets before'], ends


def test_edge_cases():
    failed = ''
    try:
        with service('no-such-model'):
            pass
    except TinyEmoError as e:
        failed = str(e)
    assert failed.startswith('the service did not start') and 'no-such-model' in failed
    tally = Tally([], [])
    for act in (lambda aim, rng: False, lambda aim, rng: 1/0, lambda aim, rng: True):
        _one(act, None, None, tally)
    assert tally.row()['requests'] == 3
    test_eq(tally.wrong, ['another answer than the right one', 'ZeroDivisionError: division by zero'])
