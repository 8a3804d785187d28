# Generated from nbs/images/74_tiles.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import torch
from PIL import Image
from fastcore.test import test_close, test_eq
from sklearn.datasets import load_sample_image
from tinyemo.figures import contact_sheet
from tinyemo.images.tiles import Tiles, VIEWS, quarters, with_quarters
from torch import nn


def test_four_quarters():
    photo = Image.fromarray(load_sample_image('flower.jpg'))
    parts = quarters(photo)
    test_eq({part.size for part in parts}, {(320, 320)})
    names = ['the picture', 'upper left', 'upper right', 'lower left', 'lower right']
    contact_sheet([photo, *parts], names, columns=5, size=1.3)
    class Means(nn.Module):
        def forward(self, x):
            means = x.mean((2, 3))
            return torch.cat([means[:, :1], means], 1)


    def to_tensor(image):
        return torch.tensor(np.asarray(image), dtype=torch.float32).permute(2, 0, 1)/255


    half = Image.new('RGB', (64, 64), 'red')
    half.paste((0, 0, 255), (0, 32, 64, 64)) # the lower half is blue
    views = with_quarters(lambda image: to_tensor(image.resize((8, 8), 0)))(half)
    z = Tiles(Means(), [(1, False), (3, True)])(views[None])
    test_close(z[0, 0], .5)
    test_close(z[0, 1:].view(VIEWS, 3)[1:], torch.tensor([[1, 0, 0], [1, 0, 0], [0, 0, 1], [0, 0, 1]]))
    z[0, 1:].view(VIEWS, 3)


def test_edge_cases():
    for size in ((31, 20), (1, 9), (7, 7)):
        white = Image.new('RGB', size, 'white')
        counted = sum((np.asarray(part) == 255).all(-1).sum() for part in quarters(white))
        test_eq(counted, size[0]*size[1])
