# Generated from nbs/mllm/08_connectors.ipynb by tinyemo.dev.nbtools: edit the notebook.
import torch
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.mllm.connectors import CONNECTORS, Resampler, Shuffle


def test_one_layer_or_two():
    x = torch.randn(2, 16, 10)
    shapes = {name: tuple(make(10, 8, 16)(x).shape) for name, make in CONNECTORS.items()}
    test_eq(shapes, {'linear': (2, 16, 8), 'mlp': (2, 16, 8), 'resampler': (2, 4, 8), 'shuffle': (2, 4, 8),
                     'readout': (2, 24, 8), 'words': (2, 14, 8)})
    one = Resampler(10, 8, 1)
    naive = one.out((one.keys(x)@one.queries[0]/8**.5).softmax(1).unsqueeze(1)@one.values(x))
    test_close(one(x).detach(), naive.detach(), eps=1e-5)
    assert .5 < Resampler(10, 64, 64).queries.norm(dim=1).mean() < 2 # queries begin at unit length: they look everywhere
    places = torch.arange(16.).reshape(1, 16, 1)
    shuffle = Shuffle(1, 4, 16)
    with torch.no_grad():
        shuffle.project.weight.copy_(torch.eye(4))
        shuffle.project.bias.zero_()
        seen = shuffle(places)[0].int()
    test_eq(seen.tolist(), [[0, 1, 4, 5], [2, 3, 6, 7], [8, 9, 12, 13], [10, 11, 14, 15]])


def test_edge_cases():
    test_eq(Shuffle(2, 8, 27*27)(torch.randn(1, 27*27, 2)).shape, (1, 81, 8))
    x = torch.randn(2, 80, 3)
    tiled, plain = Shuffle(3, 8, 80), Shuffle(3, 8, 16)
    plain.load_state_dict(tiled.state_dict())
    views = torch.cat([plain(view) for view in x.split(16, 1)], 1)
    test_close(tiled(x).detach(), views.detach(), eps=1e-5)
    for n in (12, 25, 60):
        test_fail(lambda n=n: Shuffle(3, 8, n), contains=f'{n} image tokens are no square grid')
