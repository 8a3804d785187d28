# Generated from nbs/mllm/30_sft.ipynb by tinyemo.dev.nbtools: edit the notebook.
import io
import numpy as np
import pytest
import shutil
import subprocess
import sys
import tempfile
import torch
from PIL import Image
from contextlib import redirect_stdout
from dataclasses import replace
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.files import read_json
from tinyemo.images.encoders import load_encoder
from tinyemo.images.features import FeatureSet
from tinyemo.mllm.dataset import Conversations
from tinyemo.mllm.folders import load_mllm, save_mllm
from tinyemo.mllm.packs import collate
from tinyemo.mllm.reliance import image_reliance
from tinyemo.mllm.sft import Stage, _one_gpu, add_adapters, lora_in, lora_of, make_trainer, train
from tinyemo.mllm.sources import Live
from tinyemo.mllm.tiny import tiny_mllm
from tinyemo.synthesis.conversations import Record, single_turn
from unittest.mock import Mock, patch


def test_trained():
    rng = np.random.default_rng(0)
    kinds = rng.normal(size=(4, 20)).astype(np.float32)
    y = np.arange(96)%4
    pictures = (kinds[y] + .1*rng.normal(size=(96, 20))).astype(np.float16)
    toy = FeatureSet(pictures, None, [f'{i}.png' for i in range(96)], meta={'encoder': 'toy'})
    words = ['red', 'blue', 'calm', 'tall']
    records = [single_turn(str(i), f'{i}.png', 'Which?', words[k]) for i, k in enumerate(y)]
    plain = "{% for m in messages %}{{ m['content'] }}<|end|>{% endfor %}{% if add_generation_prompt %}{% endif %}"
    def fresh():
        model = tiny_mllm(n_image=2, template=plain)
        return model.normalise(torch.from_numpy(toy.features.reshape(-1, 2, 10)))
    QUIET = {'use_cpu': True, 'disable_tqdm': True, 'logging_steps': 1000}
    def run(out, stage, change=lambda m: m, say=print, **options):
        model = change(fresh())
        train(model, Conversations(records[:80], toy, model), stage, out, say, **QUIET, **options)
        return model
    stage = Stage(True, 1e-2, 1e-2, epochs=6, batch=8)
    with tempfile.TemporaryDirectory() as d:
        whole = run(f'{d}/a', stage, save_steps=1000)
        def tired(m): # somebody presses Ctrl-C in step 31
            calls, plain = [], m.forward
            def forward(*a, **kw):
                calls.append(1)
                if len(calls) == 31:
                    raise KeyboardInterrupt
                return plain(*a, **kw)
            m.forward = forward
            return m
        test_fail(lambda: run(f'{d}/b', stage, tired), contains='stopped at step 30, which is kept in')
        news = []
        again = run(f'{d}/b', stage, say=news.append)
        assert 'going on from' in news[0] and 'checkpoint-30' in news[0]
        learnt = lambda m: {k: v for k, v in m.state_dict().items() if 'lora_' in k or not k.startswith('llm.')}
        for k, v in learnt(whole).items():
            test_close(v, learnt(again)[k], eps=1e-5)
    seen = image_reliance(whole, Conversations(records[80:], toy, whole))
    assert seen['shuffled/right, 95 %'][0] > 1.2, seen
    model = fresh()
    with tempfile.TemporaryDirectory() as d:
        make_trainer(model, Conversations(records, toy, model), Stage(False), d, use_cpu=True)
    test_eq({n.split('.')[0] for n, p in model.named_parameters() if p.requires_grad}, {'connector'})
    gone = single_turn('x', 'gone.png', 'Which?', 'red')
    empty = single_turn('e', '1.png', 'Which?', ' ')
    test_fail(lambda: Conversations([gone], toy, model), contains='no features for image gone.png')
    some = Conversations([*records[:3], gone, empty], toy, model)
    skipped = [('x', 'record x: no features for image gone.png'), ('e', 'record e: answer 1 is empty')]
    test_eq((some.records, some.skipped), (3, skipped))
    named = add_adapters(fresh(), 4, 16, .1, 'q_proj, v_proj')
    lora = named.llm.peft_config['default']
    test_eq((lora.r, lora.lora_alpha, lora.lora_dropout, lora.target_modules), (4, 16, .1, {'q_proj', 'v_proj'}))
    assert not [n for n, _ in named.named_parameters() if 'lora_' in n and '_proj' in n and 'k_proj' in n]
    test_eq(lora_in(named), {'rank': 4, 'alpha': 16, 'dropout': .1, 'targets': 'q_proj,v_proj'})
    test_eq(lora_in(add_adapters(fresh())), {'rank': 8, 'alpha': 16, 'dropout': 0, 'targets': 'all-linear'})
    test_eq(lora_in(fresh()), {})
    test_eq(add_adapters(fresh(), **lora_of(Stage(True, rank=4))).llm.peft_config['default'].lora_alpha, 8)
    test_fail(lambda: add_adapters(fresh(), targets='key'), contains="LoRA on 'key'")
    def whole_model(out):
        model = fresh()
        model.spec = replace(model.spec, full=True)
        data = Conversations(records, toy, model)
        stage = Stage(False, 1e-2, 1e-3, full=True, epochs=.5)
        train(model, data, stage, out, said.append, save_steps=3, **QUIET)
        return model
    with tempfile.TemporaryDirectory() as d:
        said = []
        model = whole_model(f'{d}/a')
        assert (Path(d)/'a'/'checkpoint-6'/'llm').is_dir()
        start = fresh().state_dict()
        moved = [name for name, value in model.state_dict().items() if not torch.equal(value, start[name])]
        assert any(name.startswith('llm.') for name in moved) and any(name.startswith('connector.') for name in moved)
        again = load_mllm(save_mllm(model, f'{d}/kept'))
        for name, value in model.state_dict().items():
            assert torch.equal(value, again.state_dict()[name]), name
        whole = (Path(d)/'a/checkpoint-6/trainer_state.json').read_text()
        (Path(d)/'a/checkpoint-6/trainer_state.json').write_text(whole[:99]) # killed while checkpoint-6 was written
        (Path(d)/'a/checkpoint-6/connector.safetensors').unlink()
        resumed = whole_model(f'{d}/a')
        test_eq(said, [f'going on from {d}/a/checkpoint-3'])
        for name, value in model.state_dict().items():
            assert torch.equal(value, resumed.state_dict()[name]), name
    model = fresh()
    data = Conversations(records, toy, model)
    with tempfile.TemporaryDirectory() as d:
        trainer = make_trainer(model, data, Stage(False, epochs=.5), d, dataloader_num_workers=2, **QUIET)
        test_eq(trainer.get_train_dataloader().num_workers, 2)
        trainer.args._n_gpu = 4 # as the ecosystem finds four visible ones
        _one_gpu(trainer.args)
        test_eq(trainer.args.n_gpu, 1)
        short = {k: v for k, v in QUIET.items() if k != 'logging_steps'}
        with redirect_stdout(io.StringIO()) as results:
            noisy = train(model, data, Stage(False, epochs=1), f'{d}/a', neftune_noise_alpha=5., max_steps=3,
                          dataloader_num_workers=1, **short)
        test_eq(results.getvalue(), '') # losses go beside them
        test_eq([h['step'] for h in noisy.state.log_history if 'loss' in h], [1, 2, 3])
        assert all(h['loss'] > 0 for h in noisy.state.log_history if 'loss' in h)
        embedding = model.llm.get_input_embeddings()
        assert not embedding._forward_hooks # the noise is gone after training
        test_fail(lambda: make_trainer(model, data, Stage(False), d, torch_compile=True, **QUIET),
                  contains='torch_compile would compile anew')
    def narrow(m):
        plain = m.forward
        def forward(input_ids, **kw):
            if len(input_ids) > 4:
                raise torch.OutOfMemoryError('out of memory')
            return plain(input_ids, **kw)
        m.forward = forward
        return m
    def full_once(m): # in the third step
        calls, plain = [], m.forward
        def forward(*a, **kw):
            calls.append(1)
            if len(calls) == 3:
                raise torch.OutOfMemoryError('out of memory')
            return plain(*a, **kw)
        m.forward = forward
        return m
    def broken(m):
        with torch.no_grad():
            m.connector[2].bias.fill_(float('nan'))
        return m
    with tempfile.TemporaryDirectory() as d:
        short, news = Stage(False, epochs=2, batch=8), []
        test_eq(run(f'{d}/a', short, narrow, news.append).training, True)
        test_eq(news, ['out of memory with 8 conversations at a time: going on with 4, 2 times before each step'])
        halved, begun = replace(short, batch=4, accumulate=2), dict(max_steps=4, say=news.append)
        moved, still = run(f'{d}/c', short, full_once, **begun), run(f'{d}/d', halved, **begun)
        for one, other in zip(moved.parameters(), still.parameters()): # it begins where it began
            assert torch.equal(one, other)
        message = f'the loss is nan at step 1; what was learnt up to step 0 is in {d}/b/before-nan'
        test_fail(lambda: run(f'{d}/b', short, broken), contains=message)
        assert Path(f'{d}/b/before-nan/connector.safetensors').exists()
    with tempfile.TemporaryDirectory() as d:
        short = Stage(False, batch=8)
        def begin(stage=short, model=None, some=records, **options):
            model = model or fresh()
            train(model, Conversations(some, toy, model), stage, d, lambda *a: None, **QUIET, save_steps=2,
                  **{'max_steps': 4} | options)
        begin()
        shutil.rmtree(f'{d}/checkpoint-4') # stopped behind step 2
        test_fail(lambda: begin(replace(short, lr=1e-6)), contains='checkpoints of another run (lr 0.001, now 1e-06)')
        test_fail(lambda: begin(some=records[:48]), contains='(conversations ')
        test_fail(lambda: begin(model=tiny_mllm('linear', n_image=2, template=plain)), contains="connector 'mlp', now 'lin")
        test_fail(lambda: begin(max_steps=9), contains='steps 4, now 9')
        kept = read_json(f'{d}/run.json')
        Path(f'{d}/run.json').unlink()
        state = Path(f'{d}/checkpoint-2/optimizer.pt').read_bytes()
        with patch('tinyemo.mllm.trainer.MLLMTrainer._load_optimizer_and_scheduler', Mock(side_effect=KeyboardInterrupt)):
            test_fail(begin, contains=f'goes on from {d}/checkpoint-2') # Ctrl-C: the checkpoint stays as it was
        assert state == Path(f'{d}/checkpoint-2/optimizer.pt').read_bytes()
        begin(replace(short, batch=4, accumulate=2))
        test_eq(read_json(f'{d}/run.json'), kept)


