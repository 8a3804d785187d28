# Generated from nbs/apps/08_pretrained.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import numpy as np
import pytest
import subprocess
import sys
import tempfile
import torch
from PIL import Image
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.apps.pretrained import describe_tower, to_transformers
from tinyemo.images.encode import encode_images
from tinyemo.images.encoders import load_encoder
from tinyemo.images.images import open_image
from tinyemo.projector.checkpoint import load_model
from tinyemo.projector.fit import fit
from transformers import AutoImageProcessor, CLIPImageProcessor, CLIPVisionConfig, CLIPVisionModelWithProjection, pipeline


def test_registered_and_written():
    drawn = Image.new('RGB', (64, 64), 'gold')
    model = load_model('faces-smollm2')
    with tempfile.TemporaryDirectory() as d:
        to_transformers(model, f'{d}/faces')
        files = sorted(p.name for p in Path(f'{d}/faces').iterdir())
        classify = pipeline('image-classification', model=f'{d}/faces')
        answers = classify(drawn, top_k=8)
    ours = model.predict_proba(encode_images([drawn], load_encoder(model.encoder)).features)[0]
    test_close([a['score'] for a in answers], sorted(ours, reverse=True), 1e-3)
    test_eq(answers[0]['label'], model.classes[ours.argmax()])


def test_edge_cases():
    sizes = dict(hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2, image_size=32)
    rng = np.random.default_rng(0)
    pictures = [Image.fromarray(rng.integers(0, 256, (40, 40, 3), np.uint8)) for _ in range(24)]
    about = {'dataset': 'noise', 'split': 'train'}
    torch.manual_seed(0)
    clip = CLIPVisionModelWithProjection(CLIPVisionConfig(**sizes, patch_size=16, projection_dim=24))
    with tempfile.TemporaryDirectory() as d:
        clip.save_pretrained(f'{d}/clip')
        CLIPImageProcessor(size={'shortest_edge': 32}, crop_size={'height': 32, 'width': 32}).save_pretrained(f'{d}/clip')
        encoder = load_encoder(f'hf-pooled:{d}/clip')
        ids, labels = [str(i) for i in range(24)], [i % 3 for i in range(24)]
        fs = encode_images(pictures, encoder, ids, labels, ('awe', 'fear', 'joy'), about)
        model = fit(fs, 'best', transfer=False)
        to_transformers(model, f'{d}/model')
        answers = pipeline('image-classification', model=f'{d}/model')(pictures[0], top_k=3)
        test_close([a['score'] for a in answers], sorted(model.predict_proba(fs.features[:1])[0], reverse=True), 2e-3)
        code = Path(f'{d}/model/modeling_tinyemo.py').read_text()
        test_fail(lambda: describe_tower(load_encoder(f'hf:{d}/clip')), contains='cannot be built again')
    assert 'import tinyemo' not in code and 'from tinyemo' not in code
    import open_clip
    import timm

    tiny = {
        'embed_dim': 16,
        'vision_cfg': {'image_size': 32, 'layers': 2, 'width': 64, 'patch_size': 16, 'head_width': 32},
        'text_cfg': {'context_length': 77, 'vocab_size': 49408, 'width': 32, 'heads': 2, 'layers': 2},
    }
    with tempfile.TemporaryDirectory() as d:
        Path(d, 'tiny-clip.json').write_text(json.dumps(tiny))
        open_clip.add_model_config(d)
        torch.save(open_clip.create_model('tiny-clip').state_dict(), f'{d}/clip.pt')
        names = [f'open_clip:tiny-clip@{d}/clip.pt']
        for net in ('test_vit', 'test_resnet'):
            torch.save(timm.create_model(net, num_classes=0).state_dict(), f'{d}/{net}.pth')
            names.append(f'timm:{net}@{d}/{net}.pth')
        for name in names:
            rows = encode_images(pictures, load_encoder(name), ids, labels, ('awe', 'fear', 'joy'), about)
            built = fit(rows, 'linear', transfer=False)
            folder = str(to_transformers(built, f'{d}/model'))
            answers = pipeline('image-classification', model=folder)(pictures[0], top_k=3)
            scores = {a['label']: a['score'] for a in answers}
            test_close([scores[c] for c in built.classes], built.predict_proba(rows.features[:1])[0], 1e-3)
    own, lying = load_encoder('lite0'), Image.Exif()
    lying[0x0112] = 6
    rows = encode_images(pictures, own, ids, labels, ('awe', 'fear', 'joy'), about)
    model = fit(rows, 'linear', transfer=False)
    with tempfile.TemporaryDirectory() as d:
        Image.linear_gradient('L').save(f'{d}/a.jpg', exif=lying)
        folder = str(to_transformers(model, f'{d}/model'))
        loaded = [pipeline('image-classification', model=folder, dtype=dtype) for dtype in ('float16', 'bfloat16')]
        half = [classify(f'{d}/a.jpg') for classify in loaded]
        with Image.open(f'{d}/a.jpg') as opened:
            pixels = AutoImageProcessor.from_pretrained(folder)(opened)['pixel_values']
        upright = open_image(f'{d}/a.jpg')
        ours = model.predict_proba(own([upright]).numpy())[0]
    assert abs(pixels - own.transform(upright)).max() < .05 and pixels[0, 0, 0, 0] > pixels[0, 0, 0, -1]
    for answers in half:
        scores = {a['label']: a['score'] for a in answers}
        test_close([scores[c] for c in model.classes], ours, .05)


