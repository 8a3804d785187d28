# Generated from nbs/images/80_encoders.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import numpy as np
import open_clip
import tempfile
import timm
import torch
from PIL import Image
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from sklearn.datasets import load_sample_image
from tinyemo.figures import contact_sheet
from tinyemo.images.encoders import Encoder, _lite0, _place, load_encoder, load_encoders, paired, stack_pixels, trim
from tinyemo.images.faces import Face, draw
from tinyemo.images.faceset import augment
from tinyemo.images.lite0 import lite0_transform
from torch import nn
from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel, CLIPVisionConfig, CLIPVisionModel, SiglipConfig, SiglipImageProcessor, SiglipModel
from transformers.utils.logging import disable_progress_bar


def test_one_interface():
    class MeanColour(nn.Module):
        def __init__(self):
            super().__init__()
            self.scale = nn.Parameter(torch.ones(()))

        def forward(self, x):
            return x.mean((2, 3))*self.scale

    def to_tensor(image):
        return torch.tensor(np.asarray(image), dtype=torch.float32).permute(2, 0, 1)/255

    colour = Encoder('mean-colour', 3, 'none', to_tensor, MeanColour())
    z = colour([Image.new('RGB', (4, 4), 'red'), Image.new('RGB', (4, 4), (0, 0, 51))])
    test_close(z, torch.tensor([[1, 0, 0], [0, 0, .2]]))


def test_the_embedded_default_efficientnet_lite0():
    face = Face('awe', 'bun')
    views = [augment(draw(face), level, face.id, seed) for level, seed in (('mild', 0), ('strong', 1), ('strong', 2))]
    photo = Image.linear_gradient('L').convert('RGB') # like a photograph, it has no plain border
    assert trim(photo) is photo
    pictures = [picture for view in (*views, photo) for picture in (view, trim(view))]
    contact_sheet(pictures, ['picture', 'trimmed']*4, columns=8, size=.8)
    grey = Image.new('RGB', (64, 64), 'grey')
    noise = Image.effect_noise((64, 64), 80).convert('RGB')
    z = _lite0({'lite0': 'pooled'})([grey, noise, grey])
    test_eq(z.shape, (3, 1280))
    test_close(z[0], z[2], eps=1e-4)
    z.norm(dim=1)
    photo = Image.fromarray(load_sample_image('flower.jpg'))
    both_names = {'lite0': 'pooled', 'lite0-tokens': 'tokens'}
    both = _lite0(both_names)
    z = both([photo, views[1]])
    test_eq((z.shape, [p.name for p in both.parts]), ((2, 1280 + 16*808), ['lite0', 'lite0-tokens']))
    alone = [_lite0({name: reading})([photo, views[1]]) for name, reading in both_names.items()]
    test_close(z, torch.cat(alone, 1), eps=1e-4)
    pixels = both.transform(photo), both.transform(views[1])
    same = [bool((p[:3] == p[3:]).all()) for p in pixels]
    test_eq(same, [True, False])


def test_encoders_from_open_clip_and_timm():
    pairs = {name: paired(name) for name in ('clip-vit-l14', 'lite0-grid', 'hf:openai/clip-vit-large-patch14', 'hf:mine')}
    test_eq(pairs['clip-vit-l14'], ('clip-vit-l14', 'clip-vit-l14-tokens'))
    test_eq(pairs['hf:openai/clip-vit-large-patch14'][0], 'clip-vit-l14')
    tiny = {
        'embed_dim': 16,
        'quick_gelu': True,
        'vision_cfg': {'image_size': 32, 'layers': 2, 'width': 64, 'patch_size': 16, 'head_width': 32},
        'text_cfg': {'context_length': 77, 'vocab_size': 49408, 'width': 32, 'heads': 2, 'layers': 2},
    }
    with tempfile.TemporaryDirectory() as d:
        Path(d, 'tiny-clip.json').write_text(json.dumps(tiny))
        open_clip.add_model_config(d)
        torch.save(open_clip.create_model('tiny-clip').state_dict(), f'{d}/tiny.pt')
        encode = load_encoder(f'open_clip:tiny-clip@{d}/tiny.pt')
        both, = load_encoders(paired(encode.name))
        again = load_encoder(f'open_clip:tiny-clip@{d}/tiny.pt')
    pictures = [Image.effect_noise((40, 30), 60).convert('RGB') for _ in range(2)]
    z = encode(pictures)
    words = encode.text(['joy', 'a scene evoking fear'])
    test_eq((z.shape, words.shape, encode.dim), ((2, 16), (2, 16), 16))
    test_close(z, again(pictures))
    rows = both(pictures)
    test_close(rows[:, :16], z, eps=1e-5)
    test_eq([(p.dim, p.tokens) for p in both.readings], [(16, ()), (256, (4, 64))])
    disable_progress_bar()
    torch.manual_seed(0)
    small = dict(hidden_size=32, intermediate_size=32, num_hidden_layers=3, num_attention_heads=2)
    seeing = dict(**small, image_size=32, patch_size=16)
    clip = CLIPModel(CLIPConfig(text_config=dict(**small, vocab_size=100), vision_config=seeing, projection_dim=24)).eval()
    processor = CLIPImageProcessor(size={'shortest_edge': 32}, crop_size={'height': 32, 'width': 32})
    with tempfile.TemporaryDirectory() as d:
        clip.save_pretrained(d)
        processor.save_pretrained(d)
        tokens = load_encoder(f'hf:{d}')
        both, = load_encoders(paired(tokens.name))
    pixels = torch.stack([tokens.transform(p) for p in pictures])
    with torch.inference_mode():
        pooled = clip.get_image_features(pixel_values=pixels).pooler_output
        last_but_one = clip.vision_model(pixels, output_hidden_states=True).hidden_states[-2][:, 1:]
    rows = both(pictures)
    test_close(rows[:, :24], pooled, eps=1e-5)
    test_close(rows[:, 24:].view(2, 4, 32), last_but_one, eps=1e-5)
    test_close(tokens(pictures), rows[:, 24:], eps=1e-5)
    with tempfile.TemporaryDirectory() as d:
        torch.save(timm.create_model('test_vit', num_classes=0).state_dict(), f'{d}/w.pth')
        encode = load_encoder(f'timm:test_vit@{d}/w.pth')
    test_eq(encode([Image.new('RGB', (50, 50))]).shape, (1, encode.dim))