@pytest.mark.slow
def test_trained_slow():
    script = """
import sys
import numpy as np, torch
from tinyemo.files import write_json
from tinyemo.images.features import FeatureSet
from tinyemo.mllm.dataset import Conversations
from tinyemo.mllm.sft import Stage, train
from tinyemo.mllm.tiny import tiny_mllm
from tinyemo.synthesis.conversations import single_turn
out, accumulate = sys.argv[1], int(sys.argv[2])
names = [f'{i}.png' for i in range(48)]
tokens = np.random.default_rng(0).normal(size=(48, 20)).astype(np.float16)
toy = FeatureSet(tokens, None, names, meta={'encoder': 'toy'})
records = [single_turn(n, n, 'Which?', ['red', 'blue and green', 'calm'][i%3]) for i, n in enumerate(names)]
model = tiny_mllm(n_image=2)
torch.manual_seed(0)
trainer = train(model, Conversations(records, toy, model), Stage(True, 1e-2, 1e-2, batch=4, accumulate=accumulate), out,
                use_cpu=True, disable_tqdm=True, logging_steps=1, max_steps=6, save_steps=3)
if trainer.is_world_process_zero():
    write_json([row['loss'] for row in trainer.state.log_history if 'loss' in row], f'{out}.json')
if torch.distributed.is_initialized():
    torch.distributed.destroy_process_group()
"""
    with tempfile.TemporaryDirectory() as d:
        Path(f'{d}/run.py').write_text(script)
        def losses(out, launcher, accumulate):
            ran = subprocess.run([sys.executable, *launcher, f'{d}/run.py', f'{d}/{out}', str(accumulate)],
                                 capture_output=True, text=True)
            assert not ran.returncode, ran.stderr
            return read_json(f'{d}/{out}.json')
        two = ['-m', 'torch.distributed.run', '--standalone', '--nproc-per-node', '2']
        one, both = losses('one', [], 2), losses('two', two, 1)
        shutil.rmtree(f'{d}/two/checkpoint-6') # stopped behind step 3
        resumed = losses('two', two, 1)
    test_close(both, one, eps=1e-4)
    test_close(resumed, both, eps=1e-6)


