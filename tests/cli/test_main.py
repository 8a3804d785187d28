# Generated from nbs/cli/60_main.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import numpy as np
import sys
import tempfile
import tinyemo.cli.main
from PIL import Image
from fastcore.test import test_close, test_eq
from pathlib import Path
from tinyemo.cli.app import app
from tinyemo.images.features import FeatureSet, save_features
from tinyemo.images.taxonomy import EKMAN
from typer.testing import CliRunner


def test_it_holds_together():
    run = lambda *args: CliRunner().invoke(app, [str(a) for a in args])
    for words in ([], ['features'], ['features', 'import'], ['features', 'extract'], ['fit'], ['evaluate'], ['compare'], ['audit'], ['texts'], ['judge'], ['sheet'], ['classify'], ['synth'], ['convert'], ['quickstart'], ['bench'], ['bench', 'projector']):
        assert run(*words, '--help').exit_code == 0, words
    print(run('--help').output)
    rng = np.random.default_rng(0)
    y = np.arange(180) % 6
    fs = FeatureSet((rng.normal(size=(6, 32))[y] + rng.normal(size=(180, 32))).astype(np.float32), y, [f'{i}' for i in range(180)], EKMAN.labels, {'encoder': 'toy', 'dataset': 'toy', 'split': 'train'})
    run = lambda *args: CliRunner().invoke(app, [str(a) for a in args])
    with tempfile.TemporaryDirectory() as d:
        save_features(fs.subset(range(120)), f'{d}/train.safetensors')
        save_features(fs.subset(range(120, 180)), f'{d}/test.safetensors')
        fitted = run('fit', f'{d}/train.safetensors', '--out', f'{d}/model', '--seed', 0)
        report = json.loads(run('evaluate', f'{d}/model', f'{d}/test.safetensors', '--json').stdout)
        rows = [json.loads(l) for l in run('classify', f'{d}/model', f'{d}/test.safetensors', '--json').stdout.splitlines()]
        table = run('classify', f'{d}/model', f'{d}/test.safetensors', '--labels', 'calm,grief,awe')
        same = run('evaluate', f'{d}/model', f'{d}/train.safetensors')
        suite = run('evaluate', f'{d}/model', d, '--fit', 'linear probe', '--rows', f'{d}/a.jsonl', '--report', f'{d}/r.html', '--report', f'{d}/r.md', '--draws', 20, '--keep', f'{d}/kept')
        again = run('evaluate', f'{d}/model', d, '--fit', 'linear probe', '--rows', f'{d}/b.jsonl', '--draws', 20, '--seed', 1, '--keep', f'{d}/kept')
        Path(d, 'p.csv').write_text(run('classify', f'{d}/model', f'{d}/test.safetensors', '--format', 'csv').stdout)
        given = run('evaluate', f'{d}/p.csv', f'{d}/test.safetensors', '--json', '--draws', 20)
        changed = run('compare', f'{d}/a.jsonl', f'{d}/b.jsonl', '--json')
        written = sorted(p.name for p in Path(d).glob('r.*'))
        wrong = [run('classify', f'{d}/model', f'{d}/nothing.safetensors'), run('fit', f'{d}/train.safetensors', '--out', f'{d}/m', '--preset', 'worst'), run('evaluate', f'{d}/model', d, '--fit', 'magic')]
    assert {'top1', 'macro_f1', 'ece', 'nll', 'n', 'ci95', 'per_class'} <= set(report)
    test_eq((fitted.exit_code, report['n'], len(rows), set(rows[0]['probabilities'])), (0, 60, 60, set(EKMAN.labels)))
    assert 'caution: ' in table.stderr and 'SEEN IN TRAINING: 120 by id' in same.stdout
    test_eq([type(w.exception).__name__ for w in wrong], ['TinyEmoError']*3)
    test_eq((suite.exit_code, again.exit_code, written), (0, 0, ['r.html', 'r.md']))
    test_close(json.loads(given.stdout)[0]['metrics']['top1']['value'], report['top1'])
    assert '| model | toy |' in suite.stdout and 'not at hand: emoset' in suite.stderr
    test_eq([(r['a'].split('/')[-1], r['difference'], r['p']) for r in json.loads(changed.stdout)], [('model', 0., 1.), ('linear probe', 0., 1.)])
    print(fitted.stdout.replace(d, '…'), table.stdout.split('\n')[0], table.stderr, sep='\n')
    run = lambda *args: CliRunner().invoke(app, [str(a) for a in args])
    with tempfile.TemporaryDirectory() as d:
        for label, colour in (('joy', 'gold'), ('sadness', 'navy')):
            (Path(d)/'mine'/label).mkdir(parents=True)
            for i in range(4):
                Image.effect_noise((40, 40), 20*i+10).convert('RGB').save(f'{d}/mine/{label}/{i}.png') if label == 'joy' else Image.new('RGB', (40, 40+i), colour).save(f'{d}/mine/{label}/{i}.png')
        (Path(d)/'mine'/'joy'/'cut.jpg').write_bytes(b'\xff\xd8')
        labelled = run('features', 'extract', f'{d}/mine', '--encoder', 'lite0', '--out', f'{d}/f')
        flat = run('features', 'extract', f'{d}/mine/sadness', '--encoder', 'lite0', '--out', f'{d}/f')
        fitted = run('fit', f'{d}/f/mine-all-lite0.safetensors', '--out', f'{d}/model')
        answer = run('classify', f'{d}/model', f'{d}/mine', '--format', 'csv')
        nothing = run('classify', f'{d}/model', f'{d}/mine/joy/cut.jpg')
        wrong = run('evaluate', f'{d}/model', f'{d}/f/sadness-all-lite0.safetensors')
    test_eq([r.exit_code for r in (labelled, flat, fitted, answer)], [0]*4)
    assert '8 x 1280, 2 classes' in labelled.stdout and '1 skipped' in labelled.stderr and '4 x 1280, no labels' in flat.stdout
    test_eq(answer.stdout.count('\n'), 9)
    test_eq(['could be read' in str(nothing.exception), 'carry no labels' in str(wrong.exception)], [True, True])
    print(answer.stdout.replace(d, '…').split('\n')[1], answer.stderr.replace(d, '…'), sep='\n')
    with tempfile.TemporaryDirectory() as d:
        from tinyemo.evaluation.judge import RUBRIC
        from tinyemo.synthesis.generators import Journal, Reply, request
        Image.new('RGB', (30, 30), 'gold').save(f'{d}/p.png')
        for name, text in (('one', 'A wide smile speaks of joy.'), ('two', 'A frown speaks of anger.')):
            Path(d, f'{name}.jsonl').write_text(json.dumps({'path': f'{d}/p.png', 'label': 'joy', 'stated': text.split()[-1].strip('.'), 'reasoning': text}))
        Path(d, 'known.jsonl').write_text(json.dumps({'path': 'p.png', 'gold': 'joy', 'references': ['A smile speaks of joy.']}))
        scored = run('texts', f'{d}/one.jsonl', f'{d}/two.jsonl', '--known', f'{d}/known.jsonl', '--json', '--rows', f'{d}/r.jsonl')
        shown = [f'{t}\nEmotion: {e}' for t, e in (('A wide smile speaks of joy.', 'joy'), ('A frown speaks of anger.', 'anger'))]
        with Journal(f'{d}/recorded.jsonl') as kept:
            for (a, b), better in ((shown, 'A'), (shown[::-1], 'B')):
                kept.add(Reply(request(RUBRIC.format(a=a, b=b), f'{d}/p.png', salt='run 0').key, json.dumps({'better': better}), 'recorded'))
        judged = run('judge', f'{d}/one.jsonl', f'{d}/two.jsonl', '--out', f'{d}/j', '--generator', f'replay:{d}/recorded.jsonl')
        made = run('sheet', f'{d}/one.jsonl', f'{d}/two.jsonl', '--out', f'{d}/s')
        key = json.loads(Path(d, 's', 'key.json').read_text())
        Path(d, 'ada.json').write_text(json.dumps({'rater': 'ada', 'sheet': key['sheet'], 'items': [{'choice': 'b' if key['items'][0]['swapped'] else 'a', 'note': ''}]}))
        added = run('sheet', f'{d}/s/key.json', f'{d}/ada.json', '--read')
        wrong = [run('judge', f'{d}/one.jsonl', f'{d}/two.jsonl', '--out', f'{d}/j', '--generator', 'templates'), run('texts', f'{d}/none.jsonl')]
    test_eq([r.exit_code for r in (scored, judged, made, added)], [0]*4)
    metrics = json.loads(scored.stdout)['one']['metrics']
    test_eq((metrics['stated label is the gold label']['value'], metrics['argues for its label, by lexicon']['value'], metrics['rouge_l']['value'] > .8), (1., 1., True))
    test_eq((json.loads(judged.stdout)['win rate'], json.loads(added.stdout)['win rate']), (1., 1.))
    test_eq([type(w.exception).__name__ for w in wrong], ['TinyEmoError']*2)
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as d:
        hat = rng.random(180) < .4
        save_features(fs, f'{d}/f.safetensors')
        logits = np.eye(6)[fs.labels]*2 + rng.normal(size=(180, 6)) + 3*hat[:, None]*np.eye(6)[0]
        probs = np.exp(logits)/np.exp(logits).sum(1, keepdims=True)
        Path(d, 'p.csv').write_text('\n'.join(['path,'+','.join(EKMAN.labels)] + [f'{i},'+','.join(map(str, p)) for i, p in zip(fs.ids, probs)]))
        Path(d, 'm.csv').write_text('\n'.join(['path,hat'] + [f'{i},{"yes" if h else "no"}' for i, h in zip(fs.ids, hat)]))
        Path(d, 'c.csv').write_text('change,before,after\n' + '\n'.join(f'hat: off → on,{a},{b}' for a, b in zip(np.flatnonzero(~hat)[:60], np.flatnonzero(hat)[:60])))
        Path(d, 'replies.jsonl').write_text('\n'.join(json.dumps({'path': i, 'stated': EKMAN.labels[p.argmax()], 'reasoning': 'A hat, and a frown.' if h else 'A frown.'}) for i, p, h in zip(fs.ids, probs, hat)))
        audited = run('audit', f'{d}/p.csv', '--on', f'{d}/f.safetensors', '--metadata', f'{d}/m.csv', '--out', f'{d}/a', '--permutations', 200, '--changes', f'{d}/c.csv')
        spoken = run('audit', f'{d}/replies.jsonl', '--on', f'{d}/f.safetensors', '--metadata', f'{d}/m.csv', '--out', f'{d}/b', '--permutations', 200)
        written = sorted(p.name for p in Path(d, 'a').iterdir())
        wrong = [run('audit', f'{d}/p.csv', '--out', f'{d}/a'), run('audit', f'{d}/p.csv', '--on', f'{d}/f.safetensors', '--out', f'{d}/a')]
    assert audited.exit_code == 0 and 'Where hat is' in audited.stdout and 'Changing hat from off to on' in audited.stdout
    assert spoken.exit_code == 0 and 'the share of texts with “hat” is 100.0 points' in spoken.stdout
    test_eq((written, [type(w.exception).__name__ for w in wrong]), (['card.md', 'findings.json', 'report.html'], ['TinyEmoError']*2))
    import subprocess

    call = lambda *args: subprocess.run([sys.executable, '-c', 'from tinyemo.cli.main import main; main()', *map(str, args)], capture_output=True, text=True)
    with tempfile.TemporaryDirectory() as d:
        save_features(fs, f'{d}/f.safetensors')
        run('fit', f'{d}/f.safetensors', '--out', f'{d}/model', '--no-transfer')
        missing = call('classify', f'{d}/model', f'{d}/none.safetensors')
        Path(d, 'empty').mkdir()
        Path(d, 'x.jpg').write_bytes(b'')
        (Path(d)/'broken').mkdir()
        nothing = call('evaluate', f'{d}/broken', f'{d}/f.safetensors')
        probe = "import sys, tinyemo.projector.classify as c, tinyemo.projector.model as p; m = p.load_model(sys.argv[1]); c.classify(m, c.gather([sys.argv[2]], m)); print(sorted({'torch', 'transformers'} & set(sys.modules)))"
        loaded = subprocess.run([sys.executable, '-c', probe, f'{d}/model', f'{d}/f.safetensors'], capture_output=True, text=True)
    test_eq((missing.returncode, missing.stderr.count('\n')), (2, 1))
    test_eq((nothing.returncode, nothing.stderr.count('\n')), (2, 1))
    test_eq(loaded.stdout.strip(), '[]')
    missing.stderr.replace(d, '…'), nothing.stderr.replace(d, '…')
    run = lambda *args: CliRunner().invoke(app, [str(a) for a in args])
    with tempfile.TemporaryDirectory() as d:
        made = run('synth', 'faces:11', '--out', f'{d}/set', '--generator', 'templates', '--tasks', 'caption,reasoning')
        turned = run('convert', f'{d}/set/reasoning.json', f'{d}/r.parquet', '--images', f'{d}/set/images', '--embed')
        bad = [run('synth', 'faces:5', '--out', d, *more) for more in (['--generator', 'gpt'], ['--tasks', 'poem'], ['--generator', 'templates', '--prices', 'cheap'])]
    assert made.exit_code == 0 and made.stdout.strip().endswith('report.html') and '22 records' in made.stderr, made.output
    assert turned.stdout.strip().endswith('11 records')
    test_eq([str(b.exception) for b in bad], [
        'unknown generator \'gpt\': choose one of embedded, templates, openai, anthropic, anthropic-batch, hf, replay', 'unknown task \'poem\': choose one of caption, vqa, sentiment, reasoning, reasoning-hq',
        "prices 'cheap': give two numbers, of a million tokens in and out, such as 3,15"])
