# Generated from nbs/images/80_encoders.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import open_clip
import tempfile
import timm
import torch
from PIL import Image
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from sklearn.datasets import load_sample_image
from tinyemo.images.encoders import _lite0, _place, load_encoder, load_encoders, paired
from tinyemo.images.faces import Face, draw
from tinyemo.images.frame import trim
from tinyemo.images.lite0 import lite0_transform
from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel
from transformers.utils.logging import disable_progress_bar


def test_the_embedded_default_efficientnet_lite0():
    grey = Image.new('RGB', (64, 64), 'grey')
    noise = Image.effect_noise((64, 64), 80).convert('RGB')
    z = _lite0({'lite0': 'pooled'})([grey, noise, grey])
    test_eq(z.shape, (3, 1280))
    test_close(z[0], z[2], eps=1e-4)
    z.norm(dim=1)
    drawing = draw(Face('awe', 'bun')).resize((150, 150)).convert('RGB')
    photo = Image.fromarray(load_sample_image('flower.jpg'))
    both_names = {'lite0': 'pooled', 'lite0-tokens': 'tokens'}
    both = _lite0(both_names)
    z = both([photo, drawing])
    test_eq((z.shape, [p.name for p in both.parts]), ((2, 1280 + 16*808), ['lite0', 'lite0-tokens']))
    alone = [_lite0({name: reading})([photo, drawing]) for name, reading in both_names.items()]
    test_close(z, torch.cat(alone, 1), eps=1e-4)
    pixels = both.transform(photo), both.transform(drawing)
    same = [bool((p[:3] == p[3:]).all()) for p in pixels]
    test_eq(same, [True, False])


def test_two_encoders_one_tower():
    names = ('clip-vit-l14', 'lite0-grid', 'hf:openai/clip-vit-large-patch14', 'hf:mine', 'tiles:hf:mine')
    pairs = {name: paired(name) for name in names}
    test_eq(pairs['clip-vit-l14'], ('clip-vit-l14', 'clip-vit-l14-tokens'))
    test_eq(pairs['hf:openai/clip-vit-large-patch14'][0], 'clip-vit-l14')
    disable_progress_bar()
    torch.manual_seed(0)
    small = dict(hidden_size=32, intermediate_size=32, num_hidden_layers=3, num_attention_heads=2)
    seeing = dict(**small, image_size=32, patch_size=16)
    clip = CLIPModel(CLIPConfig(text_config=dict(**small, vocab_size=100), vision_config=seeing, projection_dim=24)).eval()
    processor = CLIPImageProcessor(size={'shortest_edge': 32}, crop_size={'height': 32, 'width': 32})
    with tempfile.TemporaryDirectory() as d:
        clip.save_pretrained(d)
        processor.save_pretrained(d)
        plain, = load_encoders(paired(f'hf:{d}'))
        tiled, = load_encoders(paired(f'tiles:hf:{d}'))
    pictures = [Image.effect_noise((40, 30), 60).convert('RGB') for _ in range(2)]
    whole, views = plain(pictures), tiled(pictures)
    test_close(whole, views[:, :whole.shape[1]], eps=1e-5) # the overview comes first


def test_edge_cases():
    canvas = Image.new('RGB', (200, 200), 'white')
    canvas.paste(Image.new('RGB', (40, 60), 'navy'), (120, 30))
    busy = Image.effect_noise((100, 100), 90).convert('RGB')
    x = lite0_transform(Image.new('RGB', (300, 200), (255, 0, 127)))
    test_eq(x.shape, (3, 224, 224))
    test_close(x[:, 0, 0], torch.tensor([1., -1., 0.]), eps=5e-3)
    pictures = [canvas, busy]
    grid, tokens = load_encoder('lite0-grid'), load_encoder('lite0-tokens')
    test_eq((grid.frame, grid.tokens, tokens.tokens), (trim, (), (16, 808)))
    in_grid = grid(pictures)
    in_tokens = tokens(pictures).view(2, 16, 808)
    test_eq(in_grid.shape, (2, grid.dim))
    early = in_tokens[..., :40].transpose(1, 2).flatten(1) # the stage that both pool to 4×4
    test_close(early, in_grid[:, -640:], eps=1e-4)
    one, = load_encoders(['lite0-grid', 'lite0-tokens'])
    test_close(one(pictures), torch.cat([in_grid, in_tokens.flatten(1)], 1), eps=1e-4)
    test_eq([e.name for e in load_encoders(['lite0', 'lite0', 'lite0-tokens'])], ['lite0+lite0-tokens'])
    whole = load_encoders(['lite0', 'lite0-tokens'])[0](pictures)
    test_close(whole, torch.cat([load_encoder('lite0')(pictures), in_tokens.flatten(1)], 1), eps=1e-4)
    tiny = {
        'embed_dim': 16,
        'vision_cfg': {'image_size': 32, 'layers': 2, 'width': 64, 'patch_size': 16, 'head_width': 32},
        'text_cfg': {'context_length': 77, 'vocab_size': 49408, 'width': 32, 'heads': 2, 'layers': 2},
    }
    with tempfile.TemporaryDirectory() as d:
        Path(d, 'tiny-clip.json').write_text(json.dumps(tiny))
        open_clip.add_model_config(d)
        torch.save(open_clip.create_model('tiny-clip').state_dict(), f'{d}/tiny.pt')
        torch.save(timm.create_model('test_vit', num_classes=0).state_dict(), f'{d}/w.pth')
        for name in (f'open_clip:tiny-clip@{d}/tiny.pt', f'timm:test_vit@{d}/w.pth'):
            vectors = load_encoder(name)
            both, = load_encoders(paired(name))
            test_close(both(pictures)[:, :vectors.dim], vectors(pictures), eps=1e-4)
            n, width = both.readings[1].tokens
            tiled, = load_encoders([f'tiles:{both.readings[1].name}'])
            test_eq(tiled(pictures).shape, (2, 5*n*width))
    lite = load_encoder('lite0')
    exact = lite(pictures)
    near = torch.cosine_similarity(lite.encode(torch.stack([lite.transform(p) for p in pictures]), 'bfloat16'), exact)
    assert near.min() > .98
    test_eq(_place('clip-vit-l14', ['hf:openai/clip-vit-large-patch14'])[1:], ('pooled', 'openai/clip-vit-large-patch14'))
    test_fail(lambda: paired('lite0-views'), contains="encoder 'lite0-views' has no image tokens: choose one of lite0,")
    test_fail(lambda: load_encoder('tiles:lite0-tokens'), contains='cuts plain borders away')
    test_fail(lambda: load_encoder('tiles:lite0'), contains='tiles are for')
    test_fail(lambda: load_encoder('clip'), contains='or hf:MODEL_OR_FOLDER, ')
    assert load_encoder('lite0', 'auto').dim == 1280
    test_fail(lambda: load_encoder('timm:no_such_model'), contains="encoder 'timm:no_such_model' could not be loaded")
