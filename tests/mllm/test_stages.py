# Generated from nbs/mllm/70_stages.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pytest
import tempfile
from PIL import Image
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.images.features import load_features
from tinyemo.mllm.model import load_mllm
from tinyemo.mllm.stages import _themes, finetune, load_set, pretrain, set_features
from tinyemo.projector.model import load_model
from tinyemo.synthesis.conversations import single_turn


@pytest.mark.llm
def test_on_forty_eight_drawn_faces_llm():
    from tinyemo.mllm.reason import reasonings
    from tinyemo.synthesis.build import build_dataset

    quiet, news = {'disable_tqdm': True, 'logging_steps': 1}, []
    with tempfile.TemporaryDirectory() as d:
        build_dataset('faces:48', f'{d}/set', 'templates', say=lambda *a: None)
        pretrain(f'{d}/set', f'{d}/one', steps=2, batch=4, say=news.append, options=quiet)
        finetune(f'{d}/set', f'{d}/one', f'{d}/no', batch=4, say=news.append, dry_run=True)
        assert not Path(f'{d}/no').exists() and 'memory, measured' in news[-1]
        finetune(f'{d}/set', f'{d}/one', f'{d}/two', steps=2, batch=4, say=news.append, options=quiet)
        fs = load_features(f'{d}/set/lite0-tokens.safetensors')
        rows = reasonings(load_mllm(f'{d}/two'), load_model(f'{d}/two/projector'), fs.subset([0, 1]), max_tokens=20)
        files = ['adapters', 'config.json', 'connector.safetensors', 'finetune.json', 'projector']
        test_eq(sorted(p.name for p in Path(f'{d}/two').iterdir()), files)
        test_eq(len([n for n in news if 'image tokens of' in n]), 1) # extracted once
        test_fail(lambda: pretrain(f'{d}/set', f'{d}/x', encoder='lite0'), contains="'lite0' gives one vector an image")
        test_fail(lambda: load_set(f'{d}/set', f'{d}/one'), contains='images is below')
    print(*(n.replace(f'{d}/', '') for n in news), sep='\n')


def test_edge_cases():
    two = [single_turn(n, f'{n}.png', 'What?', 'A face.') for n in ('good', 'bad')]
    told = []
    with tempfile.TemporaryDirectory() as d:
        folder = Path(d)/'more'
        folder.mkdir()
        (folder/'bad.png').write_text('no image')
        Image.new('RGB', (64, 64), 'white').save(folder/'good.png')
        for _ in range(2):
            fs = set_features(two, folder, 'lite0-tokens', Path(d)/'more.safetensors', say=told.append)
            test_eq(fs.ids, ['good.png'])
    test_eq([t.split()[0] for t in told], ['image', 'skipped']) # once, not twice
    test_eq(_themes([single_turn('1', 'a.png', 'What?', 'A cat.', {'theme': 'cat'}), *two]), ['cat'])
