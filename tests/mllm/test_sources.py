# Generated from nbs/mllm/18_sources.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
from PIL import Image
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.images.encoders import load_encoder, load_encoders
from tinyemo.images.files import encode_to_file
from tinyemo.mllm.sources import Live, Stored, Towers, narrowed, room_for


def test_one_interface_two_ways():
    tower = load_encoder('lite0-tokens')
    with tempfile.TemporaryDirectory() as d:
        names = [f'{i}.png' for i in range(3)]
        for i, name in enumerate(names):
            noise = np.random.default_rng(i).integers(0, 256, (64, 64, 3), np.uint8)
            Image.fromarray(noise).save(f'{d}/{name}')
        fs = encode_to_file(f'{d}/f.safetensors', [f'{d}/{name}' for name in names], tower, names)
        live, stored = Live(d, names, tower), Stored(fs, tower.tokens)
        read, unread = live.load(names[:2])
        tokens = live.finish(read)['tokens']
        kept = stored.finish(stored.load(names[:2])[0])['tokens']
        test_close(tokens, kept, eps=.01)
        test_eq((live.encoder, live.shape, unread), (stored.encoder, stored.shape, set()))
        test_close(live.some([2]).features, stored.some([2]).features, eps=.01)
    {'read by a worker': tuple(read['pixels'].shape), 'after the step': tuple(tokens.shape)}


def test_towers_loaded_once():
    both = load_encoders(['lite0-grid', 'lite0-tokens'])[0]
    picture = Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8))
    rows = both.split(both([picture]))
    only = narrowed(both, ['lite0-tokens'])
    test_eq((only.name, only.tokens, only.readings), ('lite0-tokens', (16, 808), load_encoder('lite0-tokens').readings))
    test_eq(only([picture]).tolist(), rows['lite0-tokens'].tolist())
    towers = Towers()
    test_eq(towers.shape('lite0-tokens'), (16, 808))
    tower = towers.loaded[0]
    assert towers(['lite0-tokens'])[0] is tower # not loaded again
    test_eq([e.name for e in towers(['lite0', 'lite0-tokens'])], ['lite0-tokens', 'lite0'])
    assert towers.loaded[0] is tower


def test_which_of_the_two():
    clip = 256*1024 # CLIP ViT-L/14
    small = room_for(10, clip, '.')
    huge = room_for(10**9, clip, '.')
    test_eq((small[0], huge[0]), (True, False))
    assert '524288.00 GB' in huge[1] and 'in every step' in huge[1]


def test_edge_cases():
    tower = load_encoder('lite0-tokens')
    with tempfile.TemporaryDirectory() as d:
        Image.new('RGB', (64, 64), 'white').save(f'{d}/good.png')
        Path(f'{d}/bad.png').write_text('no image')
        live = Live(d, ['good.png', 'bad.png'], tower)
        read, unread = live.load(['bad.png', 'good.png'])
        test_eq((len(read['pixels']), unread), (1, {0}))
        test_eq(live.some([0, 1]).ids, ['good.png'])
        test_fail(lambda: live.load(['bad.png']), contains='no picture of a batch can be read, the first is bad.png')
        test_fail(lambda: Live(d, [], load_encoder('lite0')), contains="'lite0' gives no image tokens")
        assert room_for(1, 1, f'{d}/not/yet')[0]