@pytest.mark.slow
def test_edge_cases_slow():
    sizes = dict(hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2, image_size=32)
    rng = np.random.default_rng(0)
    pictures = [Image.fromarray(rng.integers(0, 256, (40, 40, 3), np.uint8)) for _ in range(24)]
    about = {'dataset': 'noise', 'split': 'train'}
    torch.manual_seed(0)
    clip = CLIPVisionModelWithProjection(CLIPVisionConfig(**sizes, patch_size=16, projection_dim=24))
    with tempfile.TemporaryDirectory() as d:
        clip.save_pretrained(f'{d}/clip')
        CLIPImageProcessor(size={'shortest_edge': 32}, crop_size={'height': 32, 'width': 32}).save_pretrained(f'{d}/clip')
        encoder = load_encoder(f'hf-pooled:{d}/clip')
        ids, labels = [str(i) for i in range(24)], [i % 3 for i in range(24)]
        fs = encode_images(pictures, encoder, ids, labels, ('awe', 'fear', 'joy'), about)
        model = fit(fs, 'best', transfer=False)
        to_transformers(model, f'{d}/model')
        answers = pipeline('image-classification', model=f'{d}/model')(pictures[0], top_k=3)
        test_close([a['score'] for a in answers], sorted(model.predict_proba(fs.features[:1])[0], reverse=True), 2e-3)
        code = Path(f'{d}/model/modeling_tinyemo.py').read_text()
        test_fail(lambda: describe_tower(load_encoder(f'hf:{d}/clip')), contains='cannot be built again')
    assert 'import tinyemo' not in code and 'from tinyemo' not in code
    script = """
import json, sys
from PIL import Image
from transformers import pipeline
for name in [n for n in sys.modules if n.split('.')[0] == 'tinyemo']:
    del sys.modules[name] # what repairs torchvision here, see `torchfix`
sys.modules['tinyemo'] = None # cannot be imported from now on
classify = pipeline('image-classification', model=sys.argv[1], trust_remote_code=True)
print(json.dumps(classify(Image.open(sys.argv[2]), top_k=3)))
"""
    with tempfile.TemporaryDirectory() as d:
        clip.save_pretrained(f'{d}/clip')
        CLIPImageProcessor(size={'shortest_edge': 32}, crop_size={'height': 32, 'width': 32}).save_pretrained(f'{d}/clip')
        encoder = load_encoder(f'hf-pooled:{d}/clip')
        model = fit(encode_images(pictures, encoder, ids, labels, fs.classes, about), 'linear', transfer=False)
        to_transformers(model, f'{d}/model')
        pictures[0].save(f'{d}/a.png')
        run = subprocess.run([sys.executable, '-c', script, f'{d}/model', f'{d}/a.png'], capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        alone = json.loads(run.stdout.splitlines()[-1])
    test_close([a['score'] for a in alone], sorted(model.predict_proba(fs.features[:1])[0], reverse=True), 2e-3)
