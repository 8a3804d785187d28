# Generated from nbs/mllm/55_validation.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pandas as pd
import tempfile
import torch
from contextlib import redirect_stdout
from fastcore.test import test_close, test_eq, test_fail
from io import StringIO
from tinyemo.images.features import FeatureSet
from tinyemo.mllm.chat import IGNORE
from tinyemo.mllm.dataset import Conversations
from tinyemo.mllm.reason import LAST, options
from tinyemo.mllm.sft import Stage, train
from tinyemo.mllm.tiny import tiny_mllm
from tinyemo.mllm.validation import Validation, _parts, _spread, set_apart
from tinyemo.synthesis.conversations import Record, single_turn


def test_set_apart():
    pictures = [f'{i}.png' for i in range(400)]
    about = lambda images: [single_turn(f'{image} {k}', image, 'Which?', 'This.') for image in images for k in range(2)]
    learn, held = set_apart(about(pictures), .05)
    assert not {r.image for r in learn} & {r.image for r in held}
    of_half = set_apart(about(pictures[::2]), .05)[1]
    assert {r.image for r in of_half} < {r.image for r in held} # as the whole set has it
    themes = [single_turn(f'{i}', image, 'Which?', 'This.', {'theme': f'theme {i%20}'}) for i, image in enumerate(pictures)]
    parts = [{r.meta['theme'] for r in part} for part in set_apart(themes, .2)]
    assert not parts[0] & parts[1]
    {'pictures held out of 400': len({r.image for r in held}), 'themes held out of 20': len(parts[1])}
    turns = [{'from': 'human', 'value': '<image>\n<image>\nWhich?'}, {'from': 'gpt', 'value': 'This.'}]
    double = [Record(f'{i} twice', pictures[i], turns, more=(pictures[i-1],)) for i in range(400)]
    learn, held = set_apart([*about(pictures), *double], .05)
    alone = set_apart(about(pictures), .05)
    test_eq([[r for r in part if not r.more] for part in (learn, held)], list(alone)) # as if they were not there
    drawn_ones = {r.image for r in alone[1]}
    assert not drawn_ones & {image for r in learn for image in r.images}
    assert all(drawn_ones & set(r.images) for r in held)
    len(learn) + len(held)


