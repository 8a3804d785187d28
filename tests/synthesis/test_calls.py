# Generated from nbs/synthesis/19_calls.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import threading
import time
from fastcore.test import test_eq, test_fail
from tinyemo.core import TinyEmoError
from tinyemo.figures import OKABE_ITO
from tinyemo.synthesis.calls import Pace, answer_all, api_key, check_in_flight, failure
from tinyemo.synthesis.journal import Reply, request
from unittest.mock import patch


def test_many_requests_in_flight():
    def slow_echo(r):
        time.sleep(.05)
        return Reply(r.key, r.prompt)
    def seconds(in_flight): # for forty requests of 50 ms
        start = time.time()
        replies = list(answer_all(slow_echo, (request(str(i)) for i in range(40)), in_flight))
        test_eq(sorted(int(r.text) for r in replies), list(range(40)))
        return time.time()-start
    open_at_once = [1, 2, 5, 10, 20, 40]
    took = [seconds(n) for n in open_at_once]
    assert .1 <= took[4] < 1 # two rounds of 50 ms, not forty
    _, ax = plt.subplots(figsize=(4, 3), layout='constrained')
    ax.loglog(open_at_once, took, 'o-', color=OKABE_ITO[0], label='measured')
    ax.loglog(open_at_once, [40*.05/n for n in open_at_once], color='black', linestyle=':', label='least possible')
    ax.set(xlabel='requests in flight', ylabel='seconds for forty')
    ax.legend(frameon=False);
    def came_before(stop, ask): # replies that come before `stop` is raised, seven in flight
        came = []
        try:
            for reply in answer_all(ask, (request(str(i)) for i in range(7)), 7):
                came.append(reply.text)
        except stop:
            return sorted(came)

    all_open = threading.Barrier(7)
    def refused_once(r):
        all_open.wait(10)
        if r.prompt == '0':
            raise TinyEmoError('wrong key')
        return slow_echo(r)
    test_eq(came_before(TinyEmoError, refused_once), list('123456'))

    begun = threading.Semaphore(0)
    def noted_echo(r):
        begun.release()
        return slow_echo(r)
    def interrupt(*_, **__): # Ctrl-C while all are open
        for _ in range(7):
            begun.acquire(timeout=10)
        raise KeyboardInterrupt
    with patch.dict(answer_all.__globals__, wait=interrupt):
        test_eq(came_before(KeyboardInterrupt, noted_echo), list('0123456'))


def test_what_may_go_wrong_and_what_is_said_about_it():
    failure(request('?'), TimeoutError('the key sk-abcdef is slow'), 'me', 'sk-abcdef').error


def test_edge_cases():
    test_fail(lambda: api_key('NO_SUCH_KEY'), contains='set the environment variable NO_SUCH_KEY')
    test_eq(failure(request('?'), TimeoutError('slow'), 'me').error, 'TimeoutError: slow')
    test_fail(lambda: check_in_flight(0), contains='in_flight is 0: give 1 at least')
    start, pace = time.monotonic(), Pace(1200)
    for _ in range(5):
        pace.wait()
    assert .19 < time.monotonic()-start < 1
