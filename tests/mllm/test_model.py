# Generated from nbs/mllm/10_model.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
import torch
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.core import write_json
from tinyemo.mllm.chat import IGNORE, collate
from tinyemo.mllm.model import CONNECTORS, MLLM, MLLMSpec, Resampler, load_llm, load_mllm, merge_adapters, save_mllm
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast


def test_connectors():
    x = torch.randn(2, 16, 10)
    test_eq({name: tuple(make(10, 8, 16)(x).shape) for name, make in CONNECTORS.items()}, {'linear': (2, 16, 8), 'mlp': (2, 16, 8), 'resampler': (2, 4, 8), 'readout': (2, 24, 8)})
    one = Resampler(10, 8, 1)
    naive = one.out((one.keys(x)@one.queries[0]/8**.5).softmax(1).unsqueeze(1)@one.values(x))
    test_close(one(x).detach(), naive.detach(), eps=1e-5)


def test_the_model():
    letters = Tokenizer(models.BPE({c: i for i, c in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))} | {'<|end|>': 256}, []))
    letters.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    letters.decoder = decoders.ByteLevel()
    TEMPLATE = "{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }}<|end|>{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}"
    def tiny(connector='mlp'):
        torch.manual_seed(0)
        llm = LlamaForCausalLM(LlamaConfig(vocab_size=257, hidden_size=32, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, bos_token_id=None, eos_token_id=256)).eval()
        return MLLM(llm, PreTrainedTokenizerFast(tokenizer_object=letters, eos_token='<|end|>', chat_template=TEMPLATE), MLLMSpec('toy', 4, 10, connector))

    from tinyemo.mllm.chat import encode, share
    from tinyemo.synthesis.conversations import single_turn

    m = tiny()
    tokens = torch.randn(3, 4, 10)
    samples = [encode(single_turn('x', '', q, a), m.tokenizer, m.n_places) for q, a in (('Who?', 'A face.'), ('Is it calm?', 'Yes.'), ('?', 'A drawn face in a top.'))]
    batch = {k: torch.as_tensor(v) for k, v in collate(samples, m.tokenizer.pad_token_id).items()}
    loss = m(**batch, tokens=tokens)
    for i, s in enumerate(samples):
        ids = torch.as_tensor(s.ids)
        first = int((ids == m.image_id).nonzero()[0])
        parts = [m.llm.model.embed_tokens(ids[:first]), m.connector(tokens[i]), m.llm.model.embed_tokens(ids[first+4:])]
        labels = torch.where(torch.as_tensor(s.learn), ids, IGNORE)
        plain = m.llm(inputs_embeds=torch.cat(parts)[None], labels=labels[None]).loss*s.learn.sum()
        test_close(loss[i].item(), plain.item(), eps=1e-3)
    assert (loss != m(**batch, tokens=tokens[[1, 2, 0]])).all() and (loss != m(**batch, tokens=None)).all() # the image matters
    loss.tolist()
    one_image = tokens[:1].expand(3, -1, -1)
    def loss_and_gradient(batch, tokens):
        m.zero_grad()
        total = m(**{k: torch.as_tensor(v) for k, v in batch.items()}, tokens=tokens).sum()
        total.backward()
        return total.item(), m.connector[0].weight.grad.clone()
    apart, g = loss_and_gradient(collate(samples, 0), one_image)
    packed, h = loss_and_gradient(collate(share(samples, m.image_id), 0), tokens[:1])
    test_close(apart, packed, eps=1e-3)
    test_close(g, h, eps=1e-4)
    three, one = (collate(x, 0)['attention_mask'].sum() for x in (samples, share(samples, m.image_id)))
    print(f'{three} tokens apart, {one} packed')
    m.zero_grad()
    questions = ['Who?', 'What is the mood of this drawing?', 'Is it calm?']
    together = m.answer(questions, tokens, 12)
    test_eq(together, [m.answer([q], tokens[i:i+1], 12)[0] for i, q in enumerate(questions)])
    for p in m.llm.parameters():
        p.requires_grad_(False)
    m(**batch, tokens=tokens).sum().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in m.connector.parameters()) and all(p.grad is None for p in m.llm.parameters())
    test_eq(tiny('resampler').n_places, 1)
    test_fail(lambda: m.image_embeddings(torch.randn(1, 5, 10)), contains="image tokens are (5, 10), this model was made for 4 x 10 from encoder 'toy'")
    test_fail(lambda: tiny('perceiver'), contains="unknown connector 'perceiver': choose one of linear, mlp, resampler, readout")
    test_fail(lambda: m.embeddings(torch.zeros(1, 6, dtype=torch.long), None), contains='each conversation needs 4 image tokens')
    normal = tiny().normalise(5+3*torch.randn(50, 4, 10))
    z = (5+3*torch.randn(2000, 4, 10)-normal.mean)*normal.scale
    test_close((z.mean().item(), z.std().item()), (0, 1), eps=.1)


