# Generated from nbs/mllm/10_model.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pandas as pd
import torch
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.mllm.chat import IGNORE, encode, stops
from tinyemo.mllm.model import MLLM, MLLMSpec
from tinyemo.mllm.packs import collate, share
from tinyemo.mllm.tiny import FAMILIES, tiny_mllm
from tinyemo.synthesis.conversations import Record, single_turn


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
    torch.manual_seed(0)
    model, tokens = tiny_mllm(inner=32), torch.randn(3, 4, 10)
    for weight in model.llm.parameters():
        weight.data *= 3 # far from uniform
    letters = model.tokenizer('abcdefghijklmnopqrstuvwxyz', add_special_tokens=False)['input_ids']
    def in_letters(questions, tokens): # a random model would say nothing
        return model.answer(questions, tokens, 12, prefix_allowed_tokens_fn=lambda row, ids: letters)
    questions = ['Who?', 'What is the mood of this drawing?', 'Is it calm?']
    together = in_letters(questions, tokens)
    alone = [in_letters([q], tokens[i:i+1])[0] for i, q in enumerate(questions)]
    test_eq(together, alone)
    assert len(set(together)) == 3


def test_several_images_in_one_conversation():
    torch.manual_seed(0)
    model = tiny_mllm(inner=32)
    tokens = torch.randn(3, 4, 10)
    turns = [{'from': 'human', 'value': '<image>\nWho?'}, {'from': 'gpt', 'value': 'A face.'},
             {'from': 'human', 'value': 'And here: <image>?'}, {'from': 'gpt', 'value': 'A cat.'}]
    two = encode(Record('x', 'a.png', turns, more=('b.png',)), model.tokenizer, model.n_places)
    one = encode(single_turn('y', 'c.png', 'Who?', 'A drawn face in a top.'), model.tokenizer, model.n_places)
    def losses(samples, tokens):
        return model(**{k: torch.as_tensor(v) for k, v in collate(samples, 0).items()}, tokens=tokens)
    def plain_loss(sample, tokens): # word by word, image by image
        images, parts, k = iter(tokens), [], 0
        while k < len(sample.ids):
            seen = sample.ids[k] == model.image_id
            ids = torch.as_tensor(sample.ids[k:k+1])
            parts.append(model.connector(next(images)[None])[0] if seen else model.llm.get_input_embeddings()(ids))
            k += model.n_places if seen else 1
        labels = torch.where(torch.as_tensor(sample.learn), torch.as_tensor(sample.ids), IGNORE)
        return model.llm(inputs_embeds=torch.cat(parts)[None], labels=labels[None]).loss*sample.learn.sum()
    with torch.no_grad():
        together = losses([two, one], tokens)
        plain = plain_loss(two, tokens[:2]), plain_loss(one, tokens[2:])
        swapped, blind = losses([two, one], tokens[[1, 0, 2]]), losses([two, one], None)
        packed = losses(share([two], model.image_id) + share([one], model.image_id), tokens)
    test_close(together.tolist(), [x.item() for x in plain], eps=1e-3)
    test_close(packed, together, eps=1e-3)
    assert swapped[0] != together[0] and swapped[1] == together[1] and (blind != together).all()
    pd.DataFrame({'ours': together, 'transformers': plain, 'images swapped': swapped, 'blind': blind},
                 ['two images', 'one image']).astype(float).round(3)
    for weight in model.llm.parameters():
        weight.data *= 3 # far from uniform
    letters = model.tokenizer('abcdefghijklmnopqrstuvwxyz', add_special_tokens=False)['input_ids']
    def said(questions, tokens): # in letters
        return model.answer(questions, tokens, 12, prefix_allowed_tokens_fn=lambda row, ids: letters)
    questions, tokens = ['<image>\n<image>\nWhat is the mood of these two?', 'Who?'], 3*tokens
    together = said(questions, tokens)
    test_eq(together, said(questions[:1], tokens[:2]) + said(questions[1:], tokens[2:]))
    test_eq(said(questions[::-1], tokens[[2, 0, 1]]), together[::-1])
    swapped = said(questions, tokens[[1, 0, 2]])
    assert swapped[0] != together[0] and swapped[1] == together[1]
    test_eq([len(text) for text in said(questions, None)], [12, 12])
    test_fail(lambda: said(questions, tokens[:2]), contains='places for 3 images, 2 are given')


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
              contains="unknown connector 'perceiver': choose one of linear, mlp, resampler, shuffle")
    test_fail(lambda: model.embeddings(torch.zeros(1, 6, dtype=torch.long), None),
              contains='each conversation needs 4 image tokens for each of its images')
    test_fail(lambda: model.embeddings(torch.full((1, 6), model.image_id), None), contains='encode it with n_image=4')
