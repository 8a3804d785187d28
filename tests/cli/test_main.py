# Generated from nbs/cli/60_main.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import numpy as np
import os
import subprocess
import sys
import tempfile
from PIL import Image
from fastcore.test import test_close, test_eq
from pathlib import Path
from tinyemo.cli.app import app, command_table, invoke
from tinyemo.cli.main import error_line
from tinyemo.core import NothingUsable, TinyEmoError, data_path
from tinyemo.evaluation.judge import RUBRIC
from tinyemo.images.features import FeatureSet, save_features
from tinyemo.images.taxonomy import EKMAN
from tinyemo.synthesis.journal import Journal, Reply, request


def test_entry_point():
    told = [OSError(28, 'No space left on device', 'out/model.safetensors'), 'más'.encode('latin-1'), RecursionError(),
            KeyError('classes'), TinyEmoError('x.json does not exist'), NothingUsable('none of 3 images could be read')]
    try:
        told[1].decode()
    except UnicodeError as e:
        told[1] = e
    lines = [error_line(e) for e in told]
    test_eq([code for _, code in lines], [2, 2, 2, 70, 2, 1])
    key = 'sk-' + 60*'secret'
    test_eq(error_line(TinyEmoError(f'a\n{290*"b"}{key}{400*"c"}'), key)[0].count('secret'), 0)
    test_eq(error_line(TinyEmoError('a\nb'))[0], r'a\nb')


def test_every_command():
    import io

    import pandas as pd

    table = command_table(app)
    for row in table:
        test_eq(invoke(*row.command.split(), '--help').exit_code, 0)
    code = ('import tinyemo.cli.main\n' # a new process, since a notebook that ran in this one registers its commands again
        'from tinyemo.cli.app import app, command_table\n'
        'print(command_table(app).to_frame().to_csv())')
    fresh = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True, check=True).stdout
    table = pd.read_csv(io.StringIO(fresh), index_col=0)
    assert table.command.is_unique and len(table) > 30


def test_from_features_to_labels():
    rng = np.random.default_rng(0)
    labels = np.arange(180) % 6
    x = rng.normal(size=(6, 32))[labels] + rng.normal(size=(180, 32))
    about = {'encoder': 'toy', 'dataset': 'toy', 'split': 'train'}
    fs = FeatureSet(x.astype(np.float32), labels, [f'{i}' for i in range(180)], EKMAN.labels, about)
    with tempfile.TemporaryDirectory() as d:
        train, test, model = f'{d}/train.safetensors', f'{d}/test.safetensors', f'{d}/model'
        save_features(fs.subset(range(120)), train)
        save_features(fs.subset(range(120, 180)), test)
        fitted = invoke('fit', train, '--out', model, '--seed', 0)
        report = json.loads(invoke('evaluate', model, test, '--json').stdout)
        rows = [json.loads(line) for line in invoke('classify', model, test, '--json').stdout.splitlines()]
        free = invoke('classify', model, test, '--labels', 'calm,grief,awe')
        seen = invoke('evaluate', model, train)
        wrong = [invoke('classify', model, f'{d}/nothing.safetensors'),
                 invoke('fit', train, '--out', f'{d}/m', '--preset', 'worst'),
                 invoke('evaluate', model, d, '--fit', 'magic')]
    assert {'top1', 'macro_f1', 'ece', 'nll', 'n', 'ci95', 'per_class'} <= set(report)
    test_eq((fitted.exit_code, report['n'], len(rows), set(rows[0]['probabilities'])), (0, 60, 60, set(EKMAN.labels)))
    assert 'caution: ' in free.stderr and 'SEEN IN TRAINING: 120 by id' in seen.stdout
    test_eq([type(w.exception).__name__ for w in wrong], ['TinyEmoError']*3)
    print(fitted.stdout.replace(d, '…'), free.stdout.split('\n')[0], free.stderr, sep='\n')


