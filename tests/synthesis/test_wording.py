# Generated from nbs/synthesis/40_wording.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import pytest
import random
import tempfile
import torch
from collections import Counter
from fastcore.test import test_eq, test_fail
from itertools import islice
from tinyemo.figures import OKABE_ITO
from tinyemo.mllm.tiny import tiny_llm, tiny_tokenizer
from tinyemo.synthesis.journal import Journal, collect, request
from tinyemo.synthesis.wording import Embedded, Templates, Walk, count_ways, fits, plan, realise


def test_a_plan():
    p = plan('[One sees|The face shows] {eyes}[, too|].', {'eyes': 'closed eyes'})
    test_eq(p, (('One sees', 'The face shows'), (' closed eyes',), (', too', ''), ('.',)))
    test_eq(count_ways(p), 4)
    test_eq(fits('{eyes} {hair}', {'eyes': 'open', 'hair': ''}), False)
    fits('{eyes}', {'eyes': 'open'})


def test_at_random():
    p = plan('[One sees|The face shows|There is] a person with [glad|joyful|happy|concrete] eyes.', {})
    said = Counter(r.text for r in Templates()(request(f'Describe. ({i})', plan=p) for i in range(600)))
    test_eq(len(said), count_ways(p))
    assert 30 < min(said.values()) and max(said.values()) < 75
    _, ax = plt.subplots(figsize=(6, 3), layout='constrained')
    ax.barh(list(said), list(said.values()), color=OKABE_ITO[0])
    ax.axvline(600/12, color='black', linestyle=':', label='all alike')
    ax.set(xlabel='times chosen, of 600', xlim=(0, 90))
    ax.legend(frameon=False, loc='lower right');


def test_by_a_language_model():
    walk = Walk([[(1, 2), (1, 3)], [(4,)], [(5,), ()]], 9)
    seen = [walk.allowed()]
    for token in (1, 3, 4):
        walk.step(token)
        seen.append(walk.allowed())
    test_eq(seen, [[1], [2, 3], [4], [5, 9]])
    def random_writer():
        torch.manual_seed(0)
        tokenizer = tiny_tokenizer()
        tokenizer.pad_token, tokenizer.padding_side = tokenizer.eos_token, 'left'
        return Embedded(tiny_llm(16, 16).eval(), tokenizer, 'random', chunk=8)
    p = plan('[One sees|The face shows] {eyes}[, too|].', {'eyes': 'closed eyes'})
    requests = [request(f'Describe {i}.', plan=p) for i in range(24)]
    texts = [r.text for r in random_writer()(requests)]
    ways = {a+' closed eyes'+b+'.' for a in ('One sees', 'The face shows') for b in (', too', '')}
    test_eq(set(texts), ways)


@pytest.mark.llm
def test_by_a_language_model_llm():
    def random_writer():
        torch.manual_seed(0)
        tokenizer = tiny_tokenizer()
        tokenizer.pad_token, tokenizer.padding_side = tokenizer.eos_token, 'left'
        return Embedded(tiny_llm(16, 16).eval(), tokenizer, 'random', chunk=8)
    p = plan('[One sees|The face shows] {eyes}[, too|].', {'eyes': 'closed eyes'})
    requests = [request(f'Describe {i}.', plan=p) for i in range(24)]
    texts = [r.text for r in random_writer()(requests)]
    ways = {a+' closed eyes'+b+'.' for a in ('One sees', 'The face shows') for b in (', too', '')}
    test_eq(set(texts), ways)
    p = plan('[One sees|The face shows|There is] a person with [glad|joyful|happy|concrete] eyes.', {})
    prompt = 'Describe the picture of a happy person in one sentence.'
    replies = list(Embedded(chunk=60)(request(f'{prompt} ({i})', plan=p) for i in range(60)))
    said = Counter(r.text for r in replies)
    odd = sum(n for text, n in said.items() if 'concrete' in text)
    assert odd <= 6 and len(said) < 12
    _, ax = plt.subplots(figsize=(6, 3), layout='constrained')
    names, times = zip(*said.most_common())
    ax.barh(names, times, color=[OKABE_ITO[3] if 'concrete' in name else OKABE_ITO[0] for name in names])
    ax.invert_yaxis()
    ax.axvline(60/12, color='black', linestyle=':', label='all alike')
    ax.set(xlabel='times chosen, of 60')
    ax.legend(frameon=False, loc='lower right')
    f'{len(said)} of {count_ways(p)} ways were taken, {odd} of 60 texts speak of concrete eyes'


def test_edge_cases():
    test_eq(plan('a {c} top', {'c': 'orange'}), (('an orange top',),))
    test_eq(plan('a [drawn |]face', {}), (('a',), (' drawn', ''), (' face',)))
    test_eq((fits('Hello.', {}), count_ways(())), (True, 1))
    p = plan('[One sees|The face shows] {eyes}[, too|].', {'eyes': 'closed eyes'})
    one, two = (list(Templates()([request('Describe.', plan=p), request('Say.', plan=p)])) for _ in range(2))
    test_eq(one, two)
    assert len({realise(p, random.Random(i)) for i in range(50)}) == 4
    test_fail(lambda: list(Templates()([request('Describe.')])), contains='need known facts')
    walk = Walk([[(1,)]], 9)
    for token in (1, 9): # after the end comes the end
        walk.step(token)
    test_eq(walk.allowed(), [9])
    torch.manual_seed(0)
    tokenizer = tiny_tokenizer()
    tokenizer.pad_token, tokenizer.padding_side = tokenizer.eos_token, 'left'
    writer = Embedded(tiny_llm(16, 16).eval(), tokenizer, 'random', chunk=8)
    p = plan('[One sees|The face shows] {eyes}[, too|].', {'eyes': 'closed eyes'})
    requests = [request(f'Describe {i}.', plan=p) for i in range(24)]
    texts = [r.text for r in writer(requests)]
    test_eq([r.text for r in writer(requests)], texts)
    with tempfile.TemporaryDirectory() as d, Journal(f'{d}/j.jsonl') as j:
        for reply in islice(writer(requests), 11):
            j.add(reply)
        collect(requests, writer, j)
        test_eq([j.get(r.key).text for r in requests], texts)
    test_fail(lambda: list(writer([request('Describe.')])), contains='needs known facts')
