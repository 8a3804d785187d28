# Generated from nbs/projector/82_rollout.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import torch
from PIL import Image
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.images.readings import Encoder
from tinyemo.images.towers import HubTower
from tinyemo.projector.rollout import attention_map, plot_attention, rollout, tower_attention
from torch import nn


def test_from_layers_to_one_matrix():
    layer = np.array([[.5, .5], [0, 1]])
    test_close(rollout([layer]), [[.75, .25], [0, 1]])
    test_close(rollout([layer, layer])[0, 1], .25 + .75*.25)
    even = np.full((4, 4), .25)
    test_close(rollout([[even]*3]*30), even, 1e-6) # nothing is left of where it was
    rollout([layer, layer])


def test_of_a_tower():
    def tiny_clip():
        from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection
        torch.manual_seed(0)
        sizes = dict(hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2, image_size=64)
        model = CLIPVisionModelWithProjection(CLIPVisionConfig(**sizes, patch_size=16, projection_dim=24)).eval()
        to_pixels = lambda image: torch.from_numpy(np.array(image.resize((64, 64)), np.float32)/127.5 - 1).permute(2, 0, 1)
        return Encoder('tiny', 24, '64x64', to_pixels, HubTower(model, 1, ('pooled',)))

    encoder, noise = tiny_clip(), np.random.default_rng(0).integers(0, 256, (80, 80, 3), np.uint8)
    picture = Image.fromarray(noise)
    before = encoder([picture])
    shares, seen = attention_map(encoder, picture)
    for name, weight in encoder.model.tower.named_parameters():
        if 'q_proj' in name:
            weight.data.zero_()
    flat, _ = attention_map(encoder, picture)
    test_close(flat, np.full((4, 4), 1/16), 1e-6)
    test_eq((shares.shape, seen.size), ((4, 4), (64, 64)))
    assert shares.std() > 1e-5
    test_close(shares.sum(), 1)
    assert shares.max()*16 < 1.2
    plot_attention(shares, seen);
    encoder = tiny_clip()
    before = encoder([picture])
    attention_map(encoder, picture)
    test_close(encoder([picture]), before)
    test_eq(encoder.model.tower.config._attn_implementation, 'sdpa')
    test_fail(lambda: rollout([]), contains='no layers given')
    lite0 = Encoder('lite0', 4, '', encoder.transform, nn.Sequential(nn.Conv2d(3, 4, 64), nn.Flatten()))
    test_fail(lambda: attention_map(lite0, picture), contains="'lite0' has no attention")
    import timm

    torch.manual_seed(0)
    vit = timm.create_model('vit_tiny_patch16_224', img_size=64, depth=2, num_classes=0).eval()
    encoder = Encoder('vit', 192, '', tiny_clip().transform, vit)
    before = encoder([picture])
    uneven, _ = attention_map(encoder, picture)
    test_close(encoder([picture]), before, 1e-5)
    assert vit.blocks[0].attn.fused_attn and not vit.blocks[0].attn.attn_drop._forward_pre_hooks
    for block in vit.blocks:
        block.attn.qkv.weight.data[:192] = block.attn.qkv.bias.data[:192] = 0
    flat, _ = attention_map(encoder, picture)
    test_close(flat, np.full((4, 4), 1/16), 1e-6)
    assert uneven.std() > flat.std()
    from open_clip.transformer import VisionTransformer

    torch.manual_seed(0)
    visual = VisionTransformer(64, 16, 32, 2, 2, 4., output_dim=24).eval()
    encoder = Encoder('open', 24, '', tiny_clip().transform, visual)
    before = encoder([picture])
    attention_map(encoder, picture)
    test_close(encoder([picture]), before, 1e-5)
    for block in visual.transformer.resblocks:
        block.attn.in_proj_weight.data[:32] = block.attn.in_proj_bias.data[:32] = 0
    flat, _ = attention_map(encoder, picture)
    test_close(flat, np.full((4, 4), 1/16), 1e-6)
    from transformers import SiglipVisionConfig, SiglipVisionModel

    torch.manual_seed(0)
    config = SiglipVisionConfig(hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
                                image_size=64, patch_size=16)
    theirs = SiglipVisionModel(config).eval()
    ours = timm.create_model('vit_base_patch16_siglip_224', img_size=64, depth=2, num_classes=0).eval()
    for tower in (HubTower(theirs, 0, ('pooled',)), ours):
        encoder = Encoder('siglip', 32, '', tiny_clip().transform, tower)
        before = encoder([picture])
        layers, pool = tower_attention(encoder, encoder.transform(picture))
        shares, _ = attention_map(encoder, picture)
        test_close(encoder([picture]), before, 1e-5)
        test_eq((len(layers), pool.shape[1:]), (2, (1, 16)))
        test_close(pool.sum(-1), np.ones(pool.shape[:2]), 1e-5)
        test_close(shares.ravel(), pool.mean((0, 1))@rollout(layers), 1e-5)

    found = {}
    pooling = ours.attn_pool
    hooks = [pooling.kv.register_forward_hook(lambda m, args, kv: found.update(kv=kv)),
             pooling.proj.register_forward_pre_hook(lambda m, args: found.update(out=args[0]))]
    _, pool = tower_attention(encoder, encoder.transform(picture))
    for hook in hooks:
        hook.remove()
    values = found['kv'].reshape(16, 2, len(pool), -1)[:, 1].transpose(0, 1).numpy() # (heads,t,width)
    test_close((pool@values).reshape(1, -1), found['out'].numpy()[0], 1e-5) # what the tower makes of the tokens

    head = theirs.head if hasattr(theirs, 'head') else theirs.vision_model.head
    head.attention.in_proj_weight.data[32:64] = head.attention.in_proj_bias.data[32:64] = 0
    ours.attn_pool.kv.weight.data[:768] = ours.attn_pool.kv.bias.data[:768] = 0
    for tower in (HubTower(theirs, 0, ('pooled',)), ours):
        encoder = Encoder('siglip', 32, '', tiny_clip().transform, tower)
        layers, pool = tower_attention(encoder, encoder.transform(picture))
        test_close(pool, np.full(pool.shape, 1/16), 1e-6)
        test_close(attention_map(encoder, picture)[0].ravel(), rollout(layers).mean(0), 1e-5)
