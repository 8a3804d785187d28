# Generated from nbs/images/28_examples.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from dataclasses import replace
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.images.examples import Dataset, Example, count_table, find_shared, mapped, with_splits
from tinyemo.images.taxonomy import find_taxonomy


def test_examples():
    tax = find_taxonomy('joy,fear')
    ds = Dataset('tiny', tax, [Example('a.jpg', Path('a.jpg'), 'fear', 1, 'train', {'object': 'dog'}),
                               Example('b.jpg', Path('b.jpg'), 'joy', 0, 'test')])
    test_eq((ds.labels.tolist(), ds.subset('test').ids, ds.attribute('object')), ([1, 0], ['b.jpg'], ['dog', None]))
    count_table(ds)


def test_from_one_set_of_labels_to_another():
    words = find_taxonomy('Happy,panic,trust')
    three = [Example(f'{i}.jpg', Path(f'{i}.jpg'), label, i) for i, label in enumerate(words.labels)]
    ours = mapped(Dataset('three', words, three), 'ekman6')
    test_eq([(e.label, e.label_id) for e in ours], [('joy', 3), ('fear', 2)])
    test_eq(ours.dropped, {'labelled trust, which has no counterpart in ekman6': 1})


def test_splits_that_respect_the_official_one():
    tax = find_taxonomy('joy,fear')
    rows = [Example(f'{i}.jpg', Path(f'{i}.jpg'), tax.labels[i % 2], i % 2, None, {'who': f'p{i//10}'}) for i in range(100)]
    ds = with_splits(Dataset('tiny', tax, rows), seed=3)
    for split, n in dict(train=70, valid=15, test=15).items():
        assert abs(ds.splits.count(split) - n) <= 2
    grouped = with_splits(Dataset('tiny', tax, rows), seed=3, group_by='who')
    test_eq(len(set(zip(grouped.attribute('who'), grouped.splits))), 10) # ten people, each on one side
    count_table(ds)


def test_images_that_are_in_two_data_sets():
    tax = find_taxonomy('joy,fear')
    contents = {'a/joy/1.jpg': 'same', 'a/fear/2.jpg': 'one', 'b/joy/x.jpg': 'two', 'b/fear/y.jpg': 'same'}
    with tempfile.TemporaryDirectory() as d:
        for file, content in contents.items():
            (Path(d)/file).parent.mkdir(parents=True, exist_ok=True)
            (Path(d)/file).write_text(content)
        a, b = (Dataset(name, tax, [Example(p.relative_to(home).as_posix(), p, p.parent.name, tax.index(p.parent.name))
                                    for p in sorted(home.glob('*/*'))])
                for name, home in (('a', Path(d)/'a'), ('b', Path(d)/'b')))
        shared = find_shared(a, b)
    test_eq(shared, [('joy/1.jpg', 'fear/y.jpg')])


def test_edge_cases():
    tax = find_taxonomy('joy,fear')
    rows = [Example(f'{i}.jpg', Path(f'{i}.jpg'), tax.labels[i % 2], i % 2, None, {'who': f'p{i//10}'}) for i in range(100)]
    tiny = Dataset('tiny', tax, rows)
    test_eq(tiny.soft, None)
    official = [replace(e, split='test') for e in rows[:10]] + rows[10:]
    partly = Dataset('tiny', tax, official)
    test_eq(with_splits(partly, {'train': 1.}).splits, ['test']*10 + ['train']*90)
    test_fail(lambda: with_splits(partly, {'train': 1.}).subset('valid'),
              contains="tiny has no split 'valid': its splits are test, train")
    test_fail(lambda: with_splits(tiny, group_by='where'),
              contains="no attribute 'where' to group by: its attributes are who")
