# Generated from nbs/evaluation/80_judge.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import re
import tempfile
from PIL import Image
from fastcore.test import test_close, test_eq, test_fail
from sklearn.metrics import cohen_kappa_score
from tinyemo.core import read_json, write_json
from tinyemo.evaluation.judge import AGAIN, judge_pairs, kappa, read_sheets, verdict, write_sheet
from tinyemo.synthesis.generators import Replay, Reply


def test_the_rubric():
    test_eq([verdict(t) for t in ('{"reason": "x", "better": "A"}', 'Sure!\n```json\n{"better": "tie"}\n```', 'A is better', '{"better": "C"}', '{"better": ', '[]')], ['a', 'tie', None, None, None, None])


def test_judging():
    class Rule:
        name = 'a rule'
        sees = False
        chunk = 0
        def __init__(self, rule):
            self.rule, self.asked = rule, 0
        def __call__(self, requests):
            for r in requests:
                self.asked += 1
                a, b = re.search(r'A:\n(.*?)\n\nExplanation B:\n(.*?)\n\nAnswer', r.prompt, re.S).groups()
                yield Reply(r.key, self.rule(a, b, r.prompt), self.name)

    good = [{'path': f'{i}.png', 'reasoning': 'true '*(i%3+1), 'stated': 'joy'} for i in range(30)]
    poor = [{'path': f'{i}.png', 'reasoning': 'false true', 'stated': 'joy'} for i in range(30)]
    count = lambda t: t.count('true')-t.count('false')
    honest = lambda a, b, prompt: json.dumps({'better': 'A' if count(a) > count(b) else 'B' if count(b) > count(a) else 'tie'})
    with tempfile.TemporaryDirectory() as d:
        judge = Rule(honest)
        j = judge_pairs(good, poor, judge, f'{d}/j.jsonl', runs=2)
        test_eq((j['summary']['win rate'], j['summary']['κ of the two orders'], j['summary']['pairs'], j['summary']['answers for position A']), (1., None, 60, .5))
        asked = judge.asked
        again = judge_pairs(good, poor, judge, f'{d}/j.jsonl', runs=2)
        test_eq((again, judge.asked), (j, asked)) # nothing is asked twice
        test_eq(judge_pairs(good, poor, Replay(f'{d}/j.jsonl'), f'{d}/k.jsonl', runs=2), j)
        first = judge_pairs(good, poor, Rule(lambda *_: '{"better": "A"}'), f'{d}/a.jsonl')['summary']
        test_eq((first['win rate'], first['ties'], first['answers for position A']), (.5, 30, 1.))
        babble = Rule(lambda a, b, prompt: honest(a, b, prompt) if AGAIN in prompt and 'true true' in a+b else 'Well.')
        lost = judge_pairs(good, poor, babble, f'{d}/b.jsonl')['summary']
        test_eq((lost['unreadable'], lost['wins'], babble.asked), (10, 20, 12)) # equal questions are asked once
        test_fail(lambda: judge_pairs(good, [{'path': 'x', 'reasoning': ''}], judge, f'{d}/c.jsonl'), contains='no image in common')
    x = ['first', 'tie', 'second', 'first']
    y = ['first', 'tie', 'first', None]
    test_eq(kappa(x, y), cohen_kappa_score(x[:3], y[:3]))


def test_people():
    good, poor = ([{'path': f'{i}.png', 'reasoning': word, 'stated': 'joy'} for i in range(30)] for word in ('true', 'false'))
    with tempfile.TemporaryDirectory() as d:
        Image.new('RGB', (40, 30), 'gold').save(f'{d}/p.png')
        page = write_sheet(d, good, poor, {r['path']: f'{d}/p.png' for r in good}, n=12).read_text()
        key = read_json(f'{d}/key.json')
        assert page.count('<fieldset') == 12 and 'swapped' not in page and '.png' not in page and 0 < sum(i['swapped'] for i in key['items']) < 12
        for rater, pick in (('ada', lambda k: 'b' if k['swapped'] else 'a'), ('bo', lambda k: 'a')): # one finds the first model every time, one always says A
            write_json({'rater': rater, 'sheet': key['sheet'], 'items': [{'choice': pick(k), 'note': 'clear' if i == 0 else ''} for i, k in enumerate(key['items'])]}, f'{d}/{rater}.json')
        both = read_sheets(f'{d}/key.json', [f'{d}/ada.json', f'{d}/bo.json'])
        alone = read_sheets(f'{d}/key.json', [f'{d}/ada.json'])
        write_json({'rater': 'x', 'sheet': 'other', 'items': []}, f'{d}/x.json')
        test_fail(lambda: read_sheets(f'{d}/key.json', [f'{d}/x.json']), contains="answers the sheet 'other'")
        test_fail(lambda: read_sheets(f'{d}/key.json', [f'{d}/ada.json']*2), contains='two files are by')
    test_eq((alone['win rate'], alone['wins'], both['raters'], len(both['notes'])), (1., 12, 2, 2))
    test_close(both['win rate'], 1-sum(i['swapped'] for i in key['items'])/24)
