# Generated from nbs/mllm/80_answers.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pytest
import tempfile
from PIL import Image
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.images.encode import encode_images
from tinyemo.images.encoders import load_encoder
from tinyemo.mllm.answers import answers
from tinyemo.mllm.folders import save_mllm
from tinyemo.mllm.model import MLLM, MLLMSpec
from tinyemo.mllm.tiny import tiny_llm, tiny_tokenizer
from tinyemo.projector.checkpoint import save_model
from tinyemo.projector.fit import fit


def test_jobs():
    def tiny_reader(folder):
        "Six pictures of night and day, one file that is none, and a model that is told what a projector says of them."
        folder, paths = Path(folder), []
        for i in range(6):
            paths.append(folder/f'{i}.png')
            Image.new('RGB', (50, 50), (3*i, 2*i, 90) if i%2 else (255-3*i, 250, 200)).save(paths[-1])
        tiny_llm().save_pretrained(folder/'llm')
        tiny_tokenizer().save_pretrained(folder/'llm')
        spec = MLLMSpec('lite0-tokens', 101, 128, 'mlp', str(folder/'llm'))
        save_mllm(MLLM(tiny_llm(), tiny_tokenizer(), spec), folder/'model')
        fs = encode_images(paths, load_encoder('lite0'), labels=[i%2 for i in range(6)], classes=('joy', 'fear'))
        save_model(fit(fs, 'linear', transfer=False), folder/'model'/'projector')
        (folder/'torn.png').write_text('no picture')
        return [*paths[:3], folder/'torn.png', *paths[3:]]

    with tempfile.TemporaryDirectory() as d:
        paths = tiny_reader(d)
        rows, skipped = answers({f'{d}/model': paths}, size=3, device='cpu')
        said, _ = answers({f'{d}/model': paths[:2]}, ask='What is it?', device='cpu')
        test_fail(lambda: answers({f'{d}/model': paths[3:4]}, device='cpu'), contains='none of 1 images could be read')
    test_eq(list(rows), [str(p) for p in paths if p.name != 'torn.png'])
    test_eq([Path(path).name for path, _ in skipped], ['torn.png'])
    test_eq([set(row) for row in said.values()], [{'path', 'answer'}]*2)
    [row['label'] for row in rows.values()]


@pytest.mark.slow
def test_jobs_slow():
    def tiny_reader(folder):
        "Six pictures of night and day, one file that is none, and a model that is told what a projector says of them."
        folder, paths = Path(folder), []
        for i in range(6):
            paths.append(folder/f'{i}.png')
            Image.new('RGB', (50, 50), (3*i, 2*i, 90) if i%2 else (255-3*i, 250, 200)).save(paths[-1])
        tiny_llm().save_pretrained(folder/'llm')
        tiny_tokenizer().save_pretrained(folder/'llm')
        spec = MLLMSpec('lite0-tokens', 101, 128, 'mlp', str(folder/'llm'))
        save_mllm(MLLM(tiny_llm(), tiny_tokenizer(), spec), folder/'model')
        fs = encode_images(paths, load_encoder('lite0'), labels=[i%2 for i in range(6)], classes=('joy', 'fear'))
        save_model(fit(fs, 'linear', transfer=False), folder/'model'/'projector')
        (folder/'torn.png').write_text('no picture')
        return [*paths[:3], folder/'torn.png', *paths[3:]]

    with tempfile.TemporaryDirectory() as d:
        paths = tiny_reader(d)
        rows, skipped = answers({f'{d}/model': paths}, size=3, device='cpu')
        said, _ = answers({f'{d}/model': paths[:2]}, ask='What is it?', device='cpu')
        test_fail(lambda: answers({f'{d}/model': paths[3:4]}, device='cpu'), contains='none of 1 images could be read')
    test_eq(list(rows), [str(p) for p in paths if p.name != 'torn.png'])
    test_eq([Path(path).name for path, _ in skipped], ['torn.png'])
    test_eq([set(row) for row in said.values()], [{'path', 'answer'}]*2)
    [row['label'] for row in rows.values()]
    with tempfile.TemporaryDirectory() as d:
        paths = tiny_reader(d)
        here = answers({f'{d}/model': paths}, size=2, device='cpu')
        there = answers({f'{d}/model': paths}, size=2, device='cpu', engine='ray', workers=2)
    test_eq(there, here)
