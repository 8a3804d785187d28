# Generated from nbs/images/82_batches.ipynb by tinyemo.dev.nbtools: edit the notebook.
import torch
from fastcore.test import test_eq
from tinyemo.images.batches import in_halves, in_lanes


def test_batches():
    tried = []
    def small_device(pixels): # has room for three rows
        tried.append(len(pixels))
        if len(pixels) > 3:
            raise torch.OutOfMemoryError('full')
        return pixels*2

    rows, size = in_halves(small_device, torch.arange(8).view(8, 1), 100)
    test_eq((rows.flatten().tolist(), size), (list(range(0, 16, 2)), 2))
    before = torch.get_num_threads()
    pairs = [pair for lanes in (1, 3) for pair in in_lanes(lambda i: (i*i, torch.get_num_threads()), range(20), lanes)]
    test_eq([(item, square) for item, (square, _) in pairs], [(i, i*i) for i in range(20)]*2)
    test_eq({threads for _, (_, threads) in pairs[20:]}, {1})
    test_eq(torch.get_num_threads(), before)
