# Generated from nbs/images/20_splits.ipynb by tinyemo.dev.nbtools: edit the notebook.
import warnings
from collections import Counter
from fastcore.test import test_eq, test_fail
from tinyemo.images.splits import LeakWarning, check_disjoint, shared_images_warning, split_examples


def test_splitting():
    import random

    ids = [f'{l}/{i}.jpg' for l in ('awe', 'fear') for i in range(100)]
    labels = [i.split('/')[0] for i in ids]
    parts = split_examples(ids, labels, seed=1)
    share = dict(train=70, valid=15, test=15)
    test_eq(Counter(zip(labels, parts)), {(l, s): n for l in ('awe', 'fear') for s, n in share.items()})
    shuffled = random.Random(0).sample(list(zip(ids, labels)), len(ids))
    test_eq(dict(zip([i for i, _ in shuffled], split_examples(*zip(*shuffled), seed=1))), dict(zip(ids, parts)))
    assert parts != split_examples(ids, labels, seed=2)
    test_eq(parts, split_examples(ids, [int(l == 'fear') for l in labels], seed=1)) # what a label is called makes no difference
    test_eq(parts[5:8], ['train', 'train', 'test']) # the same on every machine
    Counter(parts)
    heads = [f'head{i%12}' for i in range(200)]
    parts = split_examples(ids, labels, {'train': .75, 'test': .25}, groups=heads)
    test_eq(len(set(zip(heads, parts))), 12)
    assert .6 < parts.count('train')/200 < .9
    for n in range(1, 40):
        got = Counter(split_examples(range(n), fractions={'train': .8, 'test': .2}, seed=n))
        assert abs(got['train']-.8*n) < 1+1e-6, (n, got)
    test_eq(set(split_examples(range(50), fractions={'train': 1., 'test': 0.})), {'train'})
    test_fail(lambda: split_examples(['a', 'a']), contains='1 ids occur more than once (e.g. a)')
    test_fail(lambda: split_examples(['a', 'b'], fractions={'train': .8, 'test': .3}), contains='must add up to 1')
    test_fail(lambda: split_examples(['a', 'b'], labels=[0]), contains='2 ids, 1 labels, 2 groups')


def test_no_image_in_two_parts():
    check_disjoint(['a', 'b'], ['c'])
    test_fail(lambda: check_disjoint(['a', 'b', 'c'], ['c', 'b']), contains='train and test share 2 images (e.g. b, c)')
    ids = [str(i) for i in range(30)]
    parts = split_examples(ids)
    by = {s: [i for i, p in zip(ids, parts) if p == s] for s in set(parts)}
    check_disjoint(by['train'], by['test'])
    {s: len(by[s]) for s in ('train', 'valid', 'test')}


def test_data_sets_that_share_images():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        message = shared_images_warning('EmotionROI', 'emotion6')
        test_eq(shared_images_warning('emotionroi', 'fi'), None)
        test_eq(shared_images_warning('emotion6', 'emotion6'), None) # one data set: compare the ids
    test_eq([w.category for w in caught], [LeakWarning])
