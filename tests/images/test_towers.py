# Generated from nbs/images/79_towers.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import open_clip
import tempfile
import timm
import torch
from PIL import Image
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.images.towers import from_hub, from_open_clip, from_timm
from transformers import BitImageProcessor, CLIPConfig, CLIPImageProcessor, CLIPModel, CLIPVisionConfig, CLIPVisionModel, Dinov2Config, Dinov2Model, Dinov2WithRegistersConfig, Dinov2WithRegistersModel, SiglipConfig, SiglipImageProcessor, SiglipModel
from transformers.utils.logging import disable_progress_bar


def test_open_clip():
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
        encode = from_open_clip({'vector': 'pooled'}, 'tiny-clip', f'{d}/tiny.pt')
        both = from_open_clip({'vector': 'pooled', 'tokens': 'tokens'}, 'tiny-clip', f'{d}/tiny.pt')
    pictures = [Image.effect_noise((40, 30), 60).convert('RGB') for _ in range(2)]
    z = encode(pictures)
    words = encode.text(['joy', 'a scene evoking fear'])
    test_eq((z.shape, words.shape, encode.dim), ((2, 16), (2, 16), 16))
    rows = both(pictures)
    test_close(rows[:, :16], z, eps=1e-5)
    test_eq([(p.dim, p.tokens) for p in both.readings], [(16, ()), (256, (4, 64))])


def test_timm():
    both_names = {'vector': 'pooled', 'tokens': 'tokens'}
    pictures = [Image.effect_noise((40, 30), 60).convert('RGB') for _ in range(2)]
    with tempfile.TemporaryDirectory() as d:
        net = timm.create_model('test_vit', num_classes=0).eval()
        torch.save(net.state_dict(), f'{d}/w.pth')
        encode = from_timm({'vector': 'pooled'}, 'test_vit', f'{d}/w.pth')
        both = from_timm(both_names, 'test_vit', f'{d}/w.pth')
    rows = both(pictures)
    test_close(rows[:, :encode.dim], encode(pictures), eps=1e-5)
    with torch.inference_mode():
        _, layers = net.forward_intermediates(torch.stack([both.transform(p) for p in pictures]), output_fmt='NLC')
    test_close(both.split(rows)['tokens'].view(2, -1, encode.dim), layers[-2], eps=1e-5)


def test_transformers():
    disable_progress_bar()
    both_names = {'vector': 'pooled', 'tokens': 'tokens'}
    pictures = [Image.effect_noise((40, 30), 60).convert('RGB') for _ in range(2)]
    torch.manual_seed(0)
    small = dict(hidden_size=32, intermediate_size=32, num_hidden_layers=3, num_attention_heads=2)
    seeing = dict(**small, image_size=32, patch_size=16)
    clip = CLIPModel(CLIPConfig(text_config=dict(**small, vocab_size=100), vision_config=seeing, projection_dim=24)).eval()
    processor = CLIPImageProcessor(size={'shortest_edge': 32}, crop_size={'height': 32, 'width': 32})
    with tempfile.TemporaryDirectory() as d:
        clip.save_pretrained(d)
        processor.save_pretrained(d)
        tokens = from_hub({'tokens': 'tokens'}, d)
        both = from_hub(both_names, d)
    pixels = torch.stack([tokens.transform(p) for p in pictures])
    with torch.inference_mode():
        pooled = clip.get_image_features(pixel_values=pixels).pooler_output
        last_but_one = clip.vision_model(pixels, output_hidden_states=True).hidden_states[-2][:, 1:]
    rows = both(pictures)
    test_close(rows[:, :24], pooled, eps=1e-5)
    test_close(rows[:, 24:].view(2, 4, 32), last_but_one, eps=1e-5)
    test_close(tokens(pictures), rows[:, 24:], eps=1e-5)


def test_edge_cases():
    both_names = {'vector': 'pooled', 'tokens': 'tokens'}
    pictures = [Image.effect_noise((40, 30), 60).convert('RGB') for _ in range(2)]
    small = dict(hidden_size=32, num_hidden_layers=3, num_attention_heads=2)
    kinds = {Dinov2Model: (Dinov2Config, 1), Dinov2WithRegistersModel: (Dinov2WithRegistersConfig, 5)}
    for kind, (config, first) in kinds.items():
        with tempfile.TemporaryDirectory() as d:
            dino = kind(config(**small, image_size=56, patch_size=14)).eval()
            dino.save_pretrained(d)
            BitImageProcessor(size={'shortest_edge': 32}, crop_size={'height': 28, 'width': 28}).save_pretrained(d)
            both = from_hub(both_names, d)
        pixels = torch.stack([both.transform(p) for p in pictures])
        with torch.inference_mode():
            found = dino(pixels, output_hidden_states=True)
        test_eq([(p.dim, p.tokens) for p in both.readings], [(32, ()), (128, (4, 32))])
        rows = both.split(both(pictures))
        test_close(rows['vector'], found.pooler_output, eps=1e-5)
        test_close(rows['tokens'].view(2, 4, 32), found.hidden_states[-2][:, first:], eps=1e-5)
    seeing_small = dict(hidden_size=32, intermediate_size=32, num_hidden_layers=3, num_attention_heads=2)
    seeing = dict(**seeing_small, image_size=32, patch_size=16)
    processor = CLIPImageProcessor(size={'shortest_edge': 32}, crop_size={'height': 32, 'width': 32})
    with tempfile.TemporaryDirectory() as d:
        CLIPVisionModel(CLIPVisionConfig(**seeing)).save_pretrained(d)
        processor.save_pretrained(d)
        test_eq(from_hub({'tokens': 'tokens'}, d).tokens, (4, 32))
        test_fail(lambda: from_hub({'vector': 'pooled'}, d), contains='has no visual_projection.weight, so this')
    with tempfile.TemporaryDirectory() as d:
        siglip = SiglipModel(SiglipConfig(text_config=dict(**seeing_small, vocab_size=100), vision_config=seeing)).eval()
        siglip.save_pretrained(d)
        SiglipImageProcessor(size={'height': 32, 'width': 32}).save_pretrained(d)
        both = from_hub(both_names, d)
        pixels = torch.stack([both.transform(p) for p in pictures])
        with torch.inference_mode():
            test_close(both(pictures)[:, :32], siglip.get_image_features(pixel_values=pixels).pooler_output, eps=1e-5)
        test_eq([p.tokens for p in both.readings], [(), (4, 32)])
    with tempfile.TemporaryDirectory() as d:
        torch.save(timm.create_model('test_resnet', num_classes=0).state_dict(), f'{d}/w.pth')
        test_fail(lambda: from_timm(both_names, 'test_resnet', f'{d}/w.pth'), contains='is no vision transformer')
        Path(d, 'config.json').write_text(json.dumps({'model_type': 'resnet'}))
        test_fail(lambda: from_hub(both_names, d), contains="unknown vision tower 'resnet': choose one of clip,")
