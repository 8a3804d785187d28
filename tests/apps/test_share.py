# Generated from nbs/apps/60_share.ipynb by tinyemo.dev.nbtools: edit the notebook.
import shutil
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.apps.share import kind, model_card, share
from tinyemo.core import model_folder
from tinyemo.projector.model import load_model


def test_cards():
    text = model_card(model_folder('faces-smollm2'))
    assert text.startswith('---\nlibrary_name: tinyemo') and 'SmolLM2-135M-Instruct' in text and 'top-1' in text
    other = model_card(model_folder('emotion6-clip-vit-l14'), 'cc-by-4.0')
    assert 'license: cc-by-4.0' in other and 'found again in 0%' in other
    test_fail(lambda: kind('.'), contains='holds no projector')
    test_fail(lambda: model_card(model_folder('faces-smollm2'), audit='nowhere'), contains='no card.md')
    print(text)


def test_save_push_load():
    shipped = model_folder('emotion6-clip-vit-l14')
    with tempfile.TemporaryDirectory() as d:
        copy = share('emotion6-clip-vit-l14', f'{d}/mine')
        test_eq((Path(copy)/'model.safetensors').read_bytes(), (shipped/'model.safetensors').read_bytes())
        test_eq(load_model(copy).classes, load_model(shipped).classes)
        assert (Path(copy)/'README.md').read_text().startswith('---')
        from huggingface_hub import constants
        before = constants.HF_HUB_CACHE
        constants.HF_HUB_CACHE = f'{d}/hub'
        snapshot = Path(d, 'hub', 'models--me--mine', 'snapshots', 'a'*40)
        shutil.copytree(copy, snapshot)
        (snapshot.parents[1]/'refs').mkdir()
        (snapshot.parents[1]/'refs'/'main').write_text('a'*40)
        try:
            found = load_model('hf:me/mine')
        finally:
            constants.HF_HUB_CACHE = before
        test_eq(found.classes, load_model(shipped).classes)
