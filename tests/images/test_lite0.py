# Generated from nbs/images/75_lite0.ipynb by tinyemo.dev.nbtools: edit the notebook.
import timm
import torch
from PIL import Image
from fastcore.test import test_close, test_eq
from sklearn.datasets import load_sample_image
from tinyemo.figures import contact_sheet
from tinyemo.images.lite0 import Stages, Views, fold_norms, lite0_model, lite0_transform, object_names, see_objects
from torch import nn


def test_weights_from_a_wheel():
    net = timm.create_model('tf_efficientnet_lite0', pretrained=False).eval()
    for m in net.modules():
        if isinstance(m, nn.BatchNorm2d):
            m.running_mean.normal_(0, .1)
            m.running_var.uniform_(.5, 1.5)
            m.weight.data.uniform_(.5, 1.5)
    with torch.inference_mode():
        x = torch.randn(1, 3, 64, 64)
        before = net.forward_features(x)
        after = fold_norms(net).forward_features(x)
    test_close(after, before, eps=1e-3)
    assert not any(isinstance(m, nn.BatchNorm2d) for m in list(net.blocks.modules()) + [net.bn1])
    (after - before).abs().max()
    x = lite0_transform(Image.new('RGB', (300, 200), (255, 0, 127)))
    test_eq(tuple(x.shape), (3, 224, 224))
    test_close(x.amax((1, 2)), torch.tensor([1, -1, 127/127.5 - 1]), eps=1e-5)
    x.amax((1, 2))


def test_three_readings():
    scenes = [Image.fromarray(load_sample_image(f'{name}.jpg')) for name in ('china', 'flower')]
    with torch.inference_mode():
        pixels = torch.stack([lite0_transform(image, 352) for image in scenes])
        views = Views(lite0_model())(pixels)
        mirrored = Views(lite0_model())(pixels.flip(3))
    test_eq(views.shape, (2, 2848))
    test_close(views[:, :1568].norm(dim=1), torch.ones(2), 1e-5)
    alike = (views@mirrored.T)/2 # cosines: two parts of length 1
    assert alike.diag().min() > .98 > alike[0, 1] # a picture and its mirror image are nearly one
    photo = Image.fromarray(load_sample_image('flower.jpg'))
    with torch.inference_mode():
        maps = Stages(lite0_model()).maps(lite0_transform(photo)[None])
    test_eq([m.shape[1] for m in maps], [16, 24, 40, 80, 112, 192, 320])
    sides = [m.shape[-1] for m in maps]
    test_eq(sides, sorted(sides, reverse=True))
    energy = [maps[i][0].norm(dim=0) for i in (2, 4, 6)]
    captions = [f'block {i}, {sides[i]}×{sides[i]}' for i in (2, 4, 6)]
    contact_sheet([photo.resize((112, 112)), *energy], ['photograph', *captions], columns=4, size=1.4)


def test_what_is_in_the_picture():
    photos = [Image.fromarray(load_sample_image(f'{name}.jpg')) for name in ('china', 'flower')]
    seen = see_objects(photos)
    for row in seen:
        p = [probability for _, probability in row]
        assert 1 >= p[0] >= p[1] >= p[2] > 0
    test_eq(seen[1][0][0], 'daisy')
    test_eq(len(object_names()), 1000)
    contact_sheet(photos, ['\n'.join(f'{name} {p:.2f}' for name, p in row) for row in seen], columns=2, size=1.2)
