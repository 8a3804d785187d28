# Generated from nbs/images/30_datasets.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import tempfile
from dataclasses import replace
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.images.datasets import DATASETS, Dataset, Example, READERS, count_table, find_shared, load_dataset, with_splits
from tinyemo.images.taxonomy import find_taxonomy, get_taxonomy


def test_examples():
    tax = find_taxonomy('joy,fear')
    ds = Dataset('tiny', tax, [Example('a.jpg', Path('a.jpg'), 'fear', 1, 'train', {'object': 'dog'}),
                               Example('b.jpg', Path('b.jpg'), 'joy', 0, 'test')])
    test_eq(ds.labels.tolist(), [1, 0])
    test_eq(ds.subset('test').ids, ['b.jpg'])
    test_eq(ds.attribute('object'), ['dog', None])
    test_eq(ds.soft, None)
    test_fail(lambda: ds.subset('valid'), contains="tiny has no split 'valid': its splits are test, train")
    count_table(ds)


def test_the_data_sets():
    assert all(s.reader in READERS and s.citation and s.url and s.licence for s in DATASETS.values())
    assert all(get_taxonomy(s.taxonomy) for s in DATASETS.values())
    test_eq(len(DATASETS), 8)
    import pandas as pd

    pd.set_option('display.max_colwidth', None)
    pd.DataFrame([(s.name, s.taxonomy, s.n, s.reader, ' or '.join(s.label_sources), s.note) for s in DATASETS.values()],
                 columns=['name', 'taxonomy', 'images', 'layout', 'labels by', 'note']).set_index('name')


