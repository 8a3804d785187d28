# Generated from nbs/mllm/10_model.ipynb by tinyemo.dev.nbtools: edit the notebook.
import bitsandbytes as bnb
import matplotlib.pyplot as plt
import os
import pandas as pd
import tempfile
import torch
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from peft import LoraConfig, get_peft_model
from tinyemo.core import write_json
from tinyemo.mllm.chat import IGNORE, collate, encode, share, stops
from tinyemo.mllm.model import CONNECTORS, MLLM, MLLMSpec, Resampler, branch_mask, load_llm, load_mllm, merge_adapters, save_mllm
from tinyemo.mllm.tiny import FAMILIES, tiny_llm, tiny_mllm, tiny_tokenizer
from tinyemo.synthesis.conversations import single_turn
from transformers import LlamaForCausalLM
from unittest.mock import patch


def test_connectors():
    x = torch.randn(2, 16, 10)
    shapes = {name: tuple(make(10, 8, 16)(x).shape) for name, make in CONNECTORS.items()}
    test_eq(shapes, {'linear': (2, 16, 8), 'mlp': (2, 16, 8), 'resampler': (2, 4, 8), 'readout': (2, 24, 8),
                     'words': (2, 14, 8)})
    one = Resampler(10, 8, 1)
    naive = one.out((one.keys(x)@one.queries[0]/8**.5).softmax(1).unsqueeze(1)@one.values(x))
    test_close(one(x).detach(), naive.detach(), eps=1e-5)


def test_the_model():
    branch = torch.tensor([[0]*6 + [1]*5 + [2]*4])
    seen = branch_mask(branch, torch.float32)[0, 0] == 0
    fig, ax = plt.subplots(figsize=(3.4, 3.2), layout='constrained')
    ax.imshow(seen, cmap='cividis')
    for edge in (5.5, 10.5):
        ax.axhline(edge, color='white', linewidth=.8)
        ax.axvline(edge, color='white', linewidth=.8)
    ax.set(xlabel='sees', ylabel='token', xticks=[2.5, 8, 12.5], yticks=[2.5, 8, 12.5])
    ax.set_xticklabels(['image', 'first', 'second'])
    ax.set_yticklabels(['image', 'first', 'second'])
    assert not seen[11:, 6:11].any() and seen[11:, :6].all()
    plt.close()


def test_the_loss_is_the_plain_one():
    model = tiny_mllm(inner=32)
    tokens = torch.randn(3, 4, 10)
    asked = [('Who?', 'A face.'), ('Is it calm?', 'Yes.'), ('?', 'A drawn face in a top.')]
    samples = [encode(single_turn('x', '', q, a), model.tokenizer, model.n_places) for q, a in asked]
    batch = {k: torch.as_tensor(v) for k, v in collate(samples, model.tokenizer.pad_token_id).items()}
    loss = model(**batch, tokens=tokens)
    words = model.llm.model.embed_tokens
    for i, s in enumerate(samples):
        ids = torch.as_tensor(s.ids)
        first = int((ids == model.image_id).nonzero()[0])
        parts = [words(ids[:first]), model.connector(tokens[i]), words(ids[first+4:])]
        labels = torch.where(torch.as_tensor(s.learn), ids, IGNORE)
        plain = model.llm(inputs_embeds=torch.cat(parts)[None], labels=labels[None]).loss*s.learn.sum()
        test_close(loss[i].item(), plain.item(), eps=1e-3)
    assert (loss != model(**batch, tokens=tokens[[1, 2, 0]])).all() and (loss != model(**batch, tokens=None)).all()
    loss.tolist()
    one_image = tokens[:1].expand(3, -1, -1)
    def loss_and_gradient(batch, tokens):
        model.zero_grad()
        total = model(**{k: torch.as_tensor(v) for k, v in batch.items()}, tokens=tokens).sum()
        total.backward()
        return total.item(), model.connector[0].weight.grad.clone()
    packs = share(samples, model.image_id)
    apart, gradient = loss_and_gradient(collate(samples, 0), one_image)
    packed, packed_gradient = loss_and_gradient(collate(packs, 0), tokens[:1])
    test_close(apart, packed, eps=1e-3)
    test_close(gradient, packed_gradient, eps=1e-4)
    three, one = (collate(x, 0)['attention_mask'].sum() for x in (samples, packs))
    assert one < three
    asked = [('Who?', 'A face.'), ('Is it calm?', 'Yes.'), ('?', 'A drawn face in a top, with glasses.')]
    torch.manual_seed(0)
    picture = torch.randn(1, 4, 10)
    def summed(model, samples, tokens):
        batch = {k: torch.as_tensor(v) for k, v in collate(samples, 0).items()}
        return model(**batch, tokens=tokens).sum().item()
    def plain_loss(model, samples, tokens):
        batch = {k: torch.as_tensor(v) for k, v in collate(samples, 0).items()}
        x = model.embeddings(batch['input_ids'], tokens)
        loss = model.llm(inputs_embeds=x, attention_mask=batch['attention_mask'], labels=batch['labels']).loss
        return (loss*(batch['labels'][:, 1:] != IGNORE).sum()).item()
    rows = []
    for name, family in FAMILIES.items():
        model = MLLM(family.llm(), family.tokenizer(), MLLMSpec('toy', 4, 10)).eval()
        for weight in model.llm.parameters():
            weight.data *= 2 # far from uniform
        samples = [encode(single_turn('x', '', q, a), model.tokenizer, 4) for q, a in asked]
        with torch.no_grad():
            ours = summed(model, samples, picture.expand(3, -1, -1))
            plain = plain_loss(model, samples, picture.expand(3, -1, -1))
            packed = summed(model, share(samples, model.image_id), picture)
        rows.append({'family': name, 'ours': round(ours, 2), 'transformers': round(plain, 2), 'packed': round(packed, 2)})
        test_close((ours, packed), (plain, plain), eps=1e-3)
    pd.DataFrame(rows).set_index('family')
    for name, family in FAMILIES.items():
        model = MLLM(family.llm(), family.tokenizer(), MLLMSpec('toy', 4, 10)).eval()
        ends = stops(model.tokenizer)
        def force(row, ids, ends=ends): # whatever it would say, the third token ends the turn
            return [ids[-1].new_tensor(ends[0]).item() if len(ids) == 2 else 65]
        answer, = model.answer(['Who?'], picture, 12, prefix_allowed_tokens_fn=force)
        test_eq((name, len(answer)), (name, 2))
    questions = ['Who?', 'What is the mood of this drawing?', 'Is it calm?']
    together = model.answer(questions, tokens, 12)
    alone = [model.answer([q], tokens[i:i+1], 12)[0] for i, q in enumerate(questions)]
    test_eq(together, alone)


