# Generated from nbs/synthesis/05_journal.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import subprocess
import sys
import tempfile
from PIL import Image
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.figures import OKABE_ITO
from tinyemo.synthesis.journal import Journal, Reply, collect, request


def test_requests_and_replies():
    with tempfile.TemporaryDirectory() as d:
        for name, colour in (('a', 'red'), ('b', 'red'), ('c', 'blue')):
            Image.new('RGB', (4, 4), colour).save(f'{d}/{name}.png')
        keys = [request('Describe the image.', f'{d}/{name}.png').key for name in 'abc']
    assert keys[0] == keys[1] != keys[2]


def test_the_journal():
    with tempfile.TemporaryDirectory() as d:
        f = Path(d)/'replies.jsonl'
        with Journal(f) as j:
            for k in 'abc':
                j.add(Reply(k, f'text of {k} … ünïcode', 'me', 10, 2))
            test_fail(lambda: Journal(f), contains='another run is writing')
        whole = f.read_bytes()
        f.write_bytes(whole.replace(b'"key": "b"', b'"key": b') + whole[:20]) # a damaged line 2, and one never finished
        with Journal(f) as j:
            test_eq((len(j), j.bad, 'b' in j), (2, [2], False))
            left = j.get('c')


def test_asking_only_for_what_is_missing():
    class Echo:
        "Answers in capitals, fails where told, and notes what it was asked."
        name = 'echo'
        sees = True
        chunk = 4
        def __init__(self, fail=()):
            self.fail, self.asked = fail, []
        def __call__(self, requests):
            for r in requests:
                self.asked.append(r.prompt)
                yield Reply(r.key, error='no answer') if r.prompt in self.fail else Reply(r.key, r.prompt.upper(), 'echo')

    requests = [request(f'question {i}') for i in range(10)]
    first, second, third = Echo({'question 5'}), Echo(), Echo()
    with tempfile.TemporaryDirectory() as d, Journal(f'{d}/j.jsonl') as j:
        test_eq(list(collect(requests, first, j).values()), ['no answer'])
        test_eq(len(j), 9)
        test_eq(collect(requests, second, j), {})
        test_eq((len(j), j.get(requests[5].key).text), (10, 'QUESTION 5'))
        test_eq(collect(requests, third, j), {})
    test_eq([len(echo.asked) for echo in (first, second, third)], [10, 4, 0])
    _, ax = plt.subplots(figsize=(5, 1.8), layout='constrained')
    for run, echo in enumerate((first, second, third)):
        for i, r in enumerate(requests):
            failed = r.prompt in echo.fail
            colour = OKABE_ITO[3] if failed else OKABE_ITO[0] if r.prompt in echo.asked else 'white'
            ax.barh(run, .9, left=i-.45, color=colour, edgecolor='grey', hatch='//' if failed else '')
    ax.set(xticks=range(10), xlabel='request', yticks=range(3), yticklabels=['1st run', '2nd run', '3rd run'])
    ax.invert_yaxis()


def test_edge_cases():
    assert request('Why?').key != request('Who?').key != request('Who?', salt='seed 1').key
    with tempfile.TemporaryDirectory() as d:
        test_fail(lambda: request('Describe the image.', f'{d}/moved.png'), contains='moved.png cannot be read')
    with tempfile.TemporaryDirectory() as d:
        f = Path(d)/'replies.jsonl'
        with Journal(f) as j:
            for k in 'abc':
                j.add(Reply(k, f'text of {k} … ünïcode', 'me', 10, 2))
            test_eq((len(j), j.get('b').text, j.get('z'), j.tokens), (3, 'text of b … ünïcode', None, [30, 6]))
        f.write_bytes(f.read_bytes().replace(b'"key": "b"', b'"key": b'))
        with Journal(f) as j:
            test_eq(j.get('c').text, 'text of c … ünïcode')
            j.add(Reply('b', 'again'))
            j.add(Reply('half', 'half \ud83d'))
        with Journal(f) as j:
            test_eq((len(j), j.get('b').text, j.get('half').text), (4, 'again', 'half ?'))
        assert Path(f'{f}.bad').read_text().startswith('line 2: ')
    script = '''
import resource, signal, sys
from tinyemo.synthesis.journal import Journal, Reply
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
with Journal(sys.argv[1]) as j:
    for i in range(100): j.add(Reply(str(i), 'x'*100))
'''
    with tempfile.TemporaryDirectory() as d:
        done = subprocess.run([sys.executable, '-c', script, f'{d}/j.jsonl'], capture_output=True, text=True)
        message = done.stderr.strip().splitlines()[-1].replace(d, '')
        with Journal(f'{d}/j.jsonl') as j:
            n = len(j)
        assert Path(f'{d}/j.jsonl').read_bytes().endswith(b'\n')
    assert 'cannot be written' in message and 10 < n < 40, message
    class Prudish:
        "Refuses to speak of one thing, as long as it is told so."
        sees, chunk, willing = True, 0, False
        def __init__(self, name):
            self.name, self.asked = name, []
        def __call__(self, requests):
            for r in requests:
                self.asked.append(r.prompt)
                declines = r.prompt == 'Bathing?' and not self.willing
                why = 'refused: content_filter' if declines else ''
                yield Reply(r.key, '' if declines else 'Yes.', self.name, 7, 2, why, own_fault=declines, refused=declines)

    prudish, other, requests = Prudish('prudish'), Prudish('other'), [request('Bathing?'), request('A boat?')]
    with tempfile.TemporaryDirectory() as d:
        def asked(who, again=False): # what is asked in a run, what failed, who refused it, tokens paid for
            with Journal(f'{d}/j.jsonl') as j:
                already = len(who.asked)
                if again:
                    j.refused.clear()
                failed = collect(requests, who, j)
                by = [name for refusals in j.refused.values() for name in refusals]
                return who.asked[already:], list(failed.values()), by, len(j), j.tokens
        why = ['refused: content_filter']
        test_eq(asked(prudish), (['Bathing?', 'A boat?'], why, ['prudish'], 1, [14, 4]))
        test_eq(asked(prudish), ([], why, ['prudish'], 1, [14, 4])) # it still fails
        test_eq(asked(prudish, again=True), (['Bathing?'], why, ['prudish'], 1, [21, 6]))
        both = ['prudish', 'other']
        test_eq(asked(other), (['Bathing?'], why, both, 1, [28, 8]))
        test_eq(asked(prudish), ([], why, both, 1, [28, 8])) # nor is the first one's refusal forgotten
        other.willing = True
        test_eq(asked(other), ([], why, both, 1, [28, 8]))
        test_eq(asked(other, again=True), (['Bathing?'], [], [], 2, [35, 10]))
        test_eq(asked(prudish), ([], [], [], 2, [35, 10]))
    class Broken:
        name, sees, chunk = 'broken', True, 0
        def __init__(self, good):
            self.good = good
        def __call__(self, requests):
            for i, r in enumerate(requests):
                yield Reply(r.key, r.prompt.upper()) if i < self.good else Reply(r.key, error='no answer')

    with tempfile.TemporaryDirectory() as d, Journal(f'{d}/j.jsonl') as j:
        requests = [request(f'{i}') for i in range(50)]
        test_fail(lambda: collect(requests, Broken(5), j), contains='failed 20 times in a row, last with: no answer')
        test_eq((len(j), j.get(requests[4].key).text, j.get(requests[5].key)), (5, '4', None))
