# Generated from nbs/cli/18_synthesis.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from PIL import Image
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.cli.app import app, command_table, invoke
from tinyemo.cli.synthesis import _not_for, not_by
from tinyemo.files import read_jsonl
from tinyemo.html import Rows
from tinyemo.images.encode import encode_images
from tinyemo.images.encoders import load_encoder
from tinyemo.projector.checkpoint import save_model
from tinyemo.projector.fit import fit
from tinyemo.synthesis.build import build_dataset
from tinyemo.synthesis.generators import LONGEST
from unittest.mock import patch


def test_commands():
    here = ['synth', 'convert']
    mine = Rows(row for row in command_table(app) if row.command in here)
    test_eq([row.command for row in mine], here)
    for row in mine:
        test_eq(invoke(row.command, '--help').exit_code, 0)
    served = ['base_url', 'prices', 'retry_refused', 'in_flight', 'per_minute', 'max_tokens']
    local = ['four_bit', 'trust_remote_code']
    test_eq(not_by('templates'), served + local)
    test_eq([not_by(f'{kind}:m') for kind in ('openai', 'anthropic-batch')], [local, ['in_flight', 'per_minute', *local]])
    test_eq((not_by('hf:m'), not_by('replay:f')), (served[:-1], served + local))
    test_eq(_not_for('hf:m', 'mine'), served[:-1])
    test_eq(_not_for('hf:m', 'faces:2'), [*served[:-1], 'root', 'scale', 'pixels'])

    def built(generator, *words): # what `build_dataset` is given by the command, or why it is refused
        given = {}
        def noted(*_, **options):
            given.update(options)
            return 'report.html'
        with patch.dict(build_dataset.__globals__, build_dataset=noted):
            ran = invoke('synth', 'faces:2', '--out', 'nowhere', '--generator', generator, *words)
        return str(ran.exception) if ran.exit_code else (given['max_tokens'], given['retry_refused'])

    test_eq(built('openai:m'), (LONGEST, False))
    test_eq(built('openai:m', '--max-tokens', 4000, '--retry-refused'), (4000, True))
    test_eq(built('hf:m', '--max-tokens', 30), (30, False))
    test_eq(built('hf:m', '--retry-refused'), '--retry-refused cannot be used with hf:m and faces:2: leave it out')
    test_eq(built('embedded', '--max-tokens', 30), '--max-tokens cannot be used with embedded and faces:2: leave it out')


def test_a_projector_s_labels():
    with tempfile.TemporaryDirectory() as d:
        (Path(d)/'pictures').mkdir()
        for i in range(12):
            colour = (3*i, 2*i, 90) if i%2 else (255-3*i, 250, 200)
            Image.new('RGB', (50, 50), colour).save(f'{d}/{i:02}.png')
        paths = sorted(Path(d).glob('*.png'))
        fs = encode_images(paths, load_encoder('lite0'), labels=[i%2 for i in range(12)], classes=('joy', 'fear'))
        save_model(fit(fs, 'linear', transfer=False), f'{d}/model')
        for p in paths[:3]:
            p.rename(f'{d}/pictures/{p.name}')
        Path(f'{d}/pictures/torn.png').write_text('not a picture')
        ran = invoke('synth', f'{d}/pictures', '--out', f'{d}/set', '--labels', f'{d}/model', '--generator', 'templates',
                     '--tasks', 'reasoning', '--near', 0, '--device', 'cpu')
        rows = read_jsonl(f'{d}/set/records.jsonl')
    test_eq(ran.exit_code, 3)
    test_eq([r['meta']['stated'] for r in rows], ['joy', 'fear', 'joy'])
    nothing_to_spread = invoke('synth', 'faces:2', '--out', 'nowhere', '--generator', 'templates', '--engine', 'ray')
    assert '--engine is of no use to templates' in str(nothing_to_spread.exception or nothing_to_spread.stderr)
    assert 'torn.png' in ran.stderr
    print(ran.stderr.replace(d, ''))
