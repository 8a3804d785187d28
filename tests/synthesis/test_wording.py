# Generated from nbs/synthesis/40_wording.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pytest
import random
import tempfile
from fastcore.test import test_eq, test_fail
from itertools import islice
from tinyemo.synthesis.generators import Journal, collect, request
from tinyemo.synthesis.wording import Embedded, Templates, Walk, count_ways, fits, plan, realise


def test_a_plan():
    p = plan('[One sees|The face shows] {eyes}[, too|].', {'eyes': 'closed eyes'})
    test_eq(p, (('One sees', 'The face shows'), (' closed eyes',), (', too', ''), ('.',)))
    test_eq((count_ways(p), fits('{eyes} {hair}', {'eyes': 'open', 'hair': ''}), fits('Hello.', {})), (4, False, True))
    test_eq(plan('a {c} top', {'c': 'orange'}), (('an orange top',),))
    test_eq(plan('a [drawn |]face', {}), (('a',), (' drawn', ''), (' face',)))


def test_at_random():
    p = plan('[One sees|The face shows] {eyes}[, too|].', {'eyes': 'closed eyes'})
    one, two = (list(Templates()([request('Describe.', plan=p), request('Say.', plan=p)])) for _ in range(2))
    test_eq(one, two)
    assert len({realise(p, random.Random(i)) for i in range(50)}) == 4
    test_fail(lambda: list(Templates()([request('Describe.')])), contains='need known facts')


def test_by_a_language_model():
    w = Walk([[(1, 2), (1, 3)], [(4,)], [(5,), ()]], 9)
    seen = [w.allowed()]
    for token in (1, 3, 4):
        w.step(token)
        seen.append(w.allowed())
    test_eq(seen, [[1], [2, 3], [4], [5, 9]])
    w.step(9)
    test_eq(w.allowed(), [9])
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    p = plan('[One sees|The face shows] {eyes}[, too|].', {'eyes': 'closed eyes'})
    letters = Tokenizer(models.BPE({c: i for i, c in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))} | {'<end>': 256}, []))
    letters.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    letters.decoder = decoders.ByteLevel()
    tok = PreTrainedTokenizerFast(tokenizer_object=letters, eos_token='<end>', pad_token='<end>', padding_side='left', chat_template="{% for m in messages %}{{ m['content'] }}{% endfor %}")
    torch.manual_seed(0)
    llama = LlamaForCausalLM(LlamaConfig(vocab_size=257, hidden_size=16, intermediate_size=16, num_hidden_layers=2, num_attention_heads=2, bos_token_id=None, eos_token_id=256)).eval()
    writer = Embedded(llama, tok, 'random', chunk=8)
    ways = {a+' closed eyes'+b+'.' for a in ('One sees', 'The face shows') for b in (', too', '')}
    requests = [request(f'Describe {i}.', plan=p) for i in range(24)]
    texts = [r.text for r in writer(requests)]
    assert set(texts) == ways, set(texts)-ways
    test_eq([r.text for r in writer(requests)], texts)
    with tempfile.TemporaryDirectory() as d, Journal(f'{d}/j.jsonl') as j: # stopped in the middle of a chunk, and taken up again
        for reply in islice(writer(requests), 11):
            j.add(reply)
        collect(requests, writer, j)
        test_eq([j.get(r.key).text for r in requests], texts)


@pytest.mark.llm
def test_by_a_language_model_llm():
    w = Walk([[(1, 2), (1, 3)], [(4,)], [(5,), ()]], 9)
    seen = [w.allowed()]
    for token in (1, 3, 4):
        w.step(token)
        seen.append(w.allowed())
    test_eq(seen, [[1], [2, 3], [4], [5, 9]])
    w.step(9)
    test_eq(w.allowed(), [9])
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    p = plan('[One sees|The face shows] {eyes}[, too|].', {'eyes': 'closed eyes'})
    letters = Tokenizer(models.BPE({c: i for i, c in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))} | {'<end>': 256}, []))
    letters.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    letters.decoder = decoders.ByteLevel()
    tok = PreTrainedTokenizerFast(tokenizer_object=letters, eos_token='<end>', pad_token='<end>', padding_side='left', chat_template="{% for m in messages %}{{ m['content'] }}{% endfor %}")
    torch.manual_seed(0)
    llama = LlamaForCausalLM(LlamaConfig(vocab_size=257, hidden_size=16, intermediate_size=16, num_hidden_layers=2, num_attention_heads=2, bos_token_id=None, eos_token_id=256)).eval()
    writer = Embedded(llama, tok, 'random', chunk=8)
    ways = {a+' closed eyes'+b+'.' for a in ('One sees', 'The face shows') for b in (', too', '')}
    requests = [request(f'Describe {i}.', plan=p) for i in range(24)]
    texts = [r.text for r in writer(requests)]
    assert set(texts) == ways, set(texts)-ways
    test_eq([r.text for r in writer(requests)], texts)
    with tempfile.TemporaryDirectory() as d, Journal(f'{d}/j.jsonl') as j: # stopped in the middle of a chunk, and taken up again
        for reply in islice(writer(requests), 11):
            j.add(reply)
        collect(requests, writer, j)
        test_eq([j.get(r.key).text for r in requests], texts)
    from collections import Counter

    p = plan('[One sees|The face shows|There is] a person with [glad|joyful|happy|concrete] eyes.', {})
    writer = Embedded(chunk=60)
    said = Counter(r.text for r in writer([request(f'Describe the picture of a happy person in one sentence. ({i})', plan=p) for i in range(60)]))
    assert sum(n for text, n in said.items() if 'concrete' in text) <= 12
    dict(said.most_common(5))