def test_several_images_in_one_conversation():
    rng = np.random.default_rng(0)
    kinds = rng.normal(size=(4, 20)).astype(np.float32)
    y = np.arange(96)%4
    pictures = (kinds[y] + .1*rng.normal(size=(96, 20))).astype(np.float16)
    toy = FeatureSet(pictures, None, [f'{i}.png' for i in range(96)], meta={'encoder': 'toy'})
    words = ['red', 'blue', 'calm', 'tall']
    def single(i):
        return single_turn(str(i), f'{i}.png', 'Which?', words[y[i]])
    def double(i, j):
        first, second = words[y[i]], words[y[j]]
        asked = {'from': 'human', 'value': '<image>\nWhich?'}
        later = [asked, {'from': 'gpt', 'value': first}, asked, {'from': 'gpt', 'value': second}]
        at_once = [{'from': 'human', 'value': '<image>\n<image>\nWhich?'}, {'from': 'gpt', 'value': f'{first} {second}'}]
        return Record(f'{i} {j}', f'{i}.png', later if i%2 else at_once, more=(f'{j}.png',))
    pairs = [(i, int(rng.integers(80))) for i in range(80)]
    plain = "{% for m in messages %}{{ m['content'] }}<|end|>{% endfor %}{% if add_generation_prompt %}{% endif %}"
    QUIET = {'use_cpu': True, 'disable_tqdm': True, 'logging_steps': 1000}
    model = tiny_mllm(n_image=2, template=plain).normalise(torch.from_numpy(pictures.reshape(-1, 2, 10)))
    model.llm.lm_head.weight.data *= 10
    data = Conversations([*map(single, range(80)), *(double(i, j) for i, j in pairs)], toy, model)
    mixed = data.batch([data[0], data[80], data[1]])
    test_eq([s.images for s in (data[0], data[80])], [('0.png',), ('0.png', f'{pairs[0][1]}.png')])
    test_eq(mixed['tokens'].flatten(1).numpy(), pictures[[0, *pairs[0], 1]].astype(np.float32))
    with tempfile.TemporaryDirectory() as d:
        train(model, data, Stage(True, 1e-2, 1e-2, epochs=6), d, **QUIET)
    held = Conversations([double(80+i, 95-i) for i in range(8)] + [single(88+i) for i in range(8)], toy, model)
    seen = image_reliance(model, held)
    def loss_and_swapped(samples): # of the same conversations, their two images in turn
        batch = held.batch(samples)
        swapped = batch['tokens'].reshape(-1, 2, 2, 10).flip(1).flatten(0, 1)
        with torch.no_grad():
            return [model(**batch | {'tokens': tokens}).sum().item() for tokens in (batch['tokens'], swapped)]
    right, swapped = loss_and_swapped([s for s in held if len(s.images) == 2])
    assert swapped > 1.5*right and seen['shuffled/right, 95 %'][0] > 1.5, (right, swapped, seen)
    {'two images, nats': round(right, 1), 'swapped': round(swapped, 1), 'shuffled/right': round(seen['shuffled/right'], 2)}
    ones = [s for s in data if len(s.images) == 1][:8]
    batch = data.batch(ones)
    test_eq(batch['tokens'].flatten(1).numpy(), pictures[:8].astype(np.float32))
    for name, array in collate(ones, data.pad).items():
        test_eq(batch[name].numpy(), array)
    half = Record('h', '0.png', double(0, 1).conversations, more=('gone.png', 'lost.png'))
    test_eq(Conversations([single(0), half], toy, model).skipped,
            [('h', 'record h: no features for image gone.png, lost.png')])

    tower = load_encoder('lite0-tokens')
    live_model = tiny_mllm(n_image=tower.tokens[0], d_image=tower.tokens[1])
    live_model.spec = replace(live_model.spec, encoder=tower.name)
    with tempfile.TemporaryDirectory() as d:
        for i in range(4):
            Image.fromarray(rng.integers(0, 256, (64, 64, 3), np.uint8)).save(f'{d}/{i}.png')
        Path(f'{d}/9.png').write_text('no image')
        live = Conversations([single(0), double(1, 9), double(2, 3), single(9)],
                             Live(d, [f'{i}.png' for i in (0, 1, 2, 3, 9)], tower), live_model)
        some, whole = live.batch(live.samples), live.batch([live[0], live[2]])
        test_eq(set(some), set(whole))
        for name in ('input_ids', 'labels', 'branch'):
            assert torch.equal(some[name], whole[name]), name
        test_close(some['tokens'], whole['tokens'], eps=1e-4)
        test_eq(live_model(**some).shape, (2,))
        test_fail(lambda: live.load([live[1]]), contains="a picture that cannot be read, the first is ('1.png', '9.png')")
        test_fail(lambda: live.load([live[3]]), contains='no picture of a batch can be read')
