# Generated from nbs/synthesis/10_generators.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import subprocess
import sys
import tempfile
import torch
from PIL import Image
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.figures import OKABE_ITO
from tinyemo.synthesis.generators import Journal, LocalVLM, Replay, Reply, collect, request


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


def test_replay():
    requests = [request(f'question {i}') for i in range(4)]
    with tempfile.TemporaryDirectory() as d:
        with Journal(f'{d}/old.jsonl') as j:
            for r in requests[:3]:
                j.add(Reply(r.key, r.prompt.upper()))
        replies = list(Replay(f'{d}/old.jsonl')(requests))
    test_eq([r.text for r in replies], ['QUESTION 0', 'QUESTION 1', 'QUESTION 2', ''])


def test_image_text_to_text_models_of_transformers():
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import (
        CLIPImageProcessorPil,
        CLIPVisionConfig,
        LlamaConfig,
        LlavaConfig,
        LlavaForConditionalGeneration,
        LlavaProcessor,
        PreTrainedTokenizerFast,
    )
    def word_tokenizer(words):
        core = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, '<unk>'))
        core.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
        special = dict(unk_token='<unk>', pad_token='<pad>', eos_token='<eos>')
        return PreTrainedTokenizerFast(tokenizer_object=core, extra_special_tokens={'image_token': '<image>'}, **special)

    def tiny_llava(folder):
        "A random LLaVA with a vocabulary of some words, and its processor, saved to a folder."
        words = '<unk> <pad> <eos> <image> Describe the image . a face with red hair is calm'.split()
        shape = dict(hidden_size=64, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2)
        vision = CLIPVisionConfig(image_size=28, patch_size=14, **shape)
        text = LlamaConfig(vocab_size=len(words), eos_token_id=2, pad_token_id=1, bos_token_id=0, **shape)
        torch.manual_seed(0)
        config = LlavaConfig(vision_config=vision, text_config=text, image_token_index=3)
        LlavaForConditionalGeneration(config).save_pretrained(folder)
        template = ("{% for m in messages %}{% for c in m['content'] %}"
                "{{ '<image> ' if c['type'] == 'image' else c['text'] }}{% endfor %}{% endfor %}")
        pixels = CLIPImageProcessorPil(size={'shortest_edge': 28}, crop_size={'height': 28, 'width': 28})
        processor = LlavaProcessor(pixels, word_tokenizer(words), patch_size=14, num_additional_image_tokens=1,
                                   vision_feature_select_strategy='default', chat_template=template)
        processor.save_pretrained(folder)
        return folder
    with tempfile.TemporaryDirectory() as d:
        for name in ('red', 'blue', 'green'):
            Image.new('RGB', (40, 30), name).save(f'{d}/{name}.png')
        Path(f'{d}/text.png').write_text('not a picture')
        requests = [request('Describe the image .', f'{d}/{name}.png') for name in ('red', 'blue', 'text', 'green')]
        vlm = LocalVLM.load(tiny_llava(f'{d}/vlm'), device='cpu', chunk=2, max_tokens=5)
        replies = {r.key: r for r in vlm(requests)}
        test_eq({r.key: r for r in vlm(requests)}, replies)
        of_text = replies[requests[2].key]
    test_eq([bool(replies[r.key].error) for r in requests], [False, False, True, False])
    assert all(r.tokens_in == 8 and 0 < r.tokens_out <= 5 for r in replies.values() if not r.error)
    assert 'text.png' in of_text.error
    [(r.text, r.tokens_in, r.tokens_out) for r in replies.values()]
    with tempfile.TemporaryDirectory() as d:
        Image.new('RGB', (40, 30), 'red').save(f'{d}/red.png')
        vlm = LocalVLM.load(tiny_llava(f'{d}/vlm'), four_bit=True, device='cpu', max_tokens=5)
        kinds = {type(m).__name__ for m in vlm.model.modules()}
        reply = next(vlm([request('Describe the image .', f'{d}/red.png')]))
    assert 'Linear4bit' in kinds and reply.tokens_out and not reply.error
    sorted(kinds & {'Linear4bit', 'Linear'})


def test_edge_cases():
    assert request('Why?').key != request('Who?').key != request('Who?', salt='seed 1').key
    with tempfile.TemporaryDirectory() as d:
        test_fail(lambda: request('Describe the image.', f'{d}/moved.png'), contains='moved.png cannot be read')
        test_fail(lambda: LocalVLM.load(f'{d}/nothing'), contains='could not be loaded')
    test_fail(lambda: Replay('nowhere.jsonl'), contains='no recorded replies at nowhere.jsonl')
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
        with Journal(f) as j:
            test_eq((len(j), j.get('b').text), (3, 'again'))
        assert Path(f'{f}.bad').read_text().startswith('line 2: ')
    script = '''
import resource, signal, sys
from tinyemo.synthesis.generators import Journal, Reply
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