def test_keeping_it():
    from peft import LoraConfig, get_peft_model

    torch.manual_seed(0)
    llm = LlamaForCausalLM(LlamaConfig(vocab_size=257, hidden_size=32, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, bos_token_id=None, eos_token_id=256)).eval()
    letters = Tokenizer(models.BPE({c: i for i, c in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))} | {'<|end|>': 256}, []))
    letters.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    letters.decoder = decoders.ByteLevel()
    tok = PreTrainedTokenizerFast(tokenizer_object=letters, eos_token='<|end|>', chat_template="{% for m in messages %}{{ m['content'] }}<|end|>{% endfor %}")
    tokens = torch.randn(2, 4, 10)
    with tempfile.TemporaryDirectory() as d:
        llm.save_pretrained(f'{d}/llm')
        tok.save_pretrained(f'{d}/llm')
        adapted = get_peft_model(load_llm(f'{d}/llm')[0], LoraConfig(r=2, target_modules=['q_proj', 'v_proj'], init_lora_weights=False))
        m = MLLM(adapted, tok, MLLMSpec('toy', 4, 10, 'mlp', f'{d}/llm')).normalise(tokens).eval()
        again = load_mllm(save_mllm(m, f'{d}/model'))
        test_eq(again.answer(['Who?', 'What is it?'], tokens, 8), m.answer(['Who?', 'What is it?'], tokens, 8))
        assert torch.equal(again.image_embeddings(tokens), m.image_embeddings(tokens))
        test_eq(merge_adapters(load_mllm(f'{d}/model')).answer(['Who?', 'What is it?'], tokens, 8), m.answer(['Who?', 'What is it?'], tokens, 8))
        assert all(torch.equal(a, b) for a, b in zip(again.state_dict().values(), m.state_dict().values()))
        test_eq(sorted(p.name for p in Path(f'{d}/model').iterdir()), ['adapters', 'config.json', 'connector.safetensors'])
    with tempfile.TemporaryDirectory() as d:
        test_fail(lambda: load_llm(d), contains='could not be loaded')
    test_fail(lambda: load_llm(bits=3), contains='bits is 3: choose 4 (NF4) or 16')
    with tempfile.TemporaryDirectory() as d:
        test_fail(lambda: load_mllm(d), contains='config.json and connector.safetensors missing')
        write_json({'format': 'tinyemo-projector-1'}, f'{d}/config.json')
        Path(f'{d}/connector.safetensors').write_bytes(b'')
        test_fail(lambda: load_mllm(d), contains='is not of a multimodal model: it has format')
    import bitsandbytes as bnb

    with tempfile.TemporaryDirectory() as d:
        wide = LlamaForCausalLM(LlamaConfig(vocab_size=257, hidden_size=128, intermediate_size=128, num_hidden_layers=2, num_attention_heads=2, bos_token_id=None, eos_token_id=256))
        wide.save_pretrained(d)
        tok.save_pretrained(d)
        four = load_llm(d, bits=4)[0]
    full = LlamaForCausalLM(wide.config)
    state = {n.removesuffix('.weight'): m for n, m in four.named_modules() if isinstance(m, bnb.nn.Linear4bit)}
    full.load_state_dict({k: bnb.functional.dequantize_4bit(v.data, v.quant_state).float() if k.removesuffix('.weight') in state else v.float() for k, v in four.state_dict(keep_vars=True).items()
                          if k in full.state_dict()})
    assert len(state) == 14, 'nothing was quantised'
    def gradient(llm):
        x = torch.randn(1, 8, 128, generator=torch.Generator().manual_seed(0)).requires_grad_()
        llm.eval()(inputs_embeds=x) # the forward that used to repack
        llm.train()(inputs_embeds=x, labels=torch.arange(8)[None]).loss.backward()
        return x.grad.flatten()
    test_fail(lambda: merge_adapters(MLLM(four, tok, MLLMSpec('toy', 4, 10))), contains='merged into full precision')
    cosine = torch.cosine_similarity(gradient(four), gradient(full), dim=0).item()
    assert cosine > .999, cosine