def test_edge_cases():
    canvas = Image.new('RGB', (200, 200), 'white')
    canvas.paste(Image.new('RGB', (40, 60), 'navy'), (120, 30))
    test_eq(trim(canvas).getpixel((112, 112)), (0, 0, 128))
    moved = Image.new('RGB', (200, 200), 'white')
    moved.paste(Image.new('RGB', (40, 60), 'navy'), (20, 110))
    test_eq(trim(canvas).tobytes(), trim(moved).tobytes())
    busy = Image.effect_noise((100, 100), 90).convert('RGB')
    assert trim(busy) is busy and trim(Image.new('RGB', (50, 50), 'white')).size == (50, 50)
    pixels = [lite0_transform(busy), lite0_transform(busy).contiguous()]
    stacked = stack_pixels(pixels)
    assert (stacked == torch.stack(pixels)).all() and stacked.is_contiguous(memory_format=torch.channels_last)
    lite = load_encoder('lite0')
    exact = lite.encode(stacked)
    assert (exact == lite([busy, busy])).all()
    near = torch.cosine_similarity(lite.encode(stacked, 'bfloat16'), exact)
    assert near.min() > .98
    test_fail(lambda: lite.encode(stacked, 'int8'), contains="unknown precision 'int8': choose one of float32,")
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
    small = dict(hidden_size=32, intermediate_size=32, num_hidden_layers=3, num_attention_heads=2)
    seeing = dict(**small, image_size=32, patch_size=16)
    processor = CLIPImageProcessor(size={'shortest_edge': 32}, crop_size={'height': 32, 'width': 32})
    with tempfile.TemporaryDirectory() as d:
        CLIPVisionModel(CLIPVisionConfig(**seeing)).save_pretrained(d)
        processor.save_pretrained(d)
        test_eq(load_encoder(f'hf:{d}').tokens, (4, 32))
        test_fail(lambda: load_encoder(f'hf-pooled:{d}'), contains='has no visual_projection.weight, so this')
    with tempfile.TemporaryDirectory() as d:
        siglip = SiglipModel(SiglipConfig(text_config=dict(**small, vocab_size=100), vision_config=seeing)).eval()
        siglip.save_pretrained(d)
        SiglipImageProcessor(size={'height': 32, 'width': 32}).save_pretrained(d)
        both, = load_encoders([f'hf-pooled:{d}', f'hf:{d}'])
        pixels = torch.stack([both.transform(p) for p in pictures])
        with torch.inference_mode():
            test_close(both(pictures)[:, :32], siglip.get_image_features(pixel_values=pixels).pooler_output, eps=1e-5)
        test_eq([p.tokens for p in both.readings], [(), (4, 32)])
    test_fail(lambda: paired('dinov2-l'), contains="encoder 'dinov2-l' has no image tokens: choose one of lite0,")
    test_eq(_place('clip-vit-l14', ['hf:openai/clip-vit-large-patch14'])[1:], ('pooled', 'openai/clip-vit-large-patch14'))
    test_fail(lambda: load_encoder('clip'), contains='or hf:MODEL_OR_FOLDER, ')
    assert load_encoder('lite0', 'auto').dim == 1280
    test_fail(lambda: load_encoder('timm:no_such_model'), contains="encoder 'timm:no_such_model' could not be loaded")
