# Generated from nbs/bench/20_mllm.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
import tempfile
from fastcore.test import test_eq
from tinyemo.bench.mllm import mllm_bench, padding
from tinyemo.mllm.stages import finetune, pretrain
from tinyemo.synthesis.build import build_dataset


def test_what_a_step_costs():
    test_eq(padding(np.array([2, 4, 3, 3]), [[0, 1], [2, 3]]), 1 - 12/14)


@pytest.mark.slow
def test_what_a_step_costs_slow():
    with tempfile.TemporaryDirectory() as d:
        quiet = {'disable_tqdm': True, 'logging_steps': 100}
        no = lambda *a: None
        build_dataset('faces:48', f'{d}/set', 'templates', say=no)
        pretrain(f'{d}/set', f'{d}/one', steps=1, batch=2, say=no, options=quiet)
        finetune(f'{d}/set', f'{d}/one', f'{d}/two', steps=1, batch=2, say=no, options=quiet)
        cost = mllm_bench(f'{d}/set', f'{d}/two', batch=2, repeats=1, say=no)
    test_eq(len(cost['rows']), 8)
    [(r['what'], round(r['ratio'], 2)) for r in cost['rows']]
