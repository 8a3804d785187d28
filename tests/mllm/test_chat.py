# Generated from nbs/mllm/00_chat.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pytest
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.images.wheels import smollm2
from tinyemo.mllm.chat import IMAGE, encode, encode_question, prepare_tokenizer, read_template, stops
from tinyemo.mllm.tiny import FAMILIES, TEMPLATE, tiny_tokenizer
from tinyemo.synthesis.conversations import Record, single_turn
from tokenizers.processors import TemplateProcessing
from transformers import AutoTokenizer


def test_the_template_is_the_tokenizer_s():
    base = prepare_tokenizer(tiny_tokenizer(None)) # of a model without a template
    gemma_like = prepare_tokenizer(tiny_tokenizer(FAMILIES['Gemma'].template, '<eos>', ('<end_of_turn>',)))
    test_eq(gemma_like.convert_ids_to_tokens(stops(gemma_like)), ['<end_of_turn>', '<eos>'])
    test_eq(base.convert_ids_to_tokens(stops(base)), ['<|end|>'])
    def begun(added): # does the template begin a conversation as the tokenizer begins a text?
        bare = tiny_tokenizer(None)
        bare.bos_token = '<|end|>'
        if added:
            first = [('<|end|>', bare.bos_token_id)]
            bare.backend_tokenizer.post_processor = TemplateProcessing(single='<|end|> $A', special_tokens=first)
        return prepare_tokenizer(bare).chat_template.startswith('{{ bos_token }}')
    test_eq((begun(False), begun(True)), (False, True))
    talk = [{'role': 'user', 'content': 'Who?'}, {'role': 'assistant', 'content': 'A face.'}]
    base.apply_chat_template(talk, tokenize=False)
    tokenizer = prepare_tokenizer(tiny_tokenizer())
    test_eq(tokenizer.pad_token, '<|end|>') # it had none
    turns = [{'from': 'human', 'value': '<image>\nWho?'}, {'from': 'gpt', 'value': 'A face.'},
             {'from': 'human', 'value': 'Calm?'}, {'from': 'gpt', 'value': 'Yes.'}]
    record = Record('x', 'x.png', turns)
    sample = encode(record, tokenizer, 3)
    learnt, rest = (tokenizer.decode(sample.ids[mask]) for mask in (sample.learn, ~sample.learn))
    test_eq(learnt, 'A face.<|end|>Yes.<|end|>')
    test_eq(rest, '[user]<image><image><image>\nWho?<|end|>[assistant][user]Calm?<|end|>[assistant]')
    asked = encode_question('Who?', tokenizer, 3)
    test_eq(asked.tolist(), sample.ids[:len(asked)].tolist()) # asked as it was trained
    assert sample.learn[len(asked)] and not sample.learn[:len(asked)].any()
    turns = [{'from': 'human', 'value': '<image>\nWho?'}, {'from': 'gpt', 'value': 'A face.'},
             {'from': 'human', 'value': 'And here: <image>?'}, {'from': 'gpt', 'value': 'A cat.'}]
    sample = encode(Record('x', 'x.png', turns, more=('y.png',)), tokenizer, 2)
    learnt, rest = (tokenizer.decode(sample.ids[mask]) for mask in (sample.learn, ~sample.learn))
    test_eq((sample.images, learnt), (('x.png', 'y.png'), 'A face.<|end|>A cat.<|end|>'))
    test_eq(rest, '[user]<image><image>\nWho?<|end|>[assistant][user]And here: <image><image>?<|end|>[assistant]')
    both = encode_question('<image> or <image>?', tokenizer, 1) # taken as it stands
    test_eq(tokenizer.decode(both), '[user]<image> or <image>?<|end|>[assistant]')


@pytest.mark.llm
def test_the_template_is_the_tokenizer_s_llm():
    smol = prepare_tokenizer(AutoTokenizer.from_pretrained(smollm2()))
    sample = encode(single_turn('x', 'x.png', 'Describe the image.', 'A drawn face.'), smol, 2)
    test_eq(smol.decode(sample.ids[sample.learn]), 'A drawn face.<|im_end|>')
    asked = encode_question('Describe the image.', smol, 2).tolist()
    test_eq(asked, sample.ids[:-(sample.learn.sum()+1)].tolist()) # one token, a newline, follows the answer
    print(smol.decode(sample.ids))