def test_results_that_can_be_compared():
    rng = np.random.default_rng(0)
    labels = np.arange(180) % 6
    x = rng.normal(size=(6, 32))[labels] + rng.normal(size=(180, 32))
    about = {'encoder': 'toy', 'dataset': 'toy', 'split': 'train'}
    fs = FeatureSet(x.astype(np.float32), labels, [f'{i}' for i in range(180)], EKMAN.labels, about)
    with tempfile.TemporaryDirectory() as d:
        train, test, model = f'{d}/train.safetensors', f'{d}/test.safetensors', f'{d}/model'
        save_features(fs.subset(range(120)), train)
        save_features(fs.subset(range(120, 180)), test)
        invoke('fit', train, '--out', model, '--seed', 0)
        report = json.loads(invoke('evaluate', model, test, '--json').stdout)
        suite = ('evaluate', model, d, '--fit', 'linear probe', '--draws', 20, '--keep', f'{d}/kept')
        first = invoke(*suite, '--rows', f'{d}/a.jsonl', '--report', f'{d}/r.html', '--report', f'{d}/r.md')
        again = invoke(*suite, '--rows', f'{d}/b.jsonl', '--seed', 1)
        changed = json.loads(invoke('compare', f'{d}/a.jsonl', f'{d}/b.jsonl', '--json').stdout)
        Path(d, 'p.csv').write_text(invoke('classify', model, test, '--format', 'csv').stdout)
        given = json.loads(invoke('evaluate', f'{d}/p.csv', test, '--json', '--draws', 20).stdout)
        written = sorted(p.name for p in Path(d).glob('r.*'))
    test_eq((first.exit_code, again.exit_code, written), (3, 3, ['r.html', 'r.md']))
    assert 'toy train: found twice, the first is used, the other left out' in first.stderr
    assert '| model | toy |' in first.stdout and 'not at hand: emoset' in first.stderr
    test_close(given[0]['metrics']['top1']['value'], report['top1'])
    differences = [(r['a'].split('/')[-1], r['difference'], r['p']) for r in changed]
    test_eq(differences, [('model', 0., 1.), ('linear probe', 0., 1.)])


def test_pictures():
    with tempfile.TemporaryDirectory() as d:
        mine = Path(d)/'mine'
        for label in ('joy', 'sadness'):
            (mine/label).mkdir(parents=True)
        for i in range(4):
            Image.effect_noise((40, 40), 20*i+10).convert('RGB').save(mine/'joy'/f'{i}.png')
            Image.new('RGB', (40, 40+i), 'navy').save(mine/'sadness'/f'{i}.png')
        (mine/'joy'/'cut.jpg').write_bytes(b'\xff\xd8')
        labelled = invoke('features', 'extract', mine, '--encoder', 'lite0', '--out', f'{d}/f')
        flat = invoke('features', 'extract', mine/'sadness', '--encoder', 'lite0', '--out', f'{d}/f')
        fitted = invoke('fit', f'{d}/f/mine-all-lite0.safetensors', '--out', f'{d}/model')
        answer = invoke('classify', f'{d}/model', mine, '--format', 'csv')
        nothing = invoke('classify', f'{d}/model', mine/'joy'/'cut.jpg')
        wrong = invoke('evaluate', f'{d}/model', f'{d}/f/sadness-all-lite0.safetensors')
    test_eq([r.exit_code for r in (labelled, flat, fitted, answer)], [3, 0, 0, 3])
    assert '8 x 1280, 2 classes' in labelled.stdout and '1 skipped' in labelled.stderr
    assert '4 x 1280, no labels' in flat.stdout
    test_eq(answer.stdout.count('\n'), 9)
    assert 'could be read' in str(nothing.exception) and 'carry no labels' in str(wrong.exception)
    print(answer.stdout.replace(d, '…').split('\n')[1], answer.stderr.replace(d, '…'), sep='\n')


