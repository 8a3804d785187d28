# Generated from nbs/mllm/09_packs.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
import torch
from fastcore.test import test_eq
from tinyemo.figures import OKABE_ITO
from tinyemo.mllm.chat import Sample
from tinyemo.mllm.packs import branch_mask, collate, length_batches, pack_masks, positions, share
from transformers import Gemma2Config, LlamaConfig


def test_one_copy_of_an_image():
    def about_a(*tail): # token 9 is the image's
        learn = [False]*3 + [k > 0 for k in range(len(tail))]
        return Sample(np.array([1, 9, 9, *tail]), np.array(learn), ('a.png',))
    first, second = share([about_a(5, 6, 7), about_a(4, 3), about_a(2, 8)], 9, longest=8)
    test_eq(first.ids.tolist(), [1, 9, 9, 5, 6, 7, 4, 3])
    test_eq(first.branch.tolist(), [0, 0, 0, 1, 1, 1, 2, 2])
    test_eq(positions(first.branch).tolist(), [0, 1, 2, 3, 4, 5, 3, 4])
    test_eq(first.learn.tolist(), [False]*4 + [True]*2 + [False, True])
    test_eq((second.ids.tolist(), second.branch.tolist()), ([1, 9, 9, 2, 8], [0, 0, 0, 1, 1]))
    test_eq(positions(second.branch).tolist(), [0, 1, 2, 3, 4])
    def about_two(*tail): # token 9 is the place of an image: two images, the second behind an answer
        learn = [False, False, True, False] + [True]*len(tail)
        return Sample(np.array([1, 9, 3, 9, *tail]), np.array(learn), ('a.png', 'b.png'))
    packs = share([about_two(5, 6), about_two(5, 6), about_a(5), about_a(4)], 9)
    test_eq([len(p.images) for p in packs], [2, 2, 1]) # those of several images stay alone
    test_eq(packs[0].branch.tolist(), [0, 0, 0, 0, 1, 1])
    test_eq(positions(packs[0].branch).tolist(), list(range(6))) # as it stands
    test_eq((packs[0].ids.tolist(), packs[0].learn.tolist()), ([1, 9, 3, 9, 5, 6], [False, False, True, False, True, True]))


def test_batches_without_waste():
    lengths = np.random.default_rng(0).integers(20, 200, 1000)
    batches = length_batches(lengths, 16)
    at_random = np.random.default_rng(0).permutation(1000).reshape(-1, 20).tolist()
    def waste(batches): # share of each batch that is padding
        return [1 - lengths[b].sum()/(len(b)*lengths[b].max()) for b in batches]
    fig, ax = plt.subplots(figsize=(4.5, 2.6), layout='constrained')
    for label, groups, colour in (('of like length', batches, OKABE_ITO[0]), ('in random order', at_random, OKABE_ITO[1])):
        ax.hist(waste(groups), bins=np.linspace(0, .7, 29), color=colour, alpha=.8, label=label)
    ax.set(xlabel='share of a batch that is padding', ylabel='batches')
    ax.legend()
    assert np.mean(waste(batches)) < .1 and .4 < np.mean(waste(at_random)) < .5
    plt.close()
    lengths = np.random.default_rng(0).integers(20, 200, 1000)
    test_eq(sorted(i for batch in length_batches(lengths, 16) for i in batch), list(range(1000)))
    test_eq(length_batches([], 4), [])
    a = Sample(np.array([5, 6, 7]), np.array([False, True, True]), ())
    b = Sample(np.array([8, 9]), np.array([False, True]), ())
    padded = {name: values.tolist() for name, values in collate([a, b], 0).items()}
    test_eq(padded['input_ids'], [[5, 6, 7], [8, 9, 0]])
    test_eq(padded['attention_mask'], [[1, 1, 1], [1, 1, 0]])
    test_eq(padded['labels'], [[-100, 6, 7], [-100, 9, -100]])
    test_eq(set(padded), {'input_ids', 'attention_mask', 'labels'})
    test_eq(collate([a, b], 0, left=True)['input_ids'].tolist(), [[5, 6, 7], [0, 8, 9]])
    pack = Sample(np.array([1, 9, 4, 3, 2]), np.array([False]*3 + [True]*2), ('a.png',), branch=np.array([0, 0, 1, 1, 2]))
    padded = collate([pack, b], 0)
    test_eq(padded['branch'].tolist(), [[0, 0, 1, 1, 2], [0, 0, -1, -1, -1]])
    test_eq(padded['position_ids'].tolist()[0], [0, 1, 2, 3, 2])


def test_a_mask_of_branches():
    branch = torch.tensor([[0]*6 + [1]*5 + [2]*4])
    seen = branch_mask(branch, torch.float32)[0, 0] == 0
    fig, ax = plt.subplots(figsize=(3.4, 3.2), layout='constrained')
    ax.imshow(seen, cmap='cividis')
    for edge in (5.5, 10.5):
        ax.axhline(edge, color='white', linewidth=.8)
        ax.axvline(edge, color='white', linewidth=.8)
    ax.set(xlabel='sees', ylabel='token', xticks=[2.5, 8, 12.5], yticks=[2.5, 8, 12.5])
    ax.set_xticklabels(['image', 'first', 'second'])
    ax.set_yticklabels(['image', 'first', 'second'])
    assert not seen[11:, 6:11].any() and seen[11:, :6].all()
    plt.close()


def test_layers_with_a_window():
    branch = torch.tensor([[0, 0, 1, 1, 2, 2]])
    place = torch.tensor([[0, 1, 2, 3, 2, 3]]) # each conversation goes on where the image ends
    masks = pack_masks(branch, place, Gemma2Config(sliding_window=2, num_hidden_layers=2), torch.float32)
    seen = {kind: (mask[0, 0] == 0).int() for kind, mask in masks.items()}
    test_eq(seen['full_attention'][5].tolist(), [1, 1, 0, 0, 1, 1])
    test_eq(seen['sliding_attention'][5].tolist(), [0, 0, 0, 0, 1, 1])
    assert not isinstance(pack_masks(branch, place, LlamaConfig(), torch.float32), dict)
