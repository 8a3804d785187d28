# Generated from nbs/images/80_encoders.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import tempfile
import torch
from PIL import Image
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.images.encoders import Encoder, _lite0, _lite0_grid, _lite0_tokens, load_encoder, trim
from tinyemo.images.lite0 import lite0_transform
from torch import nn


def test_one_interface():
    class MeanColour(nn.Module):
        def __init__(self):
            super().__init__()
            self.scale = nn.Parameter(torch.ones(()))
        def forward(self, x):
            return x.mean((2, 3))*self.scale

    to_tensor = lambda im: torch.tensor(list(im.convert('RGB').tobytes()), dtype=torch.float32).view(im.height, im.width, 3).permute(2, 0, 1)/255
    colour = Encoder('mean-colour', 3, 'none', to_tensor, MeanColour())
    z = colour([Image.new('RGB', (4, 4), 'red'), Image.new('RGB', (4, 4), (0, 0, 51))])
    test_close(z, torch.tensor([[1, 0, 0], [0, 0, .2]]))


def test_the_embedded_default_efficientnet_lite0():
    x = lite0_transform(Image.new('RGB', (300, 200), (255, 0, 127)))
    test_eq(x.shape, (3, 224, 224))
    test_close(x[:, 0, 0], torch.tensor([1., -1., 0.]), eps=5e-3)
    encode = _lite0('lite0')
    grey = Image.new('RGB', (64, 64), 'grey')
    noise = Image.effect_noise((64, 64), 80)
    z = encode([grey, noise, grey])
    test_eq(z.shape, (3, 1280))
    test_close(z[0], z[2], eps=1e-4)
    z.norm(dim=1)
    canvas = Image.new('RGB', (200, 200), 'white')
    canvas.paste(Image.new('RGB', (40, 60), 'navy'), (120, 30))
    test_eq(trim(canvas).getpixel((112, 112)), (0, 0, 128))
    moved = Image.new('RGB', (200, 200), 'white')
    moved.paste(Image.new('RGB', (40, 60), 'navy'), (20, 110))
    test_eq(trim(canvas).tobytes(), trim(moved).tobytes())
    busy = Image.effect_noise((100, 100), 90).convert('RGB')
    assert trim(busy) is busy and trim(Image.new('RGB', (50, 50), 'white')).size == (50, 50)
    grid = _lite0_grid('lite0-grid')([canvas, busy])
    tokens = _lite0_tokens('lite0-tokens')([canvas, busy]).view(2, 16, 808)
    test_eq(grid.shape, (2, 5952))
    test_close(tokens[..., :40].transpose(1, 2).flatten(1), grid[:, -640:], eps=1e-4) # the stage that both pool to 4×4


def test_encoders_from_open_clip_and_timm():
    import open_clip

    tiny = {'embed_dim': 16, 'quick_gelu': True, 'vision_cfg': {'image_size': 32, 'layers': 2, 'width': 64, 'patch_size': 16, 'head_width': 32},
            'text_cfg': {'context_length': 77, 'vocab_size': 49408, 'width': 32, 'heads': 2, 'layers': 2}}
    with tempfile.TemporaryDirectory() as d:
        Path(d, 'tiny-clip.json').write_text(json.dumps(tiny))
        open_clip.add_model_config(d)
        torch.save(open_clip.create_model('tiny-clip').state_dict(), Path(d)/'tiny.pt')
        encode = load_encoder(f'open_clip:tiny-clip@{d}/tiny.pt')
        again = load_encoder(f'open_clip:tiny-clip@{d}/tiny.pt')
    pictures = [Image.effect_noise((40, 30), 60).convert('RGB') for _ in range(2)]
    z = encode(pictures)
    words = encode.text(['joy', 'a scene evoking fear'])
    test_eq((z.shape, words.shape, encode.dim), ((2, 16), (2, 16), 16))
    test_close(z, again(pictures))
    from transformers import CLIPImageProcessor, CLIPVisionConfig, CLIPVisionModel

    torch.manual_seed(0)
    tower = CLIPVisionModel(CLIPVisionConfig(hidden_size=32, intermediate_size=32, num_hidden_layers=3, num_attention_heads=2, image_size=32, patch_size=16)).eval()
    with tempfile.TemporaryDirectory() as d:
        tower.save_pretrained(d)
        CLIPImageProcessor(size={'shortest_edge': 32}, crop_size={'height': 32, 'width': 32}).save_pretrained(d)
        encode = load_encoder(f'hf:{d}')
    test_eq((encode.tokens, encode.dim), ((4, 32), 128))
    seen = tower(torch.stack([encode.transform(p) for p in pictures]), output_hidden_states=True).hidden_states[-2][:, 1:]
    test_close(encode(pictures).reshape(2, 4, 32), seen.detach(), eps=1e-5)
    import timm

    with tempfile.TemporaryDirectory() as d:
        torch.save(timm.create_model('test_vit', num_classes=0).state_dict(), Path(d)/'w.pth')
        encode = load_encoder(f'timm:test_vit@{d}/w.pth')
    test_eq(encode([Image.new('RGB', (50, 50))]).shape, (1, encode.dim))
    test_fail(lambda: load_encoder('clip'), contains="unknown encoder 'clip': choose one of lite0,")
    assert load_encoder('lite0', 'auto').dim == 1280
    test_fail(lambda: load_encoder('timm:no_such_model'), contains="encoder 'timm:no_such_model' could not be loaded")