def test_reasonings():
    def write_json_line(target, /, **row):
        Path(target).write_text(json.dumps(row))

    told = {'one': ('A wide smile speaks of joy.', 'joy'), 'two': ('A frown speaks of anger.', 'anger')}
    with tempfile.TemporaryDirectory() as d:
        picture = f'{d}/p.png'
        Image.new('RGB', (30, 30), 'gold').save(picture)
        for name, (text, stated) in told.items():
            write_json_line(f'{d}/{name}.jsonl', path=picture, label='joy', stated=stated, reasoning=text)
        one, two = f'{d}/one.jsonl', f'{d}/two.jsonl'
        write_json_line(f'{d}/known.jsonl', path='p.png', gold='joy', references=['A smile speaks of joy.'])
        scored = invoke('texts', one, two, '--known', f'{d}/known.jsonl', '--json', '--rows', f'{d}/r.jsonl')
        shown = [f'{text}\nEmotion: {stated}' for text, stated in told.values()]
        with Journal(f'{d}/recorded.jsonl') as kept:
            for (a, b), better in ((shown, 'A'), (shown[::-1], 'B')):
                asked = request(RUBRIC.format(a=a, b=b), picture, salt='run 0')
                kept.add(Reply(asked.key, json.dumps({'better': better}), 'recorded'))
        judged = invoke('judge', one, two, '--out', f'{d}/j', '--generator', f'replay:{d}/recorded.jsonl')
        test_eq(json.loads(Path(d, 'j', 'verdicts.json').read_text())['judges'], ['recorded'])
        made = invoke('sheet', one, two, '--out', f'{d}/s')
        key = json.loads(Path(d, 's', 'key.json').read_text())
        choice = {'choice': 'b' if key['items'][0]['swapped'] else 'a', 'note': ''}
        write_json_line(f'{d}/ada.json', rater='ada', sheet=key['sheet'], items=[choice])
        added = invoke('sheet', f'{d}/s/key.json', f'{d}/ada.json', '--read')
        wrong = [invoke('judge', one, two, '--out', f'{d}/j', '--generator', 'templates'),
                 invoke('texts', f'{d}/none.jsonl')]
    test_eq([r.exit_code for r in (scored, judged, made, added)], [0]*4)
    metrics = {name: m['value'] for name, m in json.loads(scored.stdout)['one']['metrics'].items()}
    test_eq((metrics['stated label is the gold label'], metrics['argues for its label, by lexicon']), (1., 1.))
    assert metrics['rouge_l'] > .8
    test_eq((json.loads(judged.stdout)['win rate'], json.loads(added.stdout)['win rate']), (1., 1.))
    test_eq([type(w.exception).__name__ for w in wrong], ['TinyEmoError']*2)
    json.loads(judged.stdout)


def test_an_audit():
    def write_lines(path, *lines):
        Path(path).write_text('\n'.join(lines))

    rng = np.random.default_rng(0)
    labels = np.arange(180) % 6
    x = rng.normal(size=(6, 32))[labels] + rng.normal(size=(180, 32))
    about = {'encoder': 'toy', 'dataset': 'toy'}
    fs = FeatureSet(x.astype(np.float32), labels, [f'{i}' for i in range(180)], EKMAN.labels, about)
    hat = rng.random(180) < .4
    logits = np.eye(6)[labels]*2 + rng.normal(size=(180, 6)) + 3*hat[:, None]*np.eye(6)[0]
    probs = np.exp(logits)/np.exp(logits).sum(1, keepdims=True)
    pairs = zip(np.flatnonzero(~hat)[:60], np.flatnonzero(hat)[:60])
    with tempfile.TemporaryDirectory() as d:
        save_features(fs, f'{d}/f.safetensors')
        predictions = [f'{i},' + ','.join(map(str, p)) for i, p in zip(fs.ids, probs)]
        write_lines(f'{d}/p.csv', 'path,' + ','.join(EKMAN.labels), *predictions)
        write_lines(f'{d}/m.csv', 'path,hat', *(f'{i},{"yes" if h else "no"}' for i, h in zip(fs.ids, hat)))
        write_lines(f'{d}/c.csv', 'change,before,after', *(f'hat: off → on,{a},{b}' for a, b in pairs))
        replies = [{'path': i, 'stated': EKMAN.labels[p.argmax()], 'reasoning': 'A hat, and a frown.' if h else 'A frown.'}
                   for i, p, h in zip(fs.ids, probs, hat)]
        write_lines(f'{d}/replies.jsonl', *map(json.dumps, replies))
        known = ('--on', f'{d}/f.safetensors', '--metadata', f'{d}/m.csv', '--permutations', 200)
        audited = invoke('audit', f'{d}/p.csv', *known, '--out', f'{d}/a', '--changes', f'{d}/c.csv')
        spoken = invoke('audit', f'{d}/replies.jsonl', *known, '--out', f'{d}/b')
        written = sorted(p.name for p in Path(d, 'a').iterdir())
        wrong = [invoke('audit', f'{d}/p.csv', '--out', f'{d}/a'),
                 invoke('audit', f'{d}/p.csv', '--on', f'{d}/f.safetensors', '--out', f'{d}/a')]
    test_eq((audited.exit_code, spoken.exit_code), (0, 0))
    assert 'Where hat is' in audited.stdout and 'Changing hat from off to on' in audited.stdout
    assert 'the share of texts with “hat” is 100.0 points' in spoken.stdout
    test_eq(written, ['card.md', 'findings.json', 'report.html'])
    test_eq([type(w.exception).__name__ for w in wrong], ['TinyEmoError']*2)
    next(line for line in audited.stdout.splitlines() if 'Changing hat' in line)