def test_while_a_model_learns():
    def drawn(n, noise=.3): # n vectors of four kinds, and the kind of each
        rng = np.random.default_rng(0)
        kinds, y = rng.normal(size=(4, 20)), np.arange(n)%4
        vectors = (kinds[y] + noise*rng.normal(size=(n, 20))).astype(np.float16)
        return FeatureSet(vectors, None, [f'{i}.png' for i in range(n)], meta={'encoder': 'toy'}), y
    def told(y): # records that end in a label
        labels = ['joy', 'fear', 'awe', 'rage']
        asked = f"Labels: [{', '.join(labels)}]"
        return [single_turn(str(i), f'{i}.png', asked, f'{LAST} {labels[k]}', {'gold': labels[k]}) for i, k in enumerate(y)]
    def fresh(toy):
        model = tiny_mllm(n_image=2)
        model.llm.lm_head.weight.data *= 10
        return model.normalise(torch.from_numpy(toy.features.reshape(-1, 2, 10)))
    def run(out, toy, records, stage, checked=True, change=lambda m: m, **options):
        model, (learn, held) = change(fresh(toy)), set_apart(records, stage.valid)
        check = Validation(Conversations(held, toy, model), held, asked=16) if checked else None
        with redirect_stdout(StringIO()):
            trainer = train(model, Conversations(learn, toy, model), stage, out, news.append, check, use_cpu=True,
                            disable_tqdm=True, logging_steps=1000, **options)
        return model, check, [row for row in trainer.state.log_history if 'eval_loss' in row]
    toy, y = drawn(120, .1)
    news = []
    with tempfile.TemporaryDirectory() as d:
        model, check, log = run(d, toy, told(y), Stage(True, 1e-2, 1e-2, epochs=12, valid=.2))
    last = log[-1]
    test_close(log[0]['eval_looks'], 1, eps=.01)
    assert last['eval_looks'] > 1.03 and last['eval_label'] > .6, last
    print(*news)
    pd.DataFrame(log)[['step', 'eval_loss', 'eval_looks', 'eval_label']].round(3)
    toy, y = drawn(48)
    words = ['lake', 'moon', 'rust', 'fern', 'salt', 'wolf']
    themed = [single_turn(str(i), f'{i}.png', 'Which?', words[i%6], {'theme': words[i%6]}) for i in range(48)]
    news = []
    with tempfile.TemporaryDirectory() as d:
        model, check, log = run(d, toy, themed, Stage(True, 2e-2, 2e-2, epochs=8, valid=.3))
    losses = [row['eval_loss'] for row in log]
    assert min(losses) < losses[0] and losses[-1] > min(losses) + .1
    test_close(check(model)['loss'], min(losses), eps=1e-5)
    print(*news, 'losses:', *[f'{loss:.2f}' for loss in losses])
    toy, y = drawn(40)
    news, stage = [], Stage(True, 1e-2, 1e-2, epochs=3, valid=.3)
    learnt = lambda m: {k: v for k, v in m.state_dict().items() if 'lora_' in k or not k.startswith('llm.')}
    def tired(m): # somebody presses Ctrl-C in step 7, before it is measured
        calls, plain = [], m.forward
        def forward(*a, **kw):
            calls.append(m.training)
            if sum(calls) == 7:
                raise KeyboardInterrupt
            return plain(*a, **kw)
        m.forward = forward
        return m
    with tempfile.TemporaryDirectory() as d:
        alone = learnt(run(f'{d}/a', toy, told(y), stage, checked=False)[0])
        whole, _, log = run(f'{d}/b', toy, told(y), stage)
        test_fail(lambda: run(f'{d}/c', toy, told(y), stage, change=tired), contains='stopped at step 6')
        again, _, resumed = run(f'{d}/c', toy, told(y), stage)
    test_eq(log[-1]['eval_loss'], min(row['eval_loss'] for row in log)) # so the last is what was kept
    for name, value in learnt(whole).items():
        assert torch.equal(value, alone[name]) and torch.equal(value, learnt(again)[name])
    figures = lambda rows: [(row['step'], row['eval_loss'], row['eval_label']) for row in rows]
    test_eq(figures(resumed), figures(log))
    toy, y = drawn(8)
    turns = [{'from': 'human', 'value': "<image>\n<image>\nLabels: [joy, awe]"}, {'from': 'gpt', 'value': f'{LAST} joy'}]
    double = [Record(f'{i} twice', f'{i}.png', turns, {'gold': 'joy'}, (f'{i+1}.png',)) for i in range(0, 8, 2)]
    model = fresh(toy)
    data = Conversations(double, toy, model)
    check = Validation(data, double)
    test_eq((check.asked, len(check.rows)), ([], 4))
    batch = data.batch([data[i] for i in check.rows])
    with torch.no_grad():
        right, other = (model(**batch | {'tokens': batch['tokens'].roll(by, 0)}).sum() for by in (0, 2))
    found = check(model)
    test_close(found['looks'], (other/right).item(), eps=1e-5)
    test_close(found['loss'], (right/(batch['labels'][:, 1:] != IGNORE).sum()).item(), eps=1e-5)
    both = Validation(Conversations([*told(y), *double], toy, model), [*told(y), *double], asked=16)
    test_eq((len(both.asked), len(both.rows)), (8, 12))


def test_edge_cases():
    two = [single_turn(str(i), f'{i}.png', 'Which?', 'This.') for i in range(2)]
    test_fail(lambda: set_apart(two, 1.5), contains='a validation share of 1.5: give one from 0 to below 1')
    test_fail(lambda: set_apart(two, .01), contains='holds out 0 of 2 pictures: two are needed')
    test_eq(set_apart(two, 0), (two, []))
    test_eq([len(p) for p in _parts(list(range(9)), 4)], [3, 3, 3])
    test_eq(_spread('abcde', 3), ['a', 'c', 'e'])
    toy = FeatureSet(np.eye(2, 40, dtype=np.float16), None, ['0.png', '1.png'], meta={'encoder': 'toy'})
    model = tiny_mllm().train()
    found = Validation(Conversations(two, toy, model), two)(model)
    test_eq(set(found), {'loss', 'looks'}) # nothing ends in a label
    assert model.training
