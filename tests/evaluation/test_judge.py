# Generated from nbs/evaluation/80_judge.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import matplotlib.pyplot as plt
import numpy as np
import re
import tempfile
from dataclasses import replace
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.evaluation.judge import AGAIN, judge_pairs, verdict
from tinyemo.figures import OKABE_ITO
from tinyemo.synthesis.generators import Replay
from tinyemo.synthesis.journal import Reply


def test_the_rubric():
    answers = ('{"reason": "x", "better": "A"}', 'Sure!\n```json\n{"better": "tie"}\n```', 'A is better')
    test_eq([verdict(t) for t in answers], ['a', 'tie', None])
    [verdict(t) for t in answers]


def test_judging():
    class Rule:
        name = 'a rule'
        sees = False
        chunk = 0

        def __init__(self, rule): self.rule = rule

        def __call__(self, requests):
            for r in requests:
                a, b = re.search(r'A:\n(.*?)\n\nExplanation B:\n(.*?)\n\nAnswer', r.prompt, re.S).groups()
                yield Reply(r.key, json.dumps({'better': self.rule(a.count('true'), b.count('true'))}), self.name)

    rng = np.random.default_rng(0)

    def honest(a, b): return 'tie' if a == b else 'A' if a > b else 'B'
    def careless(a, b): return honest(a, b) if rng.random() < .5 else str(rng.choice(['A', 'B']))
    def always_a(a, b): return 'A'

    good = [{'path': f'{i}.png', 'reasoning': f'Text {i}: ' + 'true '*(i%3+1), 'stated': 'joy'} for i in range(30)]
    poor = [{'path': f'{i}.png', 'reasoning': f'Text {i}: true', 'stated': 'joy'} for i in range(30)]
    told = {}
    with tempfile.TemporaryDirectory() as d:
        for name, rule in {'honest': honest, 'careless': careless, 'always A': always_a}.items():
            told[name] = judge_pairs(good, poor, Rule(rule), f'{d}/{name}.jsonl')['summary']

    fig, ax = plt.subplots(figsize=(4.5, 2.4), layout='constrained')
    for i, (name, s) in enumerate(told.items()):
        ax.plot([s['low'], s['high']], [i, i], color=OKABE_ITO[0])
        ax.plot(s['win rate'], i, 'o', color=OKABE_ITO[0])
    ax.axvline(.5, linestyle=':', color='.4')
    names = [f"{name} (κ {s['κ of the two orders']:.2f})" for name, s in told.items()]
    ax.set(yticks=range(len(told)), yticklabels=names, xlim=(0, 1.02), ylim=(len(told)-.5, -.5),
           xlabel='win rate of the first model, 95 % interval');
    test_close(told['honest']['win rate'], 25/30)
    test_eq((told['honest']['κ of the two orders'], told['always A']['κ of the two orders']), (1., 0.))
    assert told['careless']['κ of the two orders'] < .6 and .5 < told['careless']['win rate'] < 25/30
    always = told['always A']
    test_eq((always['win rate'], always['ties'], always['answers for position A']), (.5, 30, 1.))
    {name: {key: s[key] for key in ('win rate', 'ties', 'answers for position A')} for name, s in told.items()}


def test_edge_cases():
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
    def truths(text): return text.count('true') - text.count('false')

    def fair(a, b, prompt):
        better = 'tie' if truths(a) == truths(b) else 'A' if truths(a) > truths(b) else 'B'
        return json.dumps({'better': better})

    def babbling(a, b, prompt): return fair(a, b, prompt) if AGAIN in prompt and 'true true' in a+b else 'Well.'

    with tempfile.TemporaryDirectory() as d:
        judge = Rule(fair)
        j = judge_pairs(good, poor, judge, f'{d}/j.jsonl', runs=2)
        s = j['summary']
        test_eq((s['win rate'], s['κ of the two orders'], s['pairs'], s['answers for position A']), (1., None, 60, .5))
        asked = judge.asked
        again = judge_pairs(good, poor, judge, f'{d}/j.jsonl', runs=2)
        test_eq((again, judge.asked), (j, asked)) # nothing is asked twice
        test_eq(judge_pairs(good, poor, Replay(f'{d}/j.jsonl'), f'{d}/k.jsonl', runs=2), j)
        partial, second, said = Rule(fair), Rule(fair), []
        second.name = 'another rule'
        test_eq(judge_pairs(good[:1], poor, partial, f'{d}/two.jsonl', say=said.append)['judges'], ['a rule'])
        test_eq(judge_pairs(good, poor, second, f'{d}/two.jsonl', say=said.append)['judges'], ['a rule', 'another rule'])
        test_eq(said, [f'answers of a rule in {d}/two.jsonl count here: to have another rule alone, use another folder'])
        always = Rule(lambda *_: '{"better": "A"}')
        first = judge_pairs(good, poor, always, f'{d}/a.jsonl')['summary']
        test_eq((first['win rate'], first['ties'], first['answers for position A']), (.5, 30, 1.))
        babble = Rule(babbling)
        lost = judge_pairs(good, poor, babble, f'{d}/b.jsonl')['summary']
        test_eq((lost['unreadable'], lost['wins'], babble.asked), (10, 20, 12)) # equal questions are asked once
        other = [{'path': 'x', 'reasoning': ''}]
        test_fail(lambda: judge_pairs(good, other, judge, f'{d}/c.jsonl'), contains='no image in common')
        twice = [*good, {**good[0], 'reasoning': 'other'}]
        test_fail(lambda: judge_pairs(twice, poor, judge, f'{d}/c.jsonl'), contains='says two things of 0.png')

        class Shy(Rule):
            "Declines to compare, and is paid."
            def __call__(self, requests):
                for reply in super().__call__(requests):
                    yield replace(reply, text='', error='refused: no', own_fault=True, refused=True)

        shy, said = Shy(fair), []
        for again in (False, False, True):
            judge_pairs(good[:1], poor[:1], shy, f'{d}/s.jsonl', say=said.append, retry_refused=again)
            said.append(shy.asked)
        told = ['2 of 2 questions failed, such as: refused: no',
                '2 of them were refused, and are not asked again unless you say --retry-refused']
        test_eq(said, [*told, 2, *told, 2, *told, 4])
    answers = ('{"better": "C"}', '{"better": ', '[]')
    test_eq([verdict(t) for t in answers], [None]*3)