def test_in_a_process_of_its_own():
    def call(*words):
        program = 'from tinyemo.cli.main import main; main()'
        return subprocess.run([sys.executable, '-c', program, *map(str, words)], capture_output=True, text=True)

    probe = """
import sys
from tinyemo.projector.classify import classify, gather
from tinyemo.projector.checkpoint import load_model
model = load_model(sys.argv[1])
classify(model, gather([sys.argv[2]], model))
print(sorted({'torch', 'transformers'} & set(sys.modules)))
"""
    rng = np.random.default_rng(0)
    labels = np.arange(180) % 6
    x = rng.normal(size=(180, 32)).astype(np.float32)
    fs = FeatureSet(x, labels, [f'{i}' for i in range(180)], EKMAN.labels, {'encoder': 'toy'})
    with tempfile.TemporaryDirectory() as d:
        save_features(fs, f'{d}/f.safetensors')
        invoke('fit', f'{d}/f.safetensors', '--out', f'{d}/model', '--no-transfer')
        (Path(d)/'broken').mkdir()
        missing = call('classify', f'{d}/model', f'{d}/none.safetensors')
        nothing = call('evaluate', f'{d}/broken', f'{d}/f.safetensors')
        command = [sys.executable, '-c', probe, f'{d}/model', f'{d}/f.safetensors']
        loaded = subprocess.run(command, capture_output=True, text=True)
    test_eq((missing.returncode, missing.stderr.count('\n')), (2, 1))
    test_eq((nothing.returncode, nothing.stderr.count('\n')), (2, 1))
    test_eq(loaded.stdout.strip(), '[]')
    missing.stderr.replace(d, '…'), nothing.stderr.replace(d, '…')
    name = b'caf\xe9.jpg' if sys.platform == 'linux' else 'café.jpg'.encode() # others have no such names
    with tempfile.TemporaryDirectory() as d:
        Image.new('RGB', (40, 40), 'gold').save(f'{d}/a.jpg')
        Path(d, 'a.jpg').rename(Path(d, os.fsdecode(name)))
        strict = os.environ | {'PYTHONIOENCODING': 'utf-8:strict'} # as in most languages' locales
        words = [sys.executable, '-c', 'from tinyemo.cli.main import main; main()', 'classify', 'photos-lite0', d, '--json']
        run = subprocess.run(words, capture_output=True, text=True, env=strict)
    test_eq(run.returncode, 0)
    test_eq(Path(json.loads(run.stdout)['path']).name, os.fsdecode(name))
    def call(*words, before='', **env):
        program = f'{before}from tinyemo.cli.main import main; main()'
        return subprocess.run([sys.executable, '-c', program, *map(str, words)], capture_output=True, text=True,
                              env=os.environ | env, cwd=data_path().parent)

    full = ('import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n'
        'resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n')
    rng = np.random.default_rng(0)
    ids = [str(i) for i in range(60)]
    fs = FeatureSet(rng.normal(size=(60, 8)), np.arange(60) % 6, ids, EKMAN.labels, {'encoder': 'toy'})
    turns = [{'from': 'human', 'value': 'What?'}, {'from': 'gpt', 'value': 'A sea.'}]
    record = json.dumps({'id': '1', 'image': 'a.png', 'conversations': turns})
    with tempfile.TemporaryDirectory() as d:
        f, model, key = save_features(fs, f'{d}/f.safetensors'), f'{d}/model', 'sk-' + 60*'secret'
        invoke('fit', f, '--out', model, '--no-transfer')
        Path(f'{d}/good.jsonl').write_text(f'{record}\n')
        Path(f'{d}/some.jsonl').write_text(f'{record}\n[1]\n')
        Path(f'{d}/none.jsonl').write_text('3\n')
        ran = {
            'rows': call('evaluate', model, f, '--rows', f'{d}/r.jsonl', '--report', f'{d}/r.html'),
            'refused': call('evaluate', model, f, '--faces', 3),
            'good': call('convert', f'{d}/good.jsonl', f'{d}/good.json'),
            'some': call('convert', f'{d}/some.jsonl', f'{d}/some.json'),
            'none': call('convert', f'{d}/none.jsonl', f'{d}/none.json'),
            'full': call('fit', f, '--out', f'{d}/other', '--no-transfer', before=full),
            'key': call('classify', key, f, OPENAI_API_KEY=key),
            'debug': call('classify', 'nowhere', f, TINYEMO_DEBUG='1'),
        }
        failing = "import atexit, logging; atexit.register(logging.error, 'Failed to download weights')\n"
        test_eq(call('--help', before=failing).stderr, '')
        written = sorted(p.name for p in Path(d).glob('*.*') if p.name[:4] in ('r.js', 'r.ht', 'good', 'some', 'none'))
    test_eq({name: r.returncode for name, r in ran.items()},
            dict(rows=0, refused=2, good=0, some=3, none=1, full=2, key=2, debug=1))
    test_eq(written, ['good.json', 'good.jsonl', 'none.json.bad.jsonl', 'none.jsonl', 'r.html', 'r.jsonl', 'some.json',
                      'some.json.bad.jsonl', 'some.jsonl'])
    assert 'Traceback' in ran['debug'].stderr and not any('Traceback' in r.stderr for r in list(ran.values())[:-1])
    assert '--faces cannot be used with a feature file' in ran['refused'].stderr
    assert 'secret' not in ran['key'].stderr + ran['key'].stdout and str(data_path()) not in ran['key'].stderr
    {name: r.stderr.replace(d, '…').strip().split('\n')[-1][:100] for name, r in ran.items()}


