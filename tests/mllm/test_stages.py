# Generated from nbs/mllm/70_stages.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
import tempfile
import torch
from PIL import Image
from contextlib import redirect_stdout
from dataclasses import replace
from fastcore.test import test_close, test_eq, test_fail
from io import StringIO
from pathlib import Path
from safetensors.torch import load_file
from tinyemo.files import read_json
from tinyemo.images.encoders import load_encoder, paired
from tinyemo.images.features import load_features
from tinyemo.mllm.folders import load_mllm, save_mllm
from tinyemo.mllm.materials import beside, load_set
from tinyemo.mllm.reason import reasonings
from tinyemo.mllm.sft import RECIPES, Stage, add_adapters
from tinyemo.mllm.stages import _as_it_has, _learner, _themes, finetune, pretrain
from tinyemo.mllm.tiny import TEMPLATE, tiny_llm, tiny_mllm, tiny_tokenizer
from tinyemo.projector.checkpoint import load_model
from tinyemo.synthesis.build import build_dataset
from tinyemo.synthesis.conversations import Record, single_turn
from tinyemo.synthesis.prompts import REASONING
from tinyemo.synthesis.records import write_lines, write_llava
from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel


@pytest.mark.llm
def test_on_forty_eight_drawn_faces_llm():
    quiet, news = {'disable_tqdm': True, 'logging_steps': 1}, []
    with tempfile.TemporaryDirectory() as d:
        build_dataset('faces:48', f'{d}/set', 'templates', say=lambda *a: None)
        pretrain(f'{d}/set', f'{d}/one', steps=2, batch=2, say=news.append, options=quiet)
        finetune(f'{d}/set', f'{d}/one', f'{d}/no', batch=2, say=news.append, dry_run=True)
        assert not Path(f'{d}/no').exists() and 'memory, measured' in news[-1]
        finetune(f'{d}/set', f'{d}/one', f'{d}/two', steps=2, batch=2, say=news.append, options=quiet)
        fs = load_features(f'{d}/set/lite0-tokens.safetensors')
        rows = reasonings(load_mllm(f'{d}/two'), load_model(f'{d}/two/projector'), fs.subset([0, 1]), max_tokens=20)
        files = ['adapters', 'config.json', 'connector.safetensors', 'finetune.json', 'projector']
        test_eq(sorted(p.name for p in Path(f'{d}/two').iterdir()), files)
        test_eq(len([n for n in news if 'image tokens of' in n]), 1) # extracted once
        test_fail(lambda: pretrain(f'{d}/set', f'{d}/x', encoder='lite0'), contains="'lite0' gives one vector an image")
        test_fail(lambda: load_set(f'{d}/set', f'{d}/one'), contains='images is below')
    print(*(n.replace(f'{d}/', '') for n in news), sep='\n')


def test_several_pictures_in_one_conversation():
    torch.manual_seed(0)
    news = []
    with tempfile.TemporaryDirectory() as d:
        tiny_llm().save_pretrained(f'{d}/llm')
        tiny_tokenizer().save_pretrained(f'{d}/llm')
        Path(f'{d}/images').mkdir()
        labels, mixed = ['fear', 'joy'], []
        for i in range(12):
            noise = np.random.default_rng(i).integers(0, 256, (64, 64, 3), np.uint8)
            Image.fromarray(noise).save(f'{d}/images/{i}.png')
            mixed.append(single_turn(str(i), f'set/{i}.png', 'What is it?', 'Noise.', {'gold': labels[i%2]}))
        for i in range(4):
            one = [{'from': 'human', 'value': '<image>\n<image>\nWhat changed?'}, {'from': 'gpt', 'value': 'All.'}]
            late = [{'from': 'human', 'value': '<image>\nWhat is it?'}, {'from': 'gpt', 'value': 'Noise.'},
                    {'from': 'human', 'value': 'And this: <image>?'}, {'from': 'gpt', 'value': 'More noise.'}]
            mixed.append(Record(f'two {i}', f'set/{i}.png', (one, late)[i%2], more=(f'set/{i+1}.png',)))
        mixed.append(Record('half', 'set/0.png', one, more=('set/none.png',)))
        write_lines(mixed, f'{d}/mixed.jsonl')
        how = dict(steps=2, batch=4, say=news.append, valid=.2, options={'disable_tqdm': True})
        with redirect_stdout(StringIO()):
            pretrain(f'{d}/mixed.jsonl', f'{d}/one', llm=f'{d}/llm', connector='mlp', **how)
            finetune(f'{d}/mixed.jsonl', f'{d}/one', f'{d}/two', **how)
            Path(f'{d}/lite0-tokens.safetensors').unlink() # encoded anew: LoRA starts alike
            finetune(f'{d}/mixed.jsonl', f'{d}/one', f'{d}/three', **how)
        two, three = (read_json(f'{d}/{name}/finetune.json')['loss'] for name in ('two', 'three'))
        test_eq(two, three)
        weights = [load_file(f'{d}/{name}/adapters/adapter_model.safetensors') for name in ('two', 'three')]
        assert all(torch.equal(value, weights[1][name]) for name, value in weights[0].items())
        first, second = read_json(f'{d}/one/pretrain.json'), read_json(f'{d}/two/finetune.json')
        model, fs = load_mllm(f'{d}/two'), load_features(f'{d}/lite0-tokens.safetensors')
        test_eq(len(model.answer([mixed[12].question, mixed[0].question], model.as_tokens(fs.features[:3]), 3)), 2)
    assert any('1 records have no image and are left out, such as set/none.png' in n for n in news)
    losses = [row['loss'] for about in (first, second) for row in about['loss']]
    assert len(losses) == 4 and np.isfinite(losses).all() and first['valid'] and second['valid']
    test_eq((first['records'], first['skipped']), (second['records'], 0))


