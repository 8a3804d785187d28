# Generated from nbs/mllm/40_memory.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_close, test_fail
from tinyemo.images.features import FeatureSet
from tinyemo.mllm.memory import check_fit, estimate, measure, memory_table
from tinyemo.mllm.model import MLLM, MLLMSpec
from tinyemo.mllm.sft import Conversations, Stage
from tinyemo.synthesis.conversations import single_turn
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast


def test_estimated():
    rows = memory_table()
    published = {'SmolLM2-135M': 135, 'Gemma-3-270M': 268, 'SmolLM2-360M': 362, 'Qwen2.5-0.5B': 494, 'TinyLlama-1.1B': 1100, 'Qwen2.5-1.5B': 1544, 'Phi-2': 2780, 'Phi-3-mini': 3821}
    for r in rows:
        test_close(r['million parameters'], published[r['model']], eps=.01*published[r['model']])
    assert 1 <= rows[-1]['8 GB'] < rows[-1]['24 GB'] and max(r['total'] for r in rows) < 24
    import pandas as pd

    pd.DataFrame(rows)


def test_measured():
    letters = Tokenizer(models.BPE({c: i for i, c in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))} | {'<|end|>': 256}, []))
    letters.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    letters.decoder = decoders.ByteLevel()
    tok = PreTrainedTokenizerFast(tokenizer_object=letters, eos_token='<|end|>', chat_template="{% for m in messages %}{{ m['content'] }}<|end|>{% endfor %}")
    config = LlamaConfig(vocab_size=257, hidden_size=256, intermediate_size=512, num_hidden_layers=4, num_attention_heads=4, bos_token_id=None, eos_token_id=256)
    model = MLLM(LlamaForCausalLM(config).bfloat16(), tok, MLLMSpec('toy', 2, 10))
    toy = FeatureSet(np.random.default_rng(0).normal(size=(8, 20)).astype(np.float16), None, [f'{i}.png' for i in range(8)], meta={'encoder': 'toy'})
    data = Conversations([single_turn(str(i), f'{i}.png', 'Which?', 'x'*190) for i in range(8)], toy, model)
    measured = measure(model, data, Stage(True), eight_bit=False)
    connector = sum(p.numel() for p in model.connector.parameters())
    estimated = estimate(config, Stage(True), 16, 202, 190/202, connector, checkpointing=False, eight_bit=False)
    for part in ('weights', 'adapters', 'optimizer'):
        test_close(measured[part], estimated[part], eps=.02*estimated[part])
    assert .5 < measured['activations']/estimated['activations'] < 2, (measured, estimated)
    check_fit(measured, 10**9)
    test_fail(lambda: check_fit(measured, 10**6), contains='GB are free: use --bits 4')