def test_data_synthesis():
    with tempfile.TemporaryDirectory() as d:
        made = invoke('synth', 'faces:11', '--out', f'{d}/set', '--generator', 'templates', '--tasks', 'caption,reasoning')
        turned = invoke('convert', f'{d}/set/reasoning.json', f'{d}/r.parquet', '--images', f'{d}/set/images', '--embed')
        bad = [invoke('synth', 'faces:5', '--out', d, *more) for more in (
            ['--generator', 'gpt'], ['--tasks', 'poem'], ['--generator', 'openai:m', '--prices', 'cheap'],
            ['--generator', 'templates', '--prices', '3,15'])]
    test_eq(made.exit_code, 0)
    assert made.stdout.strip().endswith('report.html') and '22 records' in made.stderr
    assert turned.stdout.strip().endswith('11 records')
    test_eq([str(b.exception) for b in bad], [
        "unknown generator 'gpt': choose one of embedded, templates, openai, anthropic, anthropic-batch, hf, replay",
        "unknown task 'poem': choose one of caption, vqa, sentiment, reasoning, reasoning-hq, conversation",
        "prices 'cheap': give two numbers, of a million tokens in and out, such as 3,15",
        '--prices cannot be used with templates and faces:5: leave it out'])
    str(bad[1].exception)
