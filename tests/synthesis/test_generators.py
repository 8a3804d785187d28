# Generated from nbs/synthesis/10_generators.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
import torch
from PIL import Image
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.synthesis.generators import LocalVLM, Replay
from tinyemo.synthesis.journal import Journal, Reply, request


def test_replay():
    requests = [request(f'question {i}') for i in range(5)]
    with tempfile.TemporaryDirectory() as d:
        with Journal(f'{d}/old.jsonl') as j:
            for r in requests[:3]:
                j.add(Reply(r.key, r.prompt.upper()))
            j.add(Reply(requests[4].key, error='refused: content_filter', refused=True))
        replies = list(Replay(f'{d}/old.jsonl')(requests))
    test_eq([r.text for r in replies], ['QUESTION 0', 'QUESTION 1', 'QUESTION 2', '', ''])
    test_eq(replies[4].error, 'refused: content_filter')


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
    with tempfile.TemporaryDirectory() as d:
        test_fail(lambda: LocalVLM.load(f'{d}/nothing'), contains='could not be loaded')
    test_fail(lambda: Replay('nowhere.jsonl'), contains='no recorded replies at nowhere.jsonl')
