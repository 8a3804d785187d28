# Generated from nbs/mllm/06_language.ipynb by tinyemo.dev.nbtools: edit the notebook.
import bitsandbytes as bnb
import os
import tempfile
import torch
from fastcore.test import test_eq, test_fail
from peft import LoraConfig, get_peft_model
from tinyemo.mllm.language import bare, decoder, load_llm
from tinyemo.mllm.tiny import tiny_llm, tiny_tokenizer
from transformers import LlamaForCausalLM
from unittest.mock import patch


def test_by_name():
    with tempfile.TemporaryDirectory() as d:
        tiny_llm(64, 64).save_pretrained(d)
        tiny_tokenizer().save_pretrained(d)
        four, tokenizer = load_llm(d, bits=4)
    kinds = {type(layer).__name__ for layer in four.model.layers[0].mlp.modules()}
    assert 'Linear4bit' in kinds
    sorted(kinds)


def test_gradients_of_4_bit_weights():
    with tempfile.TemporaryDirectory() as d:
        wide = tiny_llm(128, 128)
        wide.save_pretrained(d)
        tiny_tokenizer().save_pretrained(d)
        four = load_llm(d, bits=4)[0]
    layers = {name for name, layer in four.named_modules() if isinstance(layer, bnb.nn.Linear4bit)}
    test_eq(len(layers), 14) # something was quantised
    full = LlamaForCausalLM(wide.config)
    state = {}
    for name, value in four.state_dict(keep_vars=True).items():
        if name.removesuffix('.weight') in layers:
            value = bnb.functional.dequantize_4bit(value.data, value.quant_state)
        if name in full.state_dict():
            state[name] = value.float()
    full.load_state_dict(state)
    def gradient(llm):
        x = torch.randn(1, 8, 128, generator=torch.Generator().manual_seed(0)).requires_grad_()
        llm.eval()(inputs_embeds=x) # the forward that used to repack
        llm.train()(inputs_embeds=x, labels=torch.arange(8)[None]).loss.backward()
        return x.grad.flatten()
    cosine = torch.cosine_similarity(gradient(four), gradient(full), dim=0).item()
    assert cosine > .999, cosine


def test_its_layers():
    plain = tiny_llm()
    layers = decoder(plain)
    adapted = get_peft_model(plain, LoraConfig(r=2, target_modules=['q_proj']))
    assert decoder(adapted) is layers and bare(adapted) is plain
    type(layers).__name__


def test_edge_cases():
    with tempfile.TemporaryDirectory() as d:
        test_fail(lambda: load_llm(d), contains='could not be loaded')
    test_fail(lambda: load_llm(bits=3), contains='bits is 3: choose 4 (NF4) or 16')
    with tempfile.TemporaryDirectory() as d, patch.dict(os.environ, ACCELERATE_USE_FSDP='true'):
        tiny_llm(64, 64).save_pretrained(d)
        tiny_tokenizer().save_pretrained(d)
        packed = load_llm(d, bits=4)[0].model.layers[0].mlp.up_proj.weight
    test_eq((packed.dtype, packed.numel()*packed.element_size()), (torch.float32, 64*64//2))
