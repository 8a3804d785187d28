# Generated from nbs/evaluation/30_baselines.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import open_clip
import tempfile
import torch
from PIL import Image
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.core import write_json
from tinyemo.evaluation.baselines import BASELINES, RECIPES, cross_predict, linear_probe, nearest_mean, pixel_features, predict, zero_shot
from tinyemo.images.encoders import load_encoder
from tinyemo.images.features import FeatureSet
from tinyemo.images.taxonomy import ground


def test_linear_probe():
    rng = np.random.default_rng(0)
    y = np.arange(200) % 2
    make = lambda x, y: FeatureSet(x, y, [str(i) for i in range(len(y))], ('awe', 'joy'))
    signal = rng.normal(size=(200, 6)) + 3*np.eye(6)[:2][y]
    accuracy, = linear_probe(make(signal[:150], y[:150]), make(signal[150:], y[150:]))
    chance, = linear_probe(make(rng.normal(size=(150, 6)), y[:150]), make(signal[150:], y[150:]))
    assert accuracy > .9 > .75 > chance


def test_raw_pixels():
    with tempfile.TemporaryDirectory() as d:
        Image.new('RGB', (50, 50), 'red').save(f'{d}/a.png')
        fs = pixel_features([f'{d}/a.png'], [0], ('joy',), 2)
    test_eq(fs.features.tolist(), [[1, 0, 0]*4])


def test_nearest_class_mean():
    rng = np.random.default_rng(0)
    y = np.arange(200) % 2
    x = rng.normal(size=(200, 6)) + 3*np.eye(6)[:2][y]
    make = lambda x, y: FeatureSet(x, y, [str(i) for i in range(len(y))], ('awe', 'joy'))
    assert nearest_mean(make(x[:150], y[:150]), make(x[150:], y[150:]))[0] > .9


def test_trained_on_the_same_features():
    rng = np.random.default_rng(0)
    middle, y = rng.normal(size=(6, 24)), np.arange(240)%5
    classes = ('anger', 'disgust', 'fear', 'joy', 'sadness', 'surprise')
    toy = FeatureSet((middle[y] + .4*rng.normal(size=(240, 24))).astype(np.float16), y, [str(i) for i in range(240)], classes, {'encoder': 'toy', 'dataset': 'toy'})
    train, test = toy.subset(np.arange(160)), toy.subset(np.arange(160, 240))
    for name in RECIPES:
        p = predict(name, train, test)
        test_eq(p.shape, (80, 6))
        test_close(p.sum(1), 1, 1e-6)
        assert (p.argmax(1) == test.labels).mean() > .9, name
    for name in BASELINES:
        assert (predict(name, train, test)[:, 5] == 0).all()
    assert (cross_predict('linear probe', toy).argmax(1) == y).mean() > .9
    test_fail(lambda: predict('magic', train, test), contains='linear probe')
    test_fail(lambda: cross_predict('linear', toy.subset(np.arange(10))), contains='smallest class has 2 images')
    test_fail(lambda: predict('linear', train, FeatureSet(test.features, test.labels, test.ids, classes, {'encoder': 'other'})), contains='both must be alike')


def test_zero_shot_by_the_encoder_s_own_text_tower():
    classes = ('anger', 'disgust', 'fear', 'joy', 'sadness', 'surprise')
    with tempfile.TemporaryDirectory() as d:
        small = {'embed_dim': 32, 'vision_cfg': {'image_size': 32, 'layers': 1, 'width': 32, 'head_width': 16, 'patch_size': 16},
                 'text_cfg': {'context_length': 77, 'vocab_size': 49408, 'width': 32, 'heads': 2, 'layers': 1}}
        write_json(small, Path(d)/'tiny-peer.json')
        open_clip.add_model_config(d)
        torch.manual_seed(0)
        clip = open_clip.create_model('tiny-peer').eval()
        torch.save(clip.state_dict(), Path(d)/'tiny.pt')
        name = f'open_clip:tiny-peer@{d}/tiny.pt'
        encoder = load_encoder(name)
    pixels = torch.rand(5, 3, 32, 32)
    with torch.no_grad():
        rows = clip.encode_image(pixels)
        image, text = clip(pixels, open_clip.get_tokenizer('tiny-peer')([ground(c) for c in classes]))[:2]
    fs = FeatureSet(rows.numpy(), None, list('abcde'), classes, {'encoder': name})
    test_close(zero_shot(fs, encoder=encoder), (100*image@text.T).softmax(1).numpy(), 1e-4)
    test_fail(lambda: zero_shot(FeatureSet(rows.numpy(), None, list('abcde'), classes, {'encoder': 'lite0'})), contains='no text tower')
