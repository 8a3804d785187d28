# Generated from nbs/apps/60_share.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import tempfile
from fastcore.test import test_eq, test_fail
from huggingface_hub import constants
from pathlib import Path
from tinyemo.apps.share import _to_share, kind, model_card, share
from tinyemo.models import model_folder
from tinyemo.projector.checkpoint import load_model


def test_what_is_in_a_folder():
    shipped = {name: kind(model_folder(name)) for name in ('emotion6-clip-vit-l14', 'faces-smollm2')}
    test_eq(list(shipped.values()), ['projector', 'language model'])


def test_cards():
    text = model_card(model_folder('faces-smollm2'))
    assert text.startswith('---\nlibrary_name: tinyemo') and 'SmolLM2-135M-Instruct' in text and 'top-1' in text
    assert 'found again' not in text
    print(text)


def test_save_push_load():
    shipped = model_folder('emotion6-clip-vit-l14')
    with tempfile.TemporaryDirectory() as d:
        copy = Path(share('emotion6-clip-vit-l14', f'{d}/mine'))
        files = sorted(p.name for p in copy.iterdir())
        test_eq((copy/'model.safetensors').read_bytes(), (shipped/'model.safetensors').read_bytes())
        test_eq(load_model(copy).classes, load_model(shipped).classes)
        assert (copy/'README.md').read_text().startswith('---')
    with tempfile.TemporaryDirectory() as d:
        snapshot = Path(d, 'models--me--mine', 'snapshots', 'a'*40)
        share('emotion6-clip-vit-l14', snapshot)
        (snapshot.parents[1]/'refs').mkdir()
        (snapshot.parents[1]/'refs'/'main').write_text('a'*40)
        before = constants.HF_HUB_CACHE
        constants.HF_HUB_CACHE = d
        try:
            found = load_model('hf:me/mine')
        finally:
            constants.HF_HUB_CACHE = before
    test_eq(found.classes, load_model(shipped).classes)


def test_edge_cases():
    other = model_card(model_folder('emotion6-clip-vit-l14'), 'cc-by-4.0')
    found = load_model('emotion6-clip-vit-l14').meta['unseen_labels']['mean_recall']
    assert 'license: cc-by-4.0' in other and f'found again in {found:.0%}' in other and 'No bias audit' in other
    test_fail(lambda: kind('.'), contains='holds no projector')
    test_fail(lambda: model_card(model_folder('faces-smollm2'), audit='nowhere'), contains='no card.md')
    with tempfile.TemporaryDirectory() as d:
        folder = Path(d)
        shipped = model_folder('emotion6-clip-vit-l14')
        config = json.loads((shipped/'config.json').read_text()) | {'meta': {}, 'trained_on': {}}
        (folder/'config.json').write_text(json.dumps(config))
        (folder/'model.safetensors').write_bytes((shipped/'model.safetensors').read_bytes())
        (folder/'card.md').write_text('A gap for <hats>.')
        for name in ('checkpoint-3/model.bin', 'runs/events', '.git/config', 'optimizer.pt'):
            (folder/name).parent.mkdir(exist_ok=True)
            (folder/name).write_bytes(b'')
        test_eq(list(_to_share(folder)), ['card.md', 'config.json', 'model.safetensors'])
        bare = model_card(folder, audit=folder)
        untold = config | {'meta': {'unseen_labels': {'mean_recall': None}}} # two classes: none can be left out
        (folder/'config.json').write_text(json.dumps(untold))
        assert 'found again' not in model_card(folder)
        (folder/'config.json').write_text(json.dumps(config | {'meta': {'valid': {'n': 3}}}))
        test_fail(lambda: model_card(folder), contains='does not say what a card needs')
        (folder/'config.json').write_text('[]')
        test_fail(lambda: kind(folder), contains='holds no projector')
    assert '? images of an unnamed set (all)' in bare and 'Measured' not in bare
    assert bare.rstrip().endswith('A gap for <hats>.')
    with tempfile.TemporaryDirectory() as d:
        for name in ('README.md', 'reasoning.json'):
            Path(d, name).write_text('[]')
        test_eq(kind(d), 'data set')
        test_fail(lambda: model_card(d), contains='is a data set')
        test_fail(lambda: kind(f'{d}/README.md'), contains='holds no projector')
