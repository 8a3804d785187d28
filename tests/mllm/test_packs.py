# Generated from nbs/mllm/09_packs.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import torch
from fastcore.test import test_eq
from tinyemo.mllm.packs import branch_mask, pack_masks
from transformers import Gemma2Config, LlamaConfig


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