def test_edge_cases():
    test_fail(lambda: pretrain('none', 'none', recipe='llama'), contains="unknown recipe 'llama': choose one of tinyemo")
    cats = single_turn('1', 'a.png', 'What?', 'A cat.', {'theme': 'cat'}), single_turn('2', 'b.png', 'What?', 'Two.')
    test_eq(_themes(cats), ['cat'])
    with tempfile.TemporaryDirectory() as d:
        whole = tiny_mllm()
        whole.spec = replace(whole.spec, full=True)
        save_mllm(whole, f'{d}/whole')
        how = dict(device='cpu', trust_remote_code=False)
        test_fail(lambda: _learner(f'{d}/whole', Stage(True), 16, how), contains='whole was trained in full: train all of')
        assert _learner(f'{d}/whole', Stage(False, full=True), 16, how).spec.full
    had = add_adapters(tiny_mllm(), 2, targets='q_proj,v_proj')
    kept = _as_it_has(had, Stage(True), {})
    test_eq((kept.rank, kept.alpha, kept.targets), (2, 4, 'q_proj,v_proj'))
    test_eq(_as_it_has(had, Stage(True, targets='v_proj, q_proj', alpha=4), {'alpha', 'targets'}), kept)
    for asked in (dict(rank=64), dict(rank=8), dict(alpha=9), dict(dropout=.1), dict(targets='all-linear')):
        test_fail(lambda: _as_it_has(had, Stage(True, **asked), asked), contains='adapters are of another kind')
    test_fail(lambda: _as_it_has(had, RECIPES['llava-lora']['finetune'], {}), contains='rank 2, now 128')
    test_eq(_as_it_has(tiny_mllm(), Stage(True, rank=64), {'rank': 64}).rank, 64)
    def tiny_clip(folder):
        small = dict(hidden_size=64, intermediate_size=64, num_hidden_layers=3, num_attention_heads=2)
        seeing = dict(**small, image_size=320, patch_size=16)
        CLIPModel(CLIPConfig(vision_config=seeing, text_config=small | {'vocab_size': 100}, projection_dim=24)
                  ).save_pretrained(folder)
        square = {'height': 320, 'width': 320}
        CLIPImageProcessor(size={'shortest_edge': 320}, crop_size=square).save_pretrained(folder)

    torch.manual_seed(0)
    quiet, news = {'disable_tqdm': True, 'report_to': 'none'}, []
    with tempfile.TemporaryDirectory() as d:
        tiny_clip(f'{d}/clip')
        tiny_llm().save_pretrained(f'{d}/llm')
        tiny_tokenizer().save_pretrained(f'{d}/llm')
        build_dataset('faces:48', f'{d}/set', 'templates', say=lambda *a: None)
        tower = f'hf:{d}/clip'
        pretrain(f'{d}/set', f'{d}/one', encoder=tower, llm=f'{d}/llm', steps=1, batch=2,
                 say=news.append, options=quiet, chat_template='Look. ' + TEMPLATE, checkpointing=True)
        first = load_mllm(f'{d}/one')
        test_eq((first.spec.connector, first.tokenizer.chat_template), ('mlp', 'Look. ' + TEMPLATE))
        finetune(f'{d}/set', f'{d}/one', f'{d}/two', steps=1, batch=2, say=news.append, options=quiet)
        test_eq([n.split(' of ')[0] for n in news if ', once' in n], ['image tokens', 'vectors']) # at stage 1, then kept
        vectors, tokens = (load_features(beside(f'{d}/set', name)) for name in paired(tower))
        test_eq((vectors.features.shape, tokens.features.shape), ((48, 24), (48, 400*64)))
        model, projector = load_mllm(f'{d}/two'), load_model(f'{d}/two/projector')
        test_eq((model.spec.encoder, projector.encoder, projector.d_img), (tower, f'hf-pooled:{d}/clip', 24))
        test_eq(vectors.features[:2].tolist(), load_encoder(projector.encoder)(
            [Image.open(f'{d}/set/images/{name}').convert('RGB') for name in vectors.ids[:2]]).half().tolist())
        finetune(f'{d}/set', f'{d}/one', f'{d}/three', projector=projector, steps=1, batch=2, say=news.append,
                 options=quiet)
        test_eq(len([n for n in news if ', once' in n]), 2) # both files were at hand
        some = vectors.subset([0, 1]), tokens.subset([0, 1])
        rows = reasonings(model, projector, some[1], max_tokens=3, vectors=some[0])
        expected = projector.predict_proba(some[0].features).max(1).round(4).tolist()
        test_eq([r['probability'] for r in rows], [round(p, 4) for p in expected])
        test_fail(lambda: reasonings(model, projector, some[1], max_tokens=3), contains='hf-pooled:')
        test_fail(lambda: reasonings(model, projector, some[1], vectors=vectors), contains='not of the same images')
    news = []
    with tempfile.TemporaryDirectory() as d:
        for name in ('a', 'b'):
            Image.new('RGB', (64, 64), 'white').save(f'{d}/{name}.png')
        write_llava([single_turn(n, f'{n}.png', 'What?', 'Here.') for n in 'ab'], f'{d}/two.jsonl')
        tiny_llm().save_pretrained(f'{d}/llm')
        tiny_tokenizer().save_pretrained(f'{d}/llm')
        begin = lambda **kw: pretrain(f'{d}/two.jsonl', f'{d}/one', llm=f'{d}/llm', steps=1, batch=2, say=news.append,
                                      options={'disable_tqdm': True, 'report_to': 'none'}, **kw)
        begin()
        tried = [n.split(':')[0] for n in news if 'connector' in n]
        test_eq(tried, ['no connector readout', 'no connector words', 'connector'])
        test_eq(load_mllm(f'{d}/one').spec.connector, 'mlp')
        test_fail(lambda: begin(connector='readout'), contains="use connector 'words' or 'mlp'")
        test_fail(lambda: begin(connector='cable'), contains="unknown connector 'cable'")
    torch.manual_seed(0)
    losses, news = {}, []
    def noise(seed):
        return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (64, 64, 3), np.uint8))
    with tempfile.TemporaryDirectory() as d:
        tiny_clip(f'{d}/clip')
        tiny_llm().save_pretrained(f'{d}/llm')
        tiny_tokenizer().save_pretrained(f'{d}/llm')
        Path(f'{d}/images').mkdir()
        labels = ['nervousness', 'optimism']
        published = []
        for i in range(24):
            noise(i).save(f'{d}/images/{i}.png')
            asked = REASONING.format(options=', '.join(labels), label=labels[i%2])
            r = single_turn(str(i), f'WEBEmo/train/{i}.png', asked, f'Tense.\n\nPredicted Label: {labels[i%2]}')
            published.append(r)
        write_llava(published, f'{d}/emoreason.json')
        for live in (True, False):
            how = dict(steps=2, batch=4, say=news.append, live=live, options={'disable_tqdm': True})
            pretrain(f'{d}/emoreason.json', f'{d}/one{live}', encoder=f'hf:{d}/clip', llm=f'{d}/llm', connector='mlp',
                     **how)
            test_eq(len(list(Path(d).glob('hf_*.safetensors'))), 0 if live else 1) # no tokens were kept
            finetune(f'{d}/emoreason.json', f'{d}/one{live}', f'{d}/two{live}', **how)
            kept = [f'{d}/one{live}/pretrain.json', f'{d}/two{live}/finetune.json']
            losses[live] = [row['loss'] for file in kept for row in read_json(file)['loss']]
        test_eq(load_model(f'{d}/twoTrue/projector').classes, tuple(labels))
    test_close(losses[True], losses[False], eps=.01)
