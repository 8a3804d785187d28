# Generated from nbs/projector/10_losses.ipynb by tinyemo.dev.nbtools: edit the notebook.
import math
import torch
import torch.nn.functional as F
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.projector.losses import LOSSES, NormSoftmax, cosine_embedding, info_nce, nt_xent, pairs, sup_con


def test_one_call_shape():
    own = pairs(torch.tensor([0, 2]), torch.tensor([0, 1, 2, 2]))
    test_eq(own.tolist(), [[True, False, False, False], [False, False, True, True]])
    test_fail(lambda: pairs(torch.tensor([4]), torch.tensor([0, 1])), contains='no reference carries label 4')


def test_cosine_embedding():
    z = F.normalize(torch.tensor([[1., 0.], [1., 1.]]), dim=1)
    words = torch.eye(2)
    test_close(cosine_embedding(z, torch.tensor([0, 1]), words, torch.arange(2)), (0 + 1-.5**.5)/2)
    narrow, wide = (cosine_embedding(z, torch.tensor([0, 1]), words, torch.arange(2), margin=m) for m in (0., .9))
    test_eq(narrow, wide)


def test_nt_xent_against_words():
    from pytorch_metric_learning.losses import NTXentLoss

    torch.manual_seed(0)
    z = F.normalize(torch.randn(32, 16), dim=1)
    words = F.normalize(torch.randn(6, 16), dim=1)
    y = torch.randint(0, 6, (32,))
    refs = words[y]
    s = (z@refs.T/.07).tolist()
    terms = [-math.log(math.exp(s[i][p])/(math.exp(s[i][p]) + sum(math.exp(s[i][j]) for j in range(32) if y[j] != y[i])))
             for i in range(32) for p in range(32) if y[p] == y[i]]
    test_close(nt_xent(z, y, refs, y), sum(terms)/len(terms), eps=1e-4)
    test_close(nt_xent(z, y, refs, y), NTXentLoss(.07)(z, y, ref_emb=refs, ref_labels=y.clone()), eps=1e-4)
    torch.manual_seed(1)
    z = F.normalize(torch.randn(32, 16), dim=1)
    words = F.normalize(torch.randn(6, 16), dim=1)
    y = torch.randint(0, 6, (32,))
    test_close(nt_xent(z, y, words, torch.arange(6)), F.cross_entropy(z@words.T/.07, y), eps=1e-5)
    count, s = y.bincount(minlength=6).float(), z@words.T/.07
    weight = count[None].expand(32, 6).clone()
    weight[torch.arange(32), y] = 1
    weighted = -(s.gather(1, y[:, None])[:, 0] - (s + weight.log()).logsumexp(1))
    test_close(nt_xent(z, y, words[y], y), (weighted*count[y]).sum()/count[y].sum(), eps=1e-5)


def test_infonce():
    words, y = torch.eye(3), torch.tensor([0])
    def with_negatives_as_positives(z): # numerator: the own word and the next one, a negative
        e = (z@words.T/.1).exp()
        return -(e[:, :2].sum(1)/e.sum(1)).log().mean()

    at_its_word = torch.tensor([[1., 0., 0.]])
    at_the_wrong_one = torch.tensor([[0., 1., 0.]])
    right = [info_nce(z, y, words, torch.arange(3)).item() for z in (at_its_word, at_the_wrong_one)]
    wrong = [with_negatives_as_positives(z).item() for z in (at_its_word, at_the_wrong_one)]
    test_close(right, [math.log(1 + 2*math.exp(-10)), 10 + math.log(1 + 2*math.exp(-10))], eps=1e-4)
    test_close(wrong[0], wrong[1])
    print(f'at its word / at a wrong word: InfoNCE {right[0]:.4f} / {right[1]:.2f}, '
      f'negatives counted as positives {wrong[0]:.6f} / {wrong[1]:.6f}')


def test_supervised_contrastive():
    torch.manual_seed(2)
    z = F.normalize(torch.randn(8, 4), dim=1)
    words = F.normalize(torch.randn(3, 4), dim=1)
    y = torch.tensor([0, 0, 1, 1, 2, 2, 0, 1])
    a = torch.cat([z, words])
    labels = torch.cat([y, torch.arange(3)]).tolist()
    s = (a@a.T/.1).exp().tolist()
    naive = []
    for i in range(11):
        others = [j for j in range(11) if j != i]
        everything = sum(s[i][j] for j in others)
        shares = [s[i][p]/everything for p in others if labels[p] == labels[i]]
        naive.append(-sum(map(math.log, shares))/len(shares))
    test_close(sup_con(z, y, words, torch.arange(3)), sum(naive)/11, eps=1e-4)


def test_normalised_softmax():
    torch.manual_seed(3)
    z = F.normalize(torch.randn(8, 4), dim=1)
    words = F.normalize(torch.randn(4, 4), dim=1)
    y = torch.tensor([0, 1, 1, 0, 1, 0, 0, 1])
    loss, two_each = NormSoftmax(.1), torch.tensor([0, 0, 1, 1])
    test_close(loss(z, y, words, two_each), info_nce(z, y, words, two_each), eps=1e-5)
    test_close(loss(z, F.one_hot(y).float(), words, two_each), loss(z, y, words, two_each), eps=1e-6)
    loss(z, y, words, two_each).backward()
    assert loss.log_scale.grad.abs() > 0


def test_the_table_and_what_the_losses_look_like():
    import matplotlib.pyplot as plt

    angle = torch.linspace(0, math.pi/2, 91)
    words, classes = torch.eye(2), torch.arange(2)
    fig, ax = plt.subplots(figsize=(5, 3))
    for (name, make), style in zip(LOSSES.items(), ('-', '--', '-.', ':', (0, (5, 1)))):
        z = torch.stack([angle.cos(), angle.sin()], 1)
        y = [make()(row[None], torch.tensor([0]), words, classes).item() for row in z]
        ax.plot(angle.rad2deg(), [v/max(y) for v in y], linestyle=style, label=name)
    ax.set(xlabel='angle from the own word (degrees)', ylabel='loss, relative to its largest')
    ax.legend(frameon=False);
    opposite = F.normalize(torch.randn(1, 8), dim=1)
    words = torch.cat([opposite, -opposite])
    for name, make in LOSSES.items():
        z = words[[0, 1, 0, 1]].clone().requires_grad_()
        value = make()(z, torch.tensor([0, 1, 1, 0]), words, torch.arange(2))
        value.backward()
        assert value.isfinite() and z.grad.isfinite().all(), name
    torch.manual_seed(0)
    words = F.normalize(torch.randn(3, 8), dim=1)
    z, y = F.normalize(torch.randn(4, 8), dim=1), torch.tensor([0, 1, 0, 1])
    known = torch.tensor([True, True, False]).expand(4, 3)
    values = {}
    for name, make in LOSSES.items():
        if name != 'sup-con':
            values[name] = make()(z, y, words, torch.arange(3), known=known).item()
            test_close(values[name], make()(z, y, words[:2], torch.arange(2)).item(), eps=1e-6)
    test_fail(lambda: sup_con(z, y, words, torch.arange(3), known=known), contains='cannot keep label sets apart')