def test_keeping_it():
    tokens = torch.randn(2, 4, 10)
    questions = ['Who?', 'What is it?']
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as d:
        tiny_llm().save_pretrained(f'{d}/llm')
        tiny_tokenizer().save_pretrained(f'{d}/llm')
        lora = LoraConfig(r=2, target_modules=['q_proj', 'v_proj'], init_lora_weights=False)
        adapted = get_peft_model(load_llm(f'{d}/llm')[0], lora)
        model = MLLM(adapted, tiny_tokenizer(), MLLMSpec('toy', 4, 10, 'mlp', f'{d}/llm')).normalise(tokens).eval()
        said = model.answer(questions, tokens, 8)
        again = load_mllm(save_mllm(model, f'{d}/model'))
        merged = merge_adapters(load_mllm(f'{d}/model'))
        test_eq((again.answer(questions, tokens, 8), merged.answer(questions, tokens, 8)), (said, said))
        assert torch.equal(again.image_embeddings(tokens), model.image_embeddings(tokens))
        assert all(torch.equal(a, b) for a, b in zip(again.state_dict().values(), model.state_dict().values()))
        files = sorted(p.name for p in Path(f'{d}/model').iterdir())
    test_eq(files, ['adapters', 'config.json', 'connector.safetensors'])
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


def test_edge_cases():
    model = tiny_mllm(inner=32)
    tokens = torch.randn(1, 4, 10)
    sample = encode(single_turn('x', '', 'Who?', 'A face.'), model.tokenizer, model.n_places)
    for p in model.llm.parameters():
        p.requires_grad_(False)
    batch = {k: torch.as_tensor(v) for k, v in collate([sample], 0).items()}
    model(**batch, tokens=tokens).sum().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in model.connector.parameters())
    assert all(p.grad is None for p in model.llm.parameters())
    test_eq(tiny_mllm('resampler').n_places, 1)
    normal = tiny_mllm().normalise(5 + 3*torch.randn(50, 4, 10))
    z = (5 + 3*torch.randn(2000, 4, 10) - normal.mean)*normal.scale
    test_close((z.mean().item(), z.std().item()), (0, 1), eps=.1)
    test_fail(lambda: model.image_embeddings(torch.randn(1, 5, 10)),
              contains="image tokens are (5, 10), this model was made for 4 x 10 from encoder 'toy'")
    test_fail(lambda: tiny_mllm('perceiver'),
              contains="unknown connector 'perceiver': choose one of linear, mlp, resampler, readout")
    test_fail(lambda: model.embeddings(torch.zeros(1, 6, dtype=torch.long), None),
              contains='each conversation needs 4 image tokens')
    with tempfile.TemporaryDirectory() as d:
        test_fail(lambda: load_llm(d), contains='could not be loaded')
        test_fail(lambda: load_mllm(d), contains='config.json and connector.safetensors missing')
        write_json({'format': 'tinyemo-projector-1'}, f'{d}/config.json')
        Path(f'{d}/connector.safetensors').write_bytes(b'')
        test_fail(lambda: load_mllm(d), contains='is not of a multimodal model: it has format')
        tiny_llm(64, 64).save_pretrained(f'{d}/llm')
        tiny_tokenizer().save_pretrained(f'{d}/llm')
        four = MLLM(load_llm(f'{d}/llm', bits=4)[0], tiny_tokenizer(), MLLMSpec('toy', 4, 10))
    test_fail(lambda: merge_adapters(four), contains='merged into full precision')
    test_fail(lambda: load_llm(bits=3), contains='bits is 3: choose 4 (NF4) or 16')
    with tempfile.TemporaryDirectory() as d, patch.dict(os.environ, ACCELERATE_USE_FSDP='true'):
        tiny_llm(64, 64).save_pretrained(d)
        tiny_tokenizer().save_pretrained(d)
        packed = load_llm(d, bits=4)[0].model.layers[0].mlp.up_proj.weight
    test_eq((packed.dtype, packed.numel()*packed.element_size()), (torch.float32, 64*64//2))
