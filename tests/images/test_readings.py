# Generated from nbs/images/78_readings.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import torch
from PIL import Image
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.images.readings import Encoder, Reading, side_by_side, stack_pixels
from torch import nn


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


def test_several_readings_of_one_pass():
    colours = [Reading('red', 1, 'none', ()), Reading('other', 2, 'none', ())]
    means = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(3, 3, bias=False))
    nn.init.eye_(means[2].weight)
    both = side_by_side(colours, lambda image: torch.tensor(np.asarray(image)/255).permute(2, 0, 1), means)
    z = both([Image.new('RGB', (4, 4), 'red')]).detach()
    apart = both.split(z)
    test_eq((both.name, both.dim), ('red+other', 3))
    test_close(apart['other'], torch.zeros(1, 2))


def test_edge_cases():
    pixels = [torch.rand(3, 8, 8), torch.rand(8, 8, 3).permute(2, 0, 1)]
    stacked = stack_pixels(pixels)
    assert (stacked == torch.stack(pixels)).all() and stacked.is_contiguous(memory_format=torch.channels_last)
    net = nn.Sequential(nn.Conv2d(3, 16, 3), nn.Flatten())
    small = Encoder('small', 576, 'none', None, net) # what is given to it is pixels already
    near = torch.cosine_similarity(small.encode(stacked, 'bfloat16'), small.encode(stacked))
    assert near.min() > .98
    test_fail(lambda: small.encode(stacked, 'int8'), contains="unknown precision 'int8': choose one of float32,")
