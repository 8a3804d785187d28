# Generated from nbs/mllm/70_stages.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pytest
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.images.features import load_features
from tinyemo.mllm.model import load_mllm
from tinyemo.mllm.stages import finetune, load_set, pretrain, set_features
from tinyemo.projector.model import load_model


@pytest.mark.llm
def test_on_forty_eight_drawn_faces_llm():
    from tinyemo.images.features import load_features
    from tinyemo.mllm.reason import reasonings
    from tinyemo.synthesis.build import build_dataset

    with tempfile.TemporaryDirectory() as d:
        build_dataset('faces:48', f'{d}/set', 'templates', say=lambda *a: None)
        news = []
        quiet = {'disable_tqdm': True, 'logging_steps': 1}
        pretrain(f'{d}/set', f'{d}/one', steps=2, batch=4, say=lambda *a: news.extend(a), options=quiet)
        finetune(f'{d}/set', f'{d}/one', f'{d}/no', batch=4, say=lambda *a: news.extend(a), dry_run=True)
        assert not Path(f'{d}/no').exists() and 'memory, measured' in news[-1]
        finetune(f'{d}/set', f'{d}/one', f'{d}/two', steps=2, batch=4, say=lambda *a: news.extend(a), options=quiet)
        fs = load_features(f'{d}/set/lite0-tokens.safetensors')
        rows = reasonings(load_mllm(f'{d}/two'), load_model(f'{d}/two/projector'), fs.subset([0, 1]), max_tokens=20)
        test_eq(sorted(p.name for p in Path(f'{d}/two').iterdir()), ['adapters', 'config.json', 'connector.safetensors', 'finetune.json', 'projector'])
        test_eq(len([n for n in news if 'image tokens of' in n]), 1) # extracted once
        test_fail(lambda: pretrain(f'{d}/set', f'{d}/x', encoder='lite0'), contains="encoder 'lite0' gives one vector an image")
        test_fail(lambda: load_set(f'{d}/set', f'{d}/one'), contains="images is below")
        (Path(d)/'more').mkdir()
        (Path(d)/'more'/'bad.png').write_text('no image')
        Path(d, 'more', 'good.png').write_bytes(next(Path(d, 'set', 'images').rglob('*.png')).read_bytes())
        from tinyemo.synthesis.conversations import single_turn
        two = [single_turn(n, f'{n}.png', 'What?', 'A face.') for n in ('good', 'bad')]
        told = []
        for _ in range(2):
            test_eq(set_features(two, Path(d)/'more', 'lite0-tokens', Path(d)/'more.safetensors', say=told.append).ids, ['good.png'])
        test_eq([t.split()[0] for t in told], ['image', 'skipped']) # once, not twice
    print(*news, sep='\n')
