# Generated from nbs/synthesis/10_generators.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
import torch
from PIL import Image
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.synthesis.generators import Journal, LocalVLM, Replay, Reply, collect, request


def test_requests_and_replies():
    with tempfile.TemporaryDirectory() as d:
        for name in 'ab':
            Image.new('RGB', (4, 4), 'red').save(f'{d}/{name}.png')
        Image.new('RGB', (4, 4), 'blue').save(f'{d}/c.png')
        keys = [request('Describe the image.', f'{d}/{name}.png').key for name in 'abc']
        test_fail(lambda: request('Describe the image.', f'{d}/moved.png'), contains='moved.png cannot be read')
    assert keys[0] == keys[1] != keys[2]
    assert request('Why?').key != request('Who?').key != request('Who?', salt='seed 1').key


def test_the_journal():
    with tempfile.TemporaryDirectory() as d:
        f = Path(d)/'replies.jsonl'
        with Journal(f) as j:
            for k in 'abc':
                j.add(Reply(k, f'text of {k} … ünïcode', 'me', 10, 2))
            test_fail(lambda: Journal(f), contains='another run is writing')
            test_eq((len(j), j.get('b').text, j.get('z'), j.tokens), (3, 'text of b … ünïcode', None, [30, 6]))
        whole = f.read_bytes()
        f.write_bytes(whole.replace(b'"key": "b"', b'"key": b') + whole[:20]) # a damaged line 2, and a line that was never finished
        with Journal(f) as j:
            test_eq((len(j), j.bad, 'b' in j, j.get('c').text), (2, [2], False, 'text of c … ünïcode'))
            j.add(Reply('b', 'again'))
        with Journal(f) as j:
            test_eq((len(j), j.get('b').text), (3, 'again'))
        assert Path(f'{f}.bad').read_text().startswith('line 2: ')
    import subprocess
    import sys

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


def test_asking_only_for_what_is_missing():
    class Echo:
        "Answers with the size of the chunk it sees, fails where told."
        name = 'echo'
        sees = True
        chunk = 4
        def __init__(self, fail=()):
            self.fail, self.calls = fail, 0
        def __call__(self, requests):
            for r in requests:
                self.calls += 1
                yield Reply(r.key, error='no answer') if r.prompt in self.fail else Reply(r.key, r.prompt.upper(), 'echo')

    requests = [request(f'question {i}') for i in range(10)]
    with tempfile.TemporaryDirectory() as d, Journal(f'{d}/j.jsonl') as j:
        test_eq(list(collect(requests, Echo({'question 5'}), j).values()), ['no answer'])
        test_eq(len(j), 9)
        again = Echo()
        test_eq(collect(requests, again, j), {})
        test_eq((len(j), again.calls), (10, 4)) # only the chunk with the gap
        test_fail(lambda: collect([request(f'{i}') for i in range(50)], Echo({str(i) for i in range(50)}), j), contains='failed 20 times in a row, last with: no answer')
        test_eq(j.get(requests[5].key).text, 'QUESTION 5')


def test_replay():
    requests = [request(f'question {i}') for i in range(4)]
    with tempfile.TemporaryDirectory() as d:
        with Journal(f'{d}/old.jsonl') as j:
            for r in requests[:3]:
                j.add(Reply(r.key, r.prompt.upper()))
        replies = list(Replay(f'{d}/old.jsonl')(requests[:4]))
    test_eq([r.text for r in replies], ['QUESTION 0', 'QUESTION 1', 'QUESTION 2', ''])
    test_fail(lambda: Replay('nowhere.jsonl'), contains='no recorded replies at nowhere.jsonl')


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


    def tiny_llava(folder):
        "A random LLaVA with a vocabulary of some words, and its processor, saved to a folder."
        words = ['<unk>', '<pad>', '<eos>', '<image>', 'Describe', 'the', 'image', '.', 'a', 'face', 'with', 'red', 'hair', 'is', 'calm']
        tok = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, '<unk>'))
        tok.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
        fast = PreTrainedTokenizerFast(tokenizer_object=tok, unk_token='<unk>', pad_token='<pad>', eos_token='<eos>', extra_special_tokens={'image_token': '<image>'})
        vision = CLIPVisionConfig(hidden_size=64, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2, image_size=28, patch_size=14)
        text = LlamaConfig(vocab_size=len(words), hidden_size=64, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2, eos_token_id=2, pad_token_id=1, bos_token_id=0)
        torch.manual_seed(0)
        LlavaForConditionalGeneration(LlavaConfig(vision_config=vision, text_config=text, image_token_index=3)).save_pretrained(folder)
        template = "{% for m in messages %}{% for c in m['content'] %}{{ '<image> ' if c['type'] == 'image' else c['text'] }}{% endfor %}{% endfor %}"
        pixels = CLIPImageProcessorPil(size={'shortest_edge': 28}, crop_size={'height': 28, 'width': 28})
        LlavaProcessor(pixels, fast, patch_size=14, vision_feature_select_strategy='default', num_additional_image_tokens=1, chat_template=template).save_pretrained(folder)
        return folder

    with tempfile.TemporaryDirectory() as d:
        for name in ('red', 'blue', 'green'):
            Image.new('RGB', (40, 30), name).save(f'{d}/{name}.png')
        Path(f'{d}/text.png').write_text('not a picture')
        requests = [request('Describe the image .', f'{d}/{name}.png') for name in ('red', 'blue', 'text', 'green')]
        vlm = LocalVLM.load(tiny_llava(f'{d}/vlm'), device='cpu', chunk=2, max_tokens=5)
        replies = {r.key: r for r in vlm(requests)}
        test_eq([bool(replies[r.key].error) for r in requests], [False, False, True, False])
        test_eq({r.key: r for r in vlm(requests)}, replies)
        assert all(r.tokens_in == 8 and 0 < r.tokens_out <= 5 for r in replies.values() if not r.error)
        assert 'text.png' in replies[requests[2].key].error
        test_fail(lambda: LocalVLM.load(f'{d}/nothing'), contains='could not be loaded')
    [r.text for r in replies.values()]
    with tempfile.TemporaryDirectory() as d:
        Image.new('RGB', (40, 30), 'red').save(f'{d}/red.png')
        vlm = LocalVLM.load(tiny_llava(f'{d}/vlm'), four_bit=True, device='cpu', max_tokens=5)
        kinds = {type(m).__name__ for m in vlm.model.modules()}
        reply = next(vlm([request('Describe the image .', f'{d}/red.png')]))
    assert 'Linear4bit' in kinds and reply.tokens_out and not reply.error