def test_edge_cases():
    tokenizer = prepare_tokenizer(tiny_tokenizer())
    turns = [{'from': 'human', 'value': '<image>\nWho?'}, {'from': 'gpt', 'value': 'A face.'},
             {'from': 'human', 'value': 'Calm?'}, {'from': 'gpt', 'value': 'Yes.'}]
    record = Record('x', 'x.png', turns)
    sample, short = encode(record, tokenizer, 3), encode(record, tokenizer, 3, longest=50)
    test_eq((sample.ids == tokenizer.convert_tokens_to_ids(IMAGE)).sum(), 3)
    test_eq((sample.cut, short.cut, tokenizer.decode(short.ids[short.learn])), (False, True, 'A face.<|end|>'))
    def one(question, answer):
        return Record('y', 'y.png', [{'from': 'human', 'value': question}, {'from': 'gpt', 'value': answer}])
    test_fail(lambda: encode(one('<image>\nWho?', ' '), tokenizer, 3), contains='record y: answer 1 is empty')
    test_fail(lambda: encode(one('Who?', 'A face.'), tokenizer, 3), contains='needs exactly one <image>, has 0')
    test_fail(lambda: encode(record, tokenizer, 90, longest=50), contains='its first turn alone is longer than 50 tokens')
    open_end = Record('z', 'z.png', [*turns, {'from': 'human', 'value': 'And now?'}])
    test_eq(encode(open_end, tokenizer, 3).ids.tolist(), sample.ids.tolist())
    test_eq(encode(open_end, tokenizer, 3, longest=50).learn.tolist(), short.learn.tolist())
    forgets = ("{% for m in messages %}{% if loop.last or m['role'] == 'user' %}[{{ m['role'] }}]{{ m['content'] }}<|end|>"
           "{% endif %}{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}")
    rewriting = prepare_tokenizer(tiny_tokenizer(forgets))
    test_fail(lambda: encode(record, rewriting, 3), contains='changes earlier turns')
    endless = TEMPLATE.replace('<|end|>', ' ')
    test_fail(lambda: prepare_tokenizer(tiny_tokenizer(), endless), contains='has no special token after an answer')
    test_fail(lambda: prepare_tokenizer(tiny_tokenizer(), '{% for'), contains='fails')
    with tempfile.TemporaryDirectory() as d:
        test_fail(lambda: read_template(f'{d}/none.jinja'), contains='cannot be read')
        Path(f'{d}/empty.jinja').write_text('nothing')
        test_fail(lambda: read_template(f'{d}/empty.jinja'), contains='must be Jinja that goes through `messages`')
        Path(f'{d}/own.jinja').write_text(TEMPLATE)
        own = prepare_tokenizer(tiny_tokenizer(None), read_template(f'{d}/own.jinja'))
    test_eq((own.chat_template, read_template('')), (TEMPLATE, ''))
    turns = [{'from': 'human', 'value': '<image>\nWho?'}, {'from': 'gpt', 'value': ' A face. '},
             {'from': 'human', 'value': 'Calm?'}, {'from': 'gpt', 'value': 'Yes.'}]
    for name, family in FAMILIES.items():
        tokenizer = prepare_tokenizer(family.tokenizer())
        end = tokenizer.convert_ids_to_tokens(stops(tokenizer)[0])
        both, first = (encode(Record('x', 'x.png', turns[:k]), tokenizer, 3) for k in (4, 2))
        learnt = tokenizer.decode(both.ids[both.learn])
        test_eq([part.strip() for part in learnt.split(end)], ['A face.', 'Yes.', ''])
        asked = encode_question('Who?', tokenizer, 3)
        test_eq((name, asked.tolist()), (name, first.ids[:len(asked)].tolist()))
        assert first.learn[len(asked)] and not first.learn[:len(asked)].any(), name
    tokenizer = prepare_tokenizer(tiny_tokenizer())
    image_id = tokenizer.convert_tokens_to_ids(IMAGE)
    turns = [{'from': 'human', 'value': '<image>\nWho?'}, {'from': 'gpt', 'value': 'A face.'},
             {'from': 'human', 'value': '<image>\n<image>\nAnd here?'}, {'from': 'gpt', 'value': 'Two cats.'}]
    def about(turns, *images):
        return Record('z', images[0], turns, more=images[1:])
    whole = encode(about(turns, 'a.png', 'b.png', 'c.png'), tokenizer, 3)
    short = encode(about(turns, 'a.png', 'b.png', 'c.png'), tokenizer, 3, longest=60)
    test_eq((whole.images, (whole.ids == image_id).sum(), whole.cut), (('a.png', 'b.png', 'c.png'), 9, False))
    test_eq((short.images, short.image, (short.ids == image_id).sum(), short.cut), (('a.png',), 'a.png', 3, True))
    test_fail(lambda: encode(about(turns, 'a.png', 'b.png'), tokenizer, 3),
              contains='record z: needs <image> 2 times, once an image, has 3')
    test_fail(lambda: encode(about(turns, 'a.png'), tokenizer, 3), contains='needs exactly one <image>, has 3')
    late = [{'from': 'human', 'value': 'Ready?'}, {'from': 'gpt', 'value': 'Yes.'}, *turns[:2]]
    test_fail(lambda: encode(about(late, 'a.png'), tokenizer, 30, longest=50),
              contains='no image is shown within 50 tokens')
