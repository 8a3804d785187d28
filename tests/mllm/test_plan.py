# Generated from nbs/mllm/68_plan.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tempfile import TemporaryDirectory
from tinyemo.images.features import FeatureSet
from tinyemo.mllm.dataset import Conversations
from tinyemo.mllm.plan import DONE, Plan, _fits, _put_away, _reasons, precision, training_device
from tinyemo.mllm.sft import Stage
from tinyemo.mllm.tiny import tiny_mllm
from tinyemo.synthesis.conversations import single_turn
from unittest.mock import Mock, patch


def test_where_and_in_which_numbers():
    test_eq(precision('cpu', 'bfloat16'), ('bfloat16', True))
    test_eq(precision('cpu', 'float32'), ('float32', False))
    test_fail(lambda: precision('cpu', 'float16'), contains='float16 is trained on a GPU only')
    test_fail(lambda: precision('cpu', 'int8'), contains="unknown dtype 'int8'")
    emulated = lambda including_emulation=True: including_emulation # a T4
    with patch('torch.cuda.is_bf16_supported', emulated):
        test_eq(precision('cuda'), ('float16', False))
    with patch('torch.cuda.is_bf16_supported', lambda including_emulation=True: True):
        test_eq(precision('cuda'), ('bfloat16', True))
    test_fail(lambda: training_device('cuda:1'), contains='use CUDA_VISIBLE_DEVICES=1 and --device cuda')
    test_eq([training_device(name) for name in ('cpu', 'cuda', 'cuda:0', 'mps')], ['cpu', 'cuda', 'cuda:0', 'mps'])
    with patch.dict('os.environ', LOCAL_RANK='1'):
        test_eq([training_device(name) for name in ('cuda', 'cuda:1')], ['cuda:1', 'cuda:1'])


def test_from_a_plan_to_a_model():
    skipped = [(f'{i}', f'record {i}: no features for image {i}.png') for i in range(7)]
    skipped.append(('e', 'record e: answer 1 is empty'))
    counted = {why: len(ids) for why, ids in _reasons(skipped).items()}
    test_eq(counted, {'no features for its image': 7, 'answer 1 is empty': 1})
    with TemporaryDirectory() as d:
        (Path(d)/'checkpoints'/'checkpoint-3').mkdir(parents=True)
        with patch('shutil.rmtree', Mock(side_effect=[None, KeyboardInterrupt])):
            test_fail(lambda: _put_away(Path(d)), exc=KeyboardInterrupt)
        test_eq([p.name for p in Path(d).iterdir()], [DONE])
        _put_away(Path(d))
        test_eq(list(Path(d).iterdir()), [])
    toy = FeatureSet(np.zeros((4, 40), np.float16), None, ['a', 'b', 'c', 'd'], meta={'encoder': 'toy'})
    model = tiny_mllm()
    data = Conversations([single_turn(name, name, 'Which?', 'x') for name in toy.ids], toy, model)
    loaded = sum(p.numel()*4 for p in model.parameters())
    for full in (True, False):
        stage = Stage(False, full=full, batch=1, dtype='float32')
        plan, needs = Plan('finetune', model, data, stage, Path('none'), {'bits': 16}, lambda news: None, None), []
        with patch.dict(_fits.__globals__, check_fit=lambda need, free: needs.append(need['total'])):
            _fits(plan, True)
        with patch.dict(_fits.__globals__, available=lambda device: needs[0] - loaded):
            _fits(plan, True)
        with patch.dict(_fits.__globals__, available=lambda device: needs[0] - loaded - 1):
            test_fail(lambda: _fits(plan, True), contains='GB are free')