def test_loading():
    def lay(root, *files): # small files, all different
        for f in files:
            (Path(root)/f).parent.mkdir(parents=True, exist_ok=True)
            (Path(root)/f).write_text(str(f))

    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        lay(d/'fi', 'amusement/1.jpg', 'sadness/2.jpg', 'fear/3.jpg')
        for i in range(6):
            (d/'fi/fear'/f'banned_{i}.jpg').write_text('no longer available')
        fi = load_dataset('fi', d/'fi')
        test_eq((fi.labels.tolist(), fi.dropped), ([0, 6, 7], {'placeholder image': 6}))

        lay(d/'WEBEmo', '0/a.jpg', '1/b.jpg', '11/c.jpg', '24/d.jpg')
        webemo = load_dataset('webemo', d)
        test_eq([(e.id, e.label) for e in webemo],
                [('0/a.jpg', 'affection'), ('1/b.jpg', 'cheerfulness'), ('11/c.jpg', 'irritability'), ('24/d.jpg', 'zest')])
        lay(d/'re', 'train/cheerfullness/a.jpg', 'train/irritabilty/b.jpg', 'test/zest/c.jpg')
        test_eq([(e.label, e.split) for e in load_dataset('webemo', d/'re')],
                [('zest', 'test'), ('cheerfulness', 'train'), ('irritability', 'train')])

        lay(d/'unbiased', 'images/love/wedding cake/my picture 1.jpg', 'images/joy/dog/2.jpg')
        unbiased = load_dataset('unbiasedemo', d/'unbiased')
        test_eq(unbiased.attribute('object'), ['dog', 'wedding cake'])
        test_eq(unbiased.taxonomy.name, 'parrott6')

        lay(d/'art', 'sad_0001.jpg', 'awe_0002.jpg')
        test_eq([e.label for e in load_dataset('artphoto', d/'art')], ['awe', 'sadness'])
    unbiased.ids, unbiased.attribute('object')
    def lay(root, *files):
        for f in files:
            (Path(root)/f).parent.mkdir(parents=True, exist_ok=True)
            (Path(root)/f).write_text(str(f))

    head = '\t'.join(f'[{c}]' for c in ('image_filename', 'valence', 'arousal', *(f'prob. {e}' for e in
                     ('anger', 'disgust', 'fear', 'joy', 'sadness', 'surprise', 'neutral'))))
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        lay(d/'Emotion6', 'images/disgust/1.jpg', 'images/joy/1.jpg', 'images/surprise/7.jpg')
        (d/'Emotion6/ground_truth.txt').write_text('\n'.join([head,
            'disgust/1.jpg\t2.5\t3.8\t0.133333\t0.7\t0\t0.0666667\t0.1\t0\t0',
            'joy/1.jpg\t6\t4\t0\t0\t0\t0.2\t0\t0.2\t0.6', 'surprise/7.jpg\t7\t5\t0\t0\t0\t0.6\t0\t0.3\t0.1']))
        keyword = load_dataset('emotion6', d)
        vote = load_dataset('emotion6', d, label_source='vote')
        test_eq([e.label for e in keyword], ['disgust', 'joy', 'surprise'])
        test_eq([(e.id, e.label) for e in vote], [('images/disgust/1.jpg', 'disgust'), ('images/surprise/7.jpg', 'joy')])
        test_eq((vote.dropped, vote.label_source, vote.soft.shape), ({'tie or no vote': 1}, 'vote', (2, 6)))
        test_eq((vote[1].attributes['keyword'], vote[1].attributes['neutral']), ('surprise', .1))
        test_fail(lambda: load_dataset('emotion6', d, label_source='crowd'),
                  contains="unknown label source for emotion6 'crowd': choose one of keyword, vote")

        lay(d/'roi', 'images/anger/1.jpg', 'images/fear/2.jpg')
        (d/'roi/training_testing_split').mkdir()
        (d/'roi/training_testing_split/training.txt').write_text('anger/1.jpg\n')
        (d/'roi/training_testing_split/testing.txt').write_text('fear/2.jpg\n')
        roi = load_dataset('emotionroi', d/'roi')
        test_eq([(e.id, e.split) for e in roi], [('images/anger/1.jpg', 'train'), ('images/fear/2.jpg', 'test')])
        test_eq(len(load_dataset('emotionroi', d/'roi', split='test')), 1)

        lay(d/'emoset', *(f'image/awe/awe_{i}.jpg' for i in range(3)), 'annotation/awe/awe_0.json')
        note = dict(image_id='awe_0', emotion='awe', brightness=.7, scene='beach', object=['Boat'])
        (d/'emoset/annotation/awe/awe_0.json').write_text(json.dumps(note))
        for i, part in enumerate(('train', 'val', 'test')):
            row = ['awe', f'awe_{i}', f'image/awe/awe_{i}.jpg', f'annotation/awe/awe_{i}.json']
            (d/f'emoset/{part}.json').write_text(json.dumps([row if i else [row[0], *row[2:]]]))
        emoset = load_dataset('emoset', d/'emoset')
        test_eq(emoset.splits, ['train', 'valid', 'test'])
        test_eq(emoset.attribute('object'), [['Boat'], None, None])

        lay(d/'abstract', *(f'abstract_{i}.jpg' for i in range(3)))
        cols = ('Amusement', 'Anger', 'Awe', 'Content', 'Disgust', 'Excitement', 'Fear', 'Sad')
        (d/'abstract/ABSTRACT_groundTruth.csv').write_text('\n'.join(["'',"+','.join(f"'{c}'" for c in cols),
            "'abstract_0.jpg','9','10','0','0','0','0','0','0'",
            "'abstract_1.jpg',3,3,0,0,0,0,0,1", "'abstract_2.jpg',0,0,0,8,0,0,0,2"]))
        abstract = load_dataset('abstract', d/'abstract')
        test_eq(([e.label for e in abstract], abstract.dropped), (['anger', 'contentment'], {'tie or no vote': 1}))
        test_eq(abstract.soft[1].tolist(), [0, 0, 0, .8, 0, 0, 0, .2])
    def lay(root, *files):
        for f in files:
            (Path(root)/f).parent.mkdir(parents=True, exist_ok=True)
            (Path(root)/f).write_text(str(f))

    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        lay(d/'mine', 'calm/1.jpg', 'grief/2.png', 'calm/deep/3.jpg')
        mine = load_dataset(d/'mine')
        test_eq((mine.name, mine.taxonomy.labels, mine.ids),
                ('mine', ('calm', 'grief'), ['calm/1.jpg', 'calm/deep/3.jpg', 'grief/2.png']))
        test_fail(lambda: load_dataset(d/'mine', taxonomy='ekman6'), contains='calm/1.jpg: unknown label')
        test_fail(lambda: load_dataset(d/'mine', split='test'),
                  contains="mine has no split 'test': its splits are none: make some with with_splits")
        (d/'mine/own.csv').write_text('image,label,photographer\ncalm/1.jpg,joy,Ann\ngrief/2.png,Sadness,Bo\n')
        own = load_dataset(d/'mine/own.csv', taxonomy='ekman6')
        test_eq(([e.label for e in own], own.attribute('photographer')), (['joy', 'sadness'], ['Ann', 'Bo']))
        (d/'table.csv').write_text('image,label\ncalm/1.jpg,joy\ncalm/9.jpg,fear\n')
        test_fail(lambda: load_dataset(d/'table.csv', root=d/'mine'), contains='1 of 2 files are not under')
        test_fail(lambda: load_dataset(d/'table.csv', root=d/'mine'), contains='calm/9.jpg')
        (d/'bad.csv').write_text('picture,label\n')
        test_fail(lambda: load_dataset(d/'bad.csv'), contains='needs image (or path, file, filename) and label')
        (d/'twice.csv').write_text('image,label\nmine/calm/1.jpg,joy\nmine/calm/1.jpg,fear\n')
        test_fail(lambda: load_dataset(d/'twice.csv'), contains='1 files are listed more than once')
        (d/'empty').mkdir()
        test_fail(lambda: load_dataset(d/'empty'), contains='no labelled images in')
        test_fail(lambda: load_dataset('fi', d/'empty'), contains='expected `[under/][split/]label/')
        lay(d/'flat', '1.jpg')
        test_fail(lambda: load_dataset(d/'flat'), contains='; 1 not in a label folder')
        lay(d/'odd', 'images/glee/1.jpg')
        test_fail(lambda: load_dataset('emotion6', d/'odd'), contains="images/glee/1.jpg: unknown label 'glee' for ekman6")
        test_fail(lambda: load_dataset('fi', d/'nowhere'), contains='get it from')
    test_fail(lambda: load_dataset('emotion7'), contains="unknown data set 'emotion7': choose one of emotion6, emotionroi")
    count_table(own)


