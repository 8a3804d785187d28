# Generated from nbs/evaluation/30_baselines.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
import open_clip
import tempfile
import torch
from PIL import Image
from dataclasses import replace
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.evaluation.baselines import BASELINES, RECIPES, cross_predict, nearest_mean, pixel_features, predict, zero_shot
from tinyemo.figures import OKABE_ITO, RIGHT
from tinyemo.files import write_json
from tinyemo.images.encoders import load_encoder
from tinyemo.images.features import FeatureSet
from tinyemo.images.taxonomy import EKMAN, ground
from tinyemo.metrics import bootstrap_ci
from tinyemo.projector.presets import PRESETS


def test_raw_pixels():
    with tempfile.TemporaryDirectory() as d:
        Image.new('RGB', (50, 50), 'red').save(f'{d}/a.png')
        fs = pixel_features([f'{d}/a.png'], [0], ('joy',), 2)
    test_eq(fs.features.tolist(), [[1, 0, 0]*4])


def test_nearest_class_mean():
    rng = np.random.default_rng(0)
    y = np.arange(200) % 2
    x = rng.normal(size=(200, 6)) + 3*np.eye(6)[:2][y]
    fs = FeatureSet(x, y, [str(i) for i in range(200)], ('awe', 'joy'))
    accuracy, = nearest_mean(fs.subset(range(150)), fs.subset(range(150, 200)))
    assert accuracy > .9


def test_trained_on_the_same_features():
    rng = np.random.default_rng(0)
    y = np.arange(640) % 6
    x = rng.normal(size=(6, 24))[y] + 1.6*rng.normal(size=(640, 24))
    toy = FeatureSet(x, y, [str(i) for i in range(640)], EKMAN.labels, {'encoder': 'toy', 'dataset': 'toy'})
    train, test = toy.subset(np.arange(240)), toy.subset(np.arange(240, 640))
    right = {name: predict(name, train, test).argmax(1) == test.labels for name in RECIPES}
    top1 = {name: r.mean() for name, r in sorted(right.items(), key=lambda item: item[1].mean())}

    fig, ax = plt.subplots(figsize=(4.5, 3), layout='constrained')
    for i, name in enumerate(top1):
        low, high = bootstrap_ci(right[name])
        colour = OKABE_ITO[1] if name in BASELINES else RIGHT
        ax.plot([low, high], [i, i], color=colour)
        ax.plot(top1[name], i, 'o' if name in BASELINES else 's', color=colour)
    ax.axvline(1/6, linestyle=':', color='.4')
    ax.set(yticks=range(len(top1)), yticklabels=top1, xlabel='top-1 with 95 % interval (dotted: guessing)', xlim=(0, 1));
    assert top1['linear probe'] > max(top1[preset] for preset in PRESETS) - .01
    test_eq(min(top1, key=top1.get), 'softmax head')
    {name: round(float(v), 3) for name, v in top1.items()}


def test_zero_shot_by_the_encoder_s_own_text_tower():
    tiny = {'embed_dim': 32,
            'vision_cfg': {'image_size': 32, 'layers': 1, 'width': 32, 'head_width': 16, 'patch_size': 16},
            'text_cfg': {'context_length': 77, 'vocab_size': 49408, 'width': 32, 'heads': 2, 'layers': 1}}
    with tempfile.TemporaryDirectory() as d:
        write_json(tiny, Path(d)/'tiny-clip.json')
        open_clip.add_model_config(d)
        torch.manual_seed(0)
        clip = open_clip.create_model('tiny-clip').eval()
        torch.save(clip.state_dict(), Path(d)/'tiny.pt')
        name = f'open_clip:tiny-clip@{d}/tiny.pt'
        encoder = load_encoder(name)
    pixels = torch.rand(5, 3, 32, 32)
    texts = open_clip.get_tokenizer('tiny-clip')([ground(c) for c in EKMAN.labels])
    with torch.no_grad():
        rows = clip.encode_image(pixels)
        image, text = clip(pixels, texts)[:2]
    fs = FeatureSet(rows.numpy(), None, list('abcde'), EKMAN.labels, {'encoder': name})
    probs = zero_shot(fs, encoder=encoder)
    test_close(probs, (100*image@text.T).softmax(1).numpy(), 1e-4)
    test_fail(lambda: zero_shot(FeatureSet(rows.numpy(), None, list('abcde'), EKMAN.labels, {'encoder': 'lite0'})),
              contains='no text tower')


def test_edge_cases():
    rng = np.random.default_rng(0)
    middle, y = rng.normal(size=(6, 24)), np.arange(240)%5
    x = (middle[y] + .4*rng.normal(size=(240, 24))).astype(np.float16)
    toy = FeatureSet(x, y, [str(i) for i in range(240)], EKMAN.labels, {'encoder': 'toy', 'dataset': 'toy'})
    train, test = toy.subset(np.arange(160)), toy.subset(np.arange(160, 240))
    for name in RECIPES:
        p = predict(name, train, test)
        test_eq(p.shape, (80, 6))
        test_close(p.sum(1), 1, 1e-6)
        assert (p.argmax(1) == test.labels).mean() > .9, name
    for name in BASELINES:
        assert (predict(name, train, test)[:, 5] == 0).all()
    assert (cross_predict('linear probe', toy).argmax(1) == y).mean() > .9
    other = FeatureSet(test.features, test.labels, test.ids, EKMAN.labels, {'encoder': 'other'})
    test_fail(lambda: predict('magic', train, test), contains='linear probe')
    test_fail(lambda: cross_predict('linear', toy.subset(np.arange(10))), contains='smallest class has 2 images')
    test_fail(lambda: predict('linear', train, other), contains='both must be alike')

    at = np.repeat(np.arange(40), 6) # six pictures of each of 40 scenes, labels by chance
    scenes = replace(toy, features=rng.normal(size=(40, 24))[at] + .1*rng.normal(size=(240, 24)),
                     labels=rng.permutation(40)[at] % 2, classes=('joy', 'fear'), groups=at)
    assert (cross_predict('nearest neighbours', scenes).argmax(1) == scenes.labels).mean() < .7
    test_fail(lambda: cross_predict('linear', replace(scenes, groups=at % 3)), contains='of 3 groups, too few for 5 folds')
