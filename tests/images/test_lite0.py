# Generated from nbs/images/75_lite0.ipynb by tinyemo.dev.nbtools: edit the notebook.
import torch
from PIL import Image
from fastcore.test import test_close, test_eq
from tinyemo.images.lite0 import fold_norms, lite0_transform, object_names, see_objects
from torch import nn


def test_weights_from_a_wheel():
    import timm

    net = timm.create_model('tf_efficientnet_lite0', pretrained=False).eval()
    for m in net.modules():
        if isinstance(m, nn.BatchNorm2d):
            m.running_mean.normal_(0, .1)
            m.running_var.uniform_(.5, 1.5)
            m.weight.data.uniform_(.5, 1.5)
    with torch.inference_mode():
        x = torch.randn(1, 3, 64, 64)
        before = net.forward_features(x)
        test_close(fold_norms(net).forward_features(x), before, eps=1e-3)
    x = lite0_transform(Image.new('RGB', (300, 200), (255, 0, 127)))
    test_eq(tuple(x.shape), (3, 224, 224))
    test_close(x.amax((1, 2)), torch.tensor([1, -1, 127/127.5-1]), eps=1e-5)


def test_what_is_in_the_picture():
    from sklearn.datasets import load_sample_image

    seen = see_objects([Image.fromarray(load_sample_image(f'{name}.jpg')) for name in ('china', 'flower')])
    assert all(1 >= row[0][1] >= row[1][1] >= row[2][1] > 0 for row in seen)
    test_eq(len(object_names()), 1000)
