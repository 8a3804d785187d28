# Generated from nbs/mllm/25_trainer.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
import tempfile
from accelerate.data_loader import BatchSamplerShard, prepare_data_loader
from fastcore.test import test_close, test_eq
from pathlib import Path
from tinyemo.figures import OKABE_ITO
from tinyemo.images.features import FeatureSet
from tinyemo.mllm.dataset import Conversations
from tinyemo.mllm.sft import Stage, add_adapters, trainable
from tinyemo.mllm.tiny import tiny_mllm
from tinyemo.mllm.trainer import LengthBatches, MLLMTrainer, load_weights
from tinyemo.synthesis.conversations import single_turn
from transformers import TrainingArguments
from types import SimpleNamespace


def test_batches_of_like_length():
    names = [f'{i}.png' for i in range(10)]
    toy = FeatureSet(np.zeros((10, 40), np.float16), None, names, meta={'encoder': 'toy'})
    records = [single_turn(name, name, 'Which?', 'x'*(1 + 3*i)) for i, name in enumerate(names)]
    data = Conversations(records, toy, tiny_mllm())
    batches = LengthBatches(data, 4)
    first = list(batches)
    batches.set_epoch(1)
    second = list(batches)
    test_eq(len(batches), len(first))
    test_eq(sorted(sum(first, [])), sorted(sum(second, [])))
    assert first != second
    for n in (3, 47, 64, 101, 418):
        for processes in (2, 3, 4, 8):
            for seed in range(20):
                shared = LengthBatches(SimpleNamespace(lengths=np.arange(n)%9), 8, seed)
                parts = [list(BatchSamplerShard(shared, processes, i)) for i in range(processes)]
                test_eq({len(part) for part in parts}, {-(-len(shared)//processes)})
                test_eq({i for part in parts for batch in part for i in batch}, set(range(n)))


def test_the_loop():
    names = [f'{i}.png' for i in range(10)]
    outputs = np.random.default_rng(0).normal(size=(10, 40)).astype(np.float16)
    toy = FeatureSet(outputs, None, names, meta={'encoder': 'toy'})
    stage = Stage(True, lr=1e-2, adapter_lr=5e-3, batch=5)
    model = add_adapters(tiny_mllm(), stage.rank)
    trainable(model, adapters=True)
    data = Conversations([single_turn(name, name, 'Which?', f'The {name}') for name in names], toy, model)
    rates = []
    class Watched(MLLMTrainer):
        def training_step(self, *args, **kw):
            rates.append([group['lr'] for group in self.optimizer.param_groups])
            return super().training_step(*args, **kw)

    with tempfile.TemporaryDirectory() as d:
        args = TrainingArguments(d, per_device_train_batch_size=5, num_train_epochs=5, warmup_steps=.2, save_steps=10,
                                 lr_scheduler_type='cosine', remove_unused_columns=False, use_cpu=True, report_to='none',
                                 disable_tqdm=True, logging_steps=1000)
        trainer = Watched(model, data, stage, args)
        trainer.train()
        checkpoint = Path(d)/'checkpoint-10'
        files = sorted(p.name for p in checkpoint.iterdir())
        again = add_adapters(tiny_mllm(), stage.rank)
        load_weights(again, checkpoint)
    learns = [name for name, p in model.named_parameters() if p.requires_grad]
    for name in learns:
        test_close(again.state_dict()[name], model.state_dict()[name])
    rates = np.array(rates)
    test_close(rates[:, 1], rates[:, 0]/2)
    assert rates.max() == 1e-2 and rates[-1, 0] < rates[5, 0] < rates[2, 0]

    fig, ax = plt.subplots(figsize=(4, 2.6), layout='constrained')
    for k, name in enumerate(('connector', 'adapters')):
        ax.plot(range(1, 11), rates[:, k], 'o-', color=OKABE_ITO[k], markersize=4, label=name)
    ax.set(xlabel='step', ylabel='learning rate')
    ax.legend(frameon=False)
    plt.close()
    def gradient(batch, accumulate):
        model = tiny_mllm()
        trainable(model, adapters=False)
        answers = [single_turn(name, name, 'Which?', 'long '*i + 'answer') for i, name in enumerate(names[:8])]
        data, kept = Conversations(answers, toy, model), []
        class Kept(MLLMTrainer):
            def _clip_grad_norm(self, model):
                kept.append(model.connector[0].weight.grad.clone())
                return super()._clip_grad_norm(model)
        with tempfile.TemporaryDirectory() as d:
            args = TrainingArguments(d, per_device_train_batch_size=batch, gradient_accumulation_steps=accumulate,
                                     max_steps=1, use_cpu=True, report_to='none', disable_tqdm=True, save_strategy='no',
                                     remove_unused_columns=False)
            Kept(model, data, Stage(False, batch=batch, accumulate=accumulate), args).train()
        return kept[0]
    at_once, two_by_two = gradient(8, 1), gradient(2, 4)
    test_close(two_by_two, at_once, eps=1e-6)
    f'largest difference {(two_by_two-at_once).abs().max():.0e} in gradients up to {at_once.abs().max():.0e}'
    def read(out, resume=None):
        model = tiny_mllm()
        trainable(model, adapters=False)
        data, seen = Conversations([single_turn(name, name, 'Which?', name) for name in names], toy, model), []
        plain = data.load
        data.load = lambda samples: seen.append([s.images[0] for s in samples]) or plain(samples)
        args = TrainingArguments(out, per_device_train_batch_size=2, max_steps=6, save_steps=4, use_cpu=True,
                                 report_to='none', disable_tqdm=True, remove_unused_columns=False)
        trainer = MLLMTrainer(model, data, Stage(False, batch=2), args)
        trainer.accelerator.prepare_data_loader = lambda loader, **kw: prepare_data_loader(
            loader, num_processes=2, process_index=0)
        trainer.train(resume_from_checkpoint=resume)
        return seen
    with tempfile.TemporaryDirectory() as d:
        whole, rest = read(d), read(d, f'{d}/checkpoint-4') # three steps an epoch
    test_eq(rest, whole[-len(rest):])
    assert 'connector.safetensors' in files and 'adapters' in files and 'optimizer.pt' in files
    assert not any(name.startswith(('model', 'pytorch_model')) for name in files)