def test_splits_that_respect_the_official_one():
    tax = find_taxonomy('joy,fear')
    rows = [Example(f'{i}.jpg', Path(f'{i}.jpg'), tax.labels[i%2], i%2, None, {'who': f'p{i//10}'}) for i in range(100)]
    ds = with_splits(Dataset('tiny', tax, rows), seed=3)
    assert all(abs(ds.splits.count(s)-n) <= 2 for s, n in dict(train=70, valid=15, test=15).items())
    grouped = with_splits(Dataset('tiny', tax, rows), seed=3, group_by='who')
    test_eq(len(set(zip(grouped.attribute('who'), grouped.splits))), 10)
    official = [replace(e, split='test') for e in rows[:10]]+rows[10:]
    test_eq(with_splits(Dataset('tiny', tax, official), {'train': 1.}).splits, ['test']*10+['train']*90)
    test_fail(lambda: with_splits(Dataset('tiny', tax, rows), group_by='where'),
              contains="no attribute 'where' to group by: its attributes are who")
    count_table(ds)


def test_images_that_are_in_two_data_sets():
    with tempfile.TemporaryDirectory() as d:
        for f, text in (('a/joy/1.jpg', 'same'), ('a/fear/2.jpg', 'one'), ('b/joy/x.jpg', 'two'), ('b/fear/y.jpg', 'same')):
            (Path(d)/f).parent.mkdir(parents=True, exist_ok=True)
            (Path(d)/f).write_text(text)
        shared = find_shared(load_dataset(f'{d}/a'), load_dataset(f'{d}/b'))
    test_eq(shared, [('joy/1.jpg', 'fear/y.jpg')])
