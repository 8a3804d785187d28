# Generated from nbs/36_recipe.ipynb by tinyemo.nbtools: edit the notebook.
import pytest
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.features import load_features
from tinyemo.mllm import load_mllm
from tinyemo.projector import load_model
from tinyemo.recipe import finetune, load_set, pretrain


@pytest.mark.llm
def test_on_forty_eight_drawn_faces_llm():
    from tinyemo.builder import build_dataset
    from tinyemo.features import load_features
    from tinyemo.reason import reason
    with tempfile.TemporaryDirectory() as d:
        build_dataset('faces:48', f'{d}/set', 'templates', say=lambda *a: None)
        news, quiet = [], {'disable_tqdm': True, 'logging_steps': 1}
        pretrain(f'{d}/set', f'{d}/one', steps=2, batch=4, say=lambda *a: news.extend(a), options=quiet)
        finetune(f'{d}/set', f'{d}/one', f'{d}/two', steps=2, batch=4, say=lambda *a: news.extend(a), options=quiet)
        fs = load_features(f'{d}/set/lite0-tokens.safetensors')
        rows = reason(load_mllm(f'{d}/two'), load_model(f'{d}/two/projector'), fs.subset([0, 1]), max_tokens=20)
        test_eq(sorted(p.name for p in Path(f'{d}/two').iterdir()), ['adapters', 'config.json', 'connector.safetensors', 'finetune.json', 'projector'])
        test_eq(len([n for n in news if 'image tokens of' in n]), 1) # extracted once
        test_fail(lambda: pretrain(f'{d}/set', f'{d}/x', encoder='lite0'), contains="encoder 'lite0' gives one vector an image")
        test_fail(lambda: load_set(f'{d}/set', f'{d}/one'), contains="images is below")
    print(*news, sep='\n')
