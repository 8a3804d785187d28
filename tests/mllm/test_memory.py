# Generated from nbs/mllm/40_memory.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import pandas as pd
import subprocess
import sys
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.core import data_path
from tinyemo.figures import OKABE_ITO
from tinyemo.mllm.memory import PARTS, _activation_bytes, check_fit, estimate, give_back, memory_table
from transformers import AutoConfig, LlamaConfig, LlamaForCausalLM
from unittest.mock import patch


def test_estimated():
    rows = memory_table()
    published = {'SmolLM2-135M': 135, 'Gemma-3-270M': 268, 'SmolLM2-360M': 362, 'Qwen2.5-0.5B': 494,
                 'TinyLlama-1.1B': 1100, 'Qwen2.5-1.5B': 1544, 'Phi-2': 2780, 'Phi-3-mini': 3821}
    for r in rows:
        test_close(r['million parameters'], published[r['model']], eps=.01*published[r['model']])
    assert 1 <= rows[-1]['8 GB'] < rows[-1]['24 GB'] and max(r['total'] for r in rows) < 24
    table = pd.DataFrame(rows).set_index('model')
    ax = table[list(PARTS)].plot.barh(stacked=True, color=OKABE_ITO[:4], figsize=(6, 3), width=.75)
    ax.set(xlabel='GB, 8 conversations of 400 tokens in a step', ylabel='')
    ax.invert_yaxis()
    ax.spines[['top', 'right']].set_visible(False)
    ax.legend(ncols=4, loc='lower center', bbox_to_anchor=(.45, 1), frameon=False)
    assert set(table.index[table['weights'] < table['activations']]) == {'SmolLM2-135M', 'SmolLM2-360M'}
    assert table['total'].is_monotonic_increasing


def test_measured():
    ALONE = """
import json
import numpy as np
from tinyemo.images.features import FeatureSet
from tinyemo.mllm.dataset import Conversations
from tinyemo.mllm.memory import estimate, measure
from tinyemo.mllm.model import MLLM, MLLMSpec
from tinyemo.mllm.sft import Stage
from tinyemo.mllm.tiny import tiny_llm, tiny_tokenizer
from tinyemo.synthesis.conversations import single_turn
model = MLLM(tiny_llm(hidden=256, inner=512, layers=4), tiny_tokenizer(), MLLMSpec('toy', 2, 10))
paths = [f'{i}.png' for i in range(8)]
toy = FeatureSet(np.random.default_rng(0).normal(size=(8, 20)).astype(np.float16), None, paths, meta={'encoder': 'toy'})
data = Conversations([single_turn(path, path, 'Which?', 'x'*190) for path in paths], toy, model)
connector = sum(p.numel() for p in model.connector.parameters())
estimated = estimate(model.llm.config, Stage(True), 16, int(data.lengths.max()), float(data[0].learn.mean()), connector,
                     checkpointing=False, eight_bit=False, dtype='float32')
print(json.dumps([estimated, measure(model, data, Stage(True), eight_bit=False)]))
"""
    ran = subprocess.run([sys.executable, '-c', ALONE], cwd=data_path().parent, capture_output=True, text=True)
    assert not ran.returncode, ran.stderr # in a process of its own: what others leave behind is measured with it
    estimated, measured = json.loads(ran.stdout.splitlines()[-1])
    for part in ('weights', 'adapters', 'optimizer'):
        test_close(measured[part], estimated[part], eps=.02*estimated[part])
    assert .6 < measured['activations']/estimated['activations'] < 1.7, (measured, estimated)
    check_fit(measured, 10**9)
    with patch('torch.cuda.is_available', lambda: True), patch('torch.cuda.empty_cache') as emptied:
        give_back()
    test_eq(emptied.call_count, 1)
    test_fail(lambda: check_fit(measured, 10**6), contains='GB are free: use --bits 4')
    small = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=2, vocab_size=99)
    for kind, more in (('opt', {'ffn_dim': 128, 'word_embed_proj_dim': 32}), ('gpt2', {}), ('bloom', {}), ('falcon', {}),
                       ('gpt_neox', {'intermediate_size': 128})):
        needed = estimate(AutoConfig.for_model(kind, **small | more), length=100)
        test_eq(needed['activations'], _activation_bytes(AutoConfig.for_model('llama', **small, intermediate_size=128),
                                                         8, 100, .5, True, 2))
    class OwnConfig(LlamaConfig):
        model_type = 'own'
    class Own(LlamaForCausalLM):
        config_class = OwnConfig
    own = OwnConfig(**small, intermediate_size=64)
    test_fail(lambda: estimate(own), contains='OwnConfig')
    test_eq(estimate(own, llm_class=Own), estimate(LlamaConfig(**small, intermediate_size=64)))
