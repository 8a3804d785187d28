# Generated from nbs/mllm/07_loss.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pandas as pd
import torch
from fastcore.test import test_close, test_eq
from tinyemo.mllm.loss import place_losses
from tinyemo.mllm.tiny import FAMILIES


def test_places():
    def both(family, room, learns):
        torch.manual_seed(0)
        llm = family.llm()
        for p in llm.parameters():
            p.requires_grad_(learns)
        states = torch.randn(30, 32, generator=torch.Generator().manual_seed(1)).requires_grad_()
        targets = torch.arange(30)
        losses = place_losses(llm, llm.get_decoder(), states, targets, room)
        (losses*torch.linspace(0, 2, 30)).sum().backward()
        return losses.detach(), states.grad, llm.get_output_embeddings().weight.grad
    rows = []
    for name, family in FAMILIES.items():
        scores = family.llm().config.vocab_size
        whole, parts = both(family, 10**9, False), both(family, 7*scores, False)
        test_close(parts[0], whole[0], eps=1e-5)
        test_close(parts[1], whole[1], eps=1e-6)
        learnt, in_parts = both(family, 10**9, True), both(family, 7*scores, True)
        test_close(in_parts[1], learnt[1], eps=1e-6)
        test_close(in_parts[2], learnt[2], eps=1e-5) # of the head itself
        rows.append({'family': name, 'mean loss': whole[0].mean().item(),
                     'largest difference': (parts[0]-whole[0]).abs().max().item()})
    pd.DataFrame(rows).set_index('family')


def test_edge_cases():
    llm = FAMILIES['TinyLlama'].llm()
    body = llm.get_decoder()
    with torch.no_grad():
        losses = place_losses(llm, body, torch.randn(5, 32), torch.arange(5), 1)
    test_eq((losses.shape, losses.requires_grad, 'forward' in vars(body)), ((5,), False, False))
    body.forward = own = body.forward # as accelerate's hooks leave it
    place_losses(llm, body, torch.randn(5, 32), torch.arange(5))
    assert vars(body)['forward'] is own
