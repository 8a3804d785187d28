# Generated from nbs/cli/20_language.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
import tinyemo.cli.language
from PIL import Image
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.apps.families import tiny_set
from tinyemo.cli.app import app, command_table, invoke
from tinyemo.files import read_json
from tinyemo.html import Rows
from tinyemo.images.taxonomy import EKMAN
from tinyemo.mllm.answers import answers
from tinyemo.mllm.tiny import TEMPLATE, tiny_llm, tiny_tokenizer
from unittest.mock import patch


def test_commands():
    here = ['pretrain', 'finetune', 'reason', 'export']
    mine = Rows(row for row in command_table(app) if row.command in here)
    test_eq([row.command for row in mine], here)
    for row in mine:
        test_eq(invoke(row.command, '--help').exit_code, 0)
    asked = []
    def nobody(groups, how, **more): # instead of a language model
        asked.append(how['labels'])
        return {}, []

    with tempfile.TemporaryDirectory() as d, patch.dict(answers.__globals__, answers=nobody):
        Image.new('RGB', (8, 8)).save(f'{d}/grey.png')
        ran = [invoke('reason', f'{d}/grey.png', '--model', 'faces-smollm2', '--labels', labels)
               for labels in ('ekman', 'calm, grief', '')]
    test_eq(([r.exit_code for r in ran], asked), ([0, 0, 0], [list(EKMAN.labels), ['calm', 'grief'], None]))


def test_a_run_from_a_file():
    settings = """
records: SET/set
encoder: hf:SET/tower
llm: SET/llm
connector: mlp
recipe: llava-lora
accumulate: 2
longest: 200
chat-template: SET/own.jinja
"""
    with tempfile.TemporaryDirectory() as d:
        tiny_set(d)
        tiny_llm().save_pretrained(f'{d}/llm')
        tiny_tokenizer(None).save_pretrained(f'{d}/llm') # a base model
        Path(f'{d}/own.jinja').write_text(TEMPLATE)
        Path(f'{d}/run.yaml').write_text(settings.replace('SET', d))
        common = ('--steps', 1, '--device', 'cpu', '--dtype', 'float32')
        ran = invoke('pretrain', '--config', f'{d}/run.yaml', '--out', f'{d}/one', '--batch', 4, *common)
        test_eq(ran.exit_code, 0)
        used = read_json(f'{d}/one/pretrain.json')['settings']
        template = read_json(f'{d}/one/config.json')['chat_template']
        ran = invoke('finetune', f'{d}/set', '--model', f'{d}/one', '--out', f'{d}/two', *common, '--rank', 2, '--alpha', 6,
                     '--dropout', .1, '--targets', 'q_proj,v_proj', '--connector-lr', 2e-5, '--batch', 4, '--checkpointing',
                     '--valid', .3)
        test_eq(ran.exit_code, 0)
        tuned, held = (read_json(f'{d}/two/finetune.json')[k] for k in ('settings', 'valid'))
        ran = invoke('finetune', f'{d}/set', '--model', f'{d}/one', '--out', f'{d}/all', *common, '--full', '--lr', 1e-5)
        test_eq((ran.exit_code, read_json(f'{d}/all/config.json')['full']), (0, True))
        refused = invoke('finetune', f'{d}/set', '--model', f'{d}/one', '--out', f'{d}/no', *common, '--full', '--bits', 4)
        ran = invoke('export', f'{d}/two', '--out', f'{d}/llava', '--dtype', 'bfloat16', '--shard', '50KB')
        test_eq(ran.exit_code, 0)
        files = sorted(p.name for p in Path(f'{d}/llava').glob('*.safetensors'))
        dtype = read_json(f'{d}/llava/config.json')['dtype']
        Path(f'{d}/wrong.yaml').write_text('batches: 3')
        wrong = invoke('pretrain', f'{d}/set', '--config', f'{d}/wrong.yaml', '--out', f'{d}/no')
        float16 = invoke('pretrain', f'{d}/set', '--dtype', 'float16', '--device', 'cpu', '--out', f'{d}/no')
    test_eq([used[k] for k in ('batch', 'accumulate', 'longest', 'lr')], [4, 2, 200, 1e-3])
    test_eq(template, TEMPLATE)
    test_eq([tuned[k] for k in ('rank', 'alpha', 'dropout', 'targets', 'lr', 'adapter_lr', 'checkpointing')],
            [2, 6, .1, 'q_proj,v_proj', 2e-5, 5e-4, True])
    test_eq([(row['step'], row['loss'] > 0, row['looks'] > 0) for row in held], [(0, True, True), (1, True, True)])
    assert len(files) > 1 and dtype == 'bfloat16'
    assert 'unknown batches: choose from accumulate, batch, bits' in str(wrong.exception or wrong.stderr)
    assert 'all of a language model is trained in full precision' in str(refused.exception or refused.stderr)
    assert 'float16 is trained on a GPU only' in str(float16.exception or float16.stderr)
    from transformers import AutoModelForImageClassification

    with tempfile.TemporaryDirectory() as d:
        ran = invoke('export', 'photos-lite0', '--labels', 'calm,grief', '--out', f'{d}/hf')
        test_eq(ran.exit_code, 0)
        test_eq(AutoModelForImageClassification.from_pretrained(f'{d}/hf').config.id2label, {0: 'calm', 1: 'grief'})
        wrong = [invoke('export', 'photos-lite0', '--dtype', 'float16', '--out', f'{d}/no'),
                 invoke('export', 'photos-smollm2', '--to', 'llava', '--labels', 'calm,grief', '--out', f'{d}/no')]
    test_eq([str(ran.exception) for ran in wrong], ['--dtype cannot be used with the form transformers: leave it out',
                                                    '--labels cannot be used with the form llava: leave it out'])
