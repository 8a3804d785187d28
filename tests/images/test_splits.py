# Generated from nbs/images/20_splits.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import random
import warnings
from collections import Counter
from fastcore.test import test_eq, test_fail
from tinyemo.figures import OKABE_ITO
from tinyemo.images.splits import LeakWarning, check_disjoint, shared_images_warning, split_examples


def test_splitting():
    ids = [f'{label}/{i}.jpg' for label in ('awe', 'fear') for i in range(100)]
    labels = [i.split('/')[0] for i in ids]
    parts = split_examples(ids, labels, seed=1)
    shuffled = random.Random(0).sample(ids, len(ids))
    again = split_examples(shuffled, [i.split('/')[0] for i in shuffled], seed=1)
    test_eq(dict(zip(shuffled, again)), dict(zip(ids, parts))) # the order of the list makes no difference
    Counter(zip(labels, parts))
    names = [f'{i}.jpg' for i in range(40)]
    fig, ax = plt.subplots(figsize=(5, 1.8))
    for split, colour in zip(('train', 'valid', 'test'), OKABE_ITO):
        spots = [(i, seed) for seed in range(5) for i, part in enumerate(split_examples(names, seed=seed)) if part == split]
        ax.scatter(*zip(*spots), color=colour, s=14, marker='s', label=split)
    ax.set(xlabel='picture', ylabel='seed', yticks=range(5))
    ax.legend(frameon=False, ncols=3, loc='lower center', bbox_to_anchor=(.5, 1))
    for seed in range(5):
        test_eq(split_examples(names, seed=seed).count('train'), 28)
    ids = [f'{i}.jpg' for i in range(200)]
    heads = [f'head{i % 12}' for i in range(200)]
    parts = split_examples(ids, fractions={'train': .75, 'test': .25}, groups=heads)
    test_eq(len(set(zip(heads, parts))), 12) # each head in one part
    assert .6 < parts.count('train')/200 < .9
    Counter(parts)


def test_no_image_in_two_parts():
    check_disjoint(['a', 'b'], ['c'])
    test_fail(lambda: check_disjoint(['a', 'b', 'c'], ['c', 'b']), contains='train and test share 2 images (e.g. b, c)')
    ids = [str(i) for i in range(30)]
    parts = split_examples(ids)
    by = {split: [i for i, part in zip(ids, parts) if part == split] for split in ('train', 'valid', 'test')}
    check_disjoint(by['train'], by['test'])
    {split: len(members) for split, members in by.items()}


def test_data_sets_that_share_images():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        message = shared_images_warning('EmotionROI', 'emotion6')
        test_eq(shared_images_warning('emotionroi', 'fi'), None)
        test_eq(shared_images_warning('emotion6', 'emotion6'), None) # one data set: compare the ids
    test_eq([w.category for w in caught], [LeakWarning])


def test_edge_cases():
    ids = [f'{label}/{i}.jpg' for label in ('awe', 'fear') for i in range(100)]
    labels = [i.split('/')[0] for i in ids]
    parts = split_examples(ids, labels, seed=1)
    share = dict(train=70, valid=15, test=15)
    test_eq(Counter(zip(labels, parts)), {(label, split): n for label in ('awe', 'fear') for split, n in share.items()})
    assert parts != split_examples(ids, labels, seed=2)
    numbers = [int(label == 'fear') for label in labels]
    test_eq(parts, split_examples(ids, numbers, seed=1)) # what a label is called makes no difference
    test_eq(parts[5:8], ['train', 'train', 'test']) # the same on every machine
    heads = [f'head{i % 12}' for i in range(200)]
    grouped = split_examples(ids, labels, {'train': .75, 'test': .25}, groups=heads)
    test_eq(len(set(zip(heads, grouped))), 12)
    assert .6 < grouped.count('train')/200 < .9
    for n in range(1, 40):
        got = Counter(split_examples(range(n), fractions={'train': .8, 'test': .2}, seed=n))
        assert abs(got['train'] - .8*n) < 1+1e-6, (n, got)
    test_eq(set(split_examples(range(50), fractions={'train': 1., 'test': 0.})), {'train'})
    test_fail(lambda: split_examples(['a', 'a']), contains='1 ids occur more than once (e.g. a)')
    test_fail(lambda: split_examples(['a', 'b'], fractions={'train': .8, 'test': .3}), contains='must add up to 1')
    test_fail(lambda: split_examples(['a', 'b'], labels=[0]), contains='2 ids, 1 labels, 2 groups')
