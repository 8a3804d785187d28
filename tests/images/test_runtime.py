# Generated from nbs/images/77_runtime.ipynb by tinyemo.dev.nbtools: edit the notebook.
import torch
from fastcore.test import test_close, test_eq
from tinyemo.images.runtime import Portable, graph_file
from torch import nn


def test_one_network_two_that_run_it():
    torch.manual_seed(0)
    net = nn.Sequential(nn.Conv2d(3, 32, 3, 2), nn.ReLU6(), nn.Conv2d(32, 64, 3, 2), nn.ReLU6(), nn.Conv2d(64, 64, 3, 2),
                        nn.AdaptiveAvgPool2d(1), nn.Flatten()).eval().requires_grad_(False)
    model = Portable(net, 'small')
    x = torch.randn(5, 3, 224, 224)
    before = model(x)
    graph_file(model).unlink(missing_ok=True)
    test_eq(model.hasten(make=False), False) # there is no graph yet
    hastened = model.hasten()
    test_close(model(x), before, eps=1e-4)
    apart = (model(x) - before).abs().max()/before.abs().max()
    again = Portable(net, 'small')
    test_eq(again.hasten(make=False), hastened) # from the cache now
    graph_file(model).unlink(missing_ok=True)


def test_edge_cases():
    x = torch.randn(3, 3, 32, 32)
    net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten()).requires_grad_(False)
    model = Portable(net, 'tiny', 32)
    if model.hasten():
        with torch.autocast('cpu', torch.bfloat16):
            test_eq(model(x).dtype, torch.bfloat16)
        other = Portable(nn.Sequential(model.net[0], nn.AdaptiveMaxPool2d(1), nn.Flatten()), 'tiny', 32)
        for wrong in (b'no graph', graph_file(model).read_bytes()):
            graph_file(other).write_bytes(wrong)
            test_eq(other.hasten(), False)
            assert not graph_file(other).exists()
            test_eq(other(x), other.net(x))
        test_eq(other.hasten(), True)
        for kept in (model, other):
            graph_file(kept).unlink()
