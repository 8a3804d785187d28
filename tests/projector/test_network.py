# Generated from nbs/projector/46_network.ipynb by tinyemo.dev.nbtools: edit the notebook.
import torch
import torch.nn.functional as F
from fastcore.test import test_close, test_eq
from tinyemo.projector.network import Dropout, MLPConfig, fold, network


def test_the_network():
    torch.manual_seed(0)
    drop = Dropout(.2)
    kept = drop(torch.ones(1000, 100))
    test_eq(sorted(set(kept.flatten().tolist())), [0., 1.25])
    test_close(kept.mean(), 1., eps=.01)
    assert drop.eval()(kept) is kept
    net = network(768, 1280, MLPConfig())
    parameters = sum(p.numel() for p in net.parameters())
    test_eq(parameters, 768*1280+1280 + 2*1280 + 1280*1280+1280)


def test_folding():
    torch.manual_seed(0)
    net = network(8, 4, MLPConfig(hidden=16))
    for _ in range(20):
        net(torch.randn(32, 8)*3 + 1)
    x = torch.randn(5, 8)
    test_close(fold(net)(x.numpy()), F.normalize(net.eval()(x), dim=1).detach().numpy(), eps=2e-3)
