# Generated from nbs/cli/30_measure.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import pytest
import shutil
import subprocess
import sys
import tempfile
import tinyemo.cli.measure
from PIL import Image
from fastcore.test import test_close, test_eq
from pathlib import Path
from tinyemo.cli.app import app, command_table, invoke
from tinyemo.dev.agreement import peer
from tinyemo.files import write_jsonl
from tinyemo.images.encode import encode_images
from tinyemo.images.encoders import load_encoder
from tinyemo.images.features import save_features
from tinyemo.images.taxonomy import EKMAN


def test_commands():
    mine = command_table(app)
    for row in mine:
        test_eq(invoke(*row.command.split(), '--help').exit_code, 0)


def test_a_map():
    with tempfile.TemporaryDirectory() as d:
        paths = [Path(d)/f'{i}.png' for i in range(6)]
        for i, path in enumerate(paths):
            Image.new('RGB', (32, 32), (40*i, 100, 90)).save(path)
        names, about = [p.name for p in paths], {'dataset': 'plain'}
        fs = encode_images(paths, load_encoder('lite0-views'), names, [0, 1]*3, ('fear', 'joy'), about)
        save_features(fs, Path(d)/'f.safetensors')
        paths[0].unlink()
        ran = invoke('atlas', 'photos-lite0', Path(d)/'f.safetensors', '--out', Path(d)/'a.html', '--pictures', d,
                     '--words', 'calm')
        page = (Path(d)/'a.html').read_text()
        bare = invoke('atlas', 'photos-lite0', Path(d)/'f.safetensors', '--out', Path(d)/'b.html')
        wrong = invoke('atlas', 'photos-lite0', Path(d)/'f.safetensors', '--pictures', Path(d)/'nowhere')
    test_eq((ran.exit_code, bare.exit_code), (3, 0))
    assert page.count('data:image/jpeg') == 5 and 'calm' in page and 'src="http' not in page
    assert 'is not a folder' in str(wrong.exception)
    ran.stderr.replace(d, '…')


def test_what_lmms_eval_wrote():
    with tempfile.TemporaryDirectory() as d:
        log = Path(d)/'llava'/'20261129_120000_samples_mood.jsonl'
        log.parent.mkdir()
        answers = [('joy', 'joy'), ('fear', 'It is fear.'), ('fear', 'no idea')]
        rows = [{'doc_id': i, 'target': t, 'filtered_resps': said} for i, (t, said) in enumerate(answers)]
        write_jsonl(rows, log)
        ran = invoke('evaluate', log.parent, '--json', '--draws', 20, '--rows', Path(d)/'rows.jsonl')
        refused = invoke('evaluate', log, '--plots', d)
    row = json.loads(ran.stdout)[0]
    test_close(row['metrics']['top1']['value'], 2/3)
    test_eq((row['model'], row['dataset'], row['unanswered']), ('llava', 'mood', 1))
    assert '--plots cannot be used with what lmms-eval wrote' in str(refused.exception)
    ran.stderr.splitlines()[0].replace(d, '…')


@pytest.mark.peers
def test_what_lmms_eval_wrote_peers():
    peer('lmms_eval.evaluator')
    datasets = peer('datasets')
    with tempfile.TemporaryDirectory() as d:
        home = shutil.copytree('../../docs/lmms-eval', Path(d)/'tasks')
        for label, colour in zip(EKMAN.labels, ('red', 'olive', 'black', 'gold', 'navy', 'cyan')):
            Image.new('RGB', (64, 64), colour).save(f'{d}/{label}.png')
        columns = {'id': EKMAN.labels, 'image': [f'{d}/{label}.png' for label in EKMAN.labels], 'label': EKMAN.labels,
                   'labels': [EKMAN.labels]*6}
        pictures = datasets.Dataset.from_dict(columns).cast_column('image', datasets.Image())
        pictures.to_parquet(home/'pictures.parquet')
        asked = subprocess.run([sys.executable, 'run.py', 'photos-lite0'], cwd=home, capture_output=True, text=True)
        assert asked.returncode == 0, asked.stderr[-500:]
        row = json.loads(invoke('evaluate', home/'results', '--json', '--draws', 20).stdout)[0]
    test_eq(row['unanswered'], 0)
    test_close(row['metrics']['top1']['value'], row['reported']['top1'])
