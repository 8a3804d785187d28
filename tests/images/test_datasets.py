# Generated from nbs/images/30_datasets.ipynb by tinyemo.dev.nbtools: edit the notebook.
import datasets
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import tempfile
from PIL import Image
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.core import TinyEmoError
from tinyemo.figures import OKABE_ITO
from tinyemo.files import write_json
from tinyemo.images.datasets import DATASETS, READERS, load_dataset
from tinyemo.images.examples import count_table, with_splits
from tinyemo.images.taxonomy import EKMAN, MIKELS, TAXONOMIES, get_taxonomy


def test_the_data_sets():
    pd.set_option('display.max_colwidth', None)
    rows = [(s.name, s.taxonomy, s.n, s.reader, ' or '.join(s.label_sources), s.note) for s in DATASETS.values()]
    pd.DataFrame(rows, columns=['name', 'taxonomy', 'images', 'layout', 'labels by', 'note']).set_index('name')
    sizes = {s.name: s.n for s in sorted(DATASETS.values(), key=lambda s: s.n)}
    assert sizes['webemo'] > 900*sizes['abstract']
    fig, ax = plt.subplots(figsize=(4.5, 2.6))
    ax.plot(list(sizes.values()), list(sizes), linestyle='')
    for taxonomy, colour in zip((*TAXONOMIES, None), OKABE_ITO):
        names = [name for name in sizes if DATASETS[name].taxonomy == taxonomy]
        ax.plot([sizes[name] for name in names], names, 'o', color=colour, label=taxonomy or 'ratings')
    ax.set(xscale='log', xlabel='images')
    ax.legend(frameon=False, fontsize=8)
    fig.show()


def test_loading():
    with tempfile.TemporaryDirectory() as d:
        for file in ('calm/1.jpg', 'grief/2.png', 'calm/deep/3.jpg'):
            write_json(file, f'{d}/mine/{file}') # a small file of any kind
        mine = load_dataset(f'{d}/mine')
    test_eq((mine.name, mine.taxonomy.labels), ('mine', ('calm', 'grief')))
    test_eq(mine.ids, ['calm/1.jpg', 'calm/deep/3.jpg', 'grief/2.png'])
    with tempfile.TemporaryDirectory() as d:
        for file in ('amusement/1.jpg', 'sad/2.jpg', 'fear/3.jpg'):
            write_json(file, f'{d}/FI/{file}')
        for i in range(6):
            write_json('no longer available', f'{d}/FI/fear/banned_{i}.jpg')
        fi = load_dataset('fi', d)
    test_eq((fi.labels.tolist(), fi.dropped), ([0, 6, 7], {'placeholder image': 6}))
    test_eq(MIKELS.labels[7], fi[2].label)
    print(fi)
    count_table(fi).query('all > 0')


def test_packed_pictures_and_the_hub():
    features = datasets.Features({'image': datasets.Image(), 'label': datasets.ClassLabel(names=['joy', 'fear', 'trust'])})

    def a_repository(folder, n=6):
        "A data set as it lies on the hub, with two splits: n drawn squares in each."
        for split in ('train', 'test'):
            squares = [Image.new('RGB', (16, 16), (40*i, 0, 0)) for i in range(n)]
            rows = datasets.Dataset.from_dict({'image': squares, 'label': [i % 3 for i in range(n)]}, features)
            rows.to_parquet(f'{folder}/data/{split}-00000-of-00001.parquet')
        return folder

    with tempfile.TemporaryDirectory() as d:
        hub = load_dataset(f'hf:{a_repository(f"{d}/squares")}', root=f'{d}/here')
        again = load_dataset(f'hf:{d}/squares', root=f'{d}/here', split='test')
    test_eq((len(hub), len(again), hub.name), (12, 6, 'squares'))
    test_eq([e.label for e in again], ['joy', 'fear', 'trust']*2)
    test_eq(again[1].id, 'test/0000001.png')


@pytest.mark.data
def test_rated_pictures_data():
    oasis = load_dataset('oasis')
    test_eq(oasis.taxonomy.name, 'sentiment')
    test_eq({name: r.shape[1] for name, r in oasis.ratings.items()}, {'valence': 3, 'arousal': 3})
    by_theme = with_splits(oasis, {'train': .8, 'test': .2}, group_by='theme')
    themes = {split: {e.attributes['theme'] for e in by_theme.subset(split)} for split in ('train', 'test')}
    assert not themes['train'] & themes['test']
    test_eq(len(np.unique(oasis.groups)), len(themes['train'] | themes['test']))
    count_table(by_theme)


def test_a_table_of_ratings():
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        for name in ('a.jpg', 'b.jpg', 'c.jpg'):
            write_json(name, d/name)
        (d/'own.csv').write_text('image,valence,valence_sd,arousal\na.jpg,8.5,1,3\nb.jpg,5,1,\nc.jpg,1.5,2,7\n')
        own = load_dataset(d/'own.csv', scale=(1, 9))
        test_fail(lambda: load_dataset(d/'own.csv'), contains='have a valence from 1.5 to 8.5: say the least')
        test_fail(lambda: load_dataset(d/'own.csv', scale=(1, 7)), contains='does not lie on a scale from 1 to 7')
        (d/'words.csv').write_text('image,label,valence,valence_sd,arousal\na.jpg,awe,good,low,3\nb.jpg,fear,bad,,5\n')
        words = load_dataset(d/'words.csv')
    test_eq({name: r[:, 0].tolist() for name, r in words.ratings.items()}, {'arousal': [3, 5]})
    test_eq(words.attribute('valence_words'), ['good', 'bad'])
    test_eq([e.label for e in own], ['pleasant', 'neutral', 'unpleasant'])
    test_eq(own.scale, (1, 9))


def test_edge_cases():
    test_eq(len(DATASETS), 13)
    assert all(s.reader in READERS and s.citation and s.url and s.licence for s in DATASETS.values())
    assert all(get_taxonomy(s.taxonomy) for s in DATASETS.values() if s.taxonomy)
    assert all(s.taxonomy or s.scale for s in DATASETS.values())
    layouts = {
        'WEBEmo': ('0/a.jpg', '1/b.jpg', '11/c.jpg', '24/d.jpg'),
        're': ('train/cheerfullness/a.jpg', 'train/irritabilty/b.jpg', 'test/zest/c.jpg'),
        'unbiased': ('images/love/wedding cake/my picture 1.jpg', 'images/joy/dog/2.jpg'),
        'art': ('sad_0001.jpg', 'awe_0002.jpg'),
    }
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        for name, files in layouts.items():
            for file in files:
                write_json(file, d/name/file)
        webemo = load_dataset('webemo', d)
        again = load_dataset('webemo', d/'re')
        unbiased = load_dataset('unbiasedemo', d/'unbiased')
        art = load_dataset('artphoto', d/'art')
    test_eq([(e.id, e.label) for e in webemo],
            [('0/a.jpg', 'affection'), ('1/b.jpg', 'cheerfulness'), ('11/c.jpg', 'irritability'), ('24/d.jpg', 'zest')])
    test_eq([(e.label, e.split) for e in again], [('zest', 'test'), ('cheerfulness', 'train'), ('irritability', 'train')])
    test_eq(unbiased.attribute('object'), ['dog', 'wedding cake'])
    test_eq(unbiased.taxonomy.name, 'parrott6')
    test_eq([e.label for e in art], ['awe', 'sadness'])
    columns = ['image_filename', 'valence', 'arousal', *(f'prob. {label}' for label in (*EKMAN.labels, 'neutral'))]
    ratings = [
        'disgust/1.jpg 2.5 3.8 0.133333 0.7 0 0.0666667 0.1 0 0',
        'joy/1.jpg 6 4 0 0 0 0.2 0 0.2 0.6',
        'surprise/7.jpg 7 5 0 0 0 0.6 0 0.3 0.1',
    ]
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        for line in ratings:
            write_json(line, d/'Emotion6/images'/line.split()[0])
        lines = ['\t'.join(f'[{c}]' for c in columns), *(line.replace(' ', '\t') for line in ratings)]
        (d/'Emotion6/ground_truth.txt').write_text('\n'.join(lines))
        keyword = load_dataset('emotion6', d)
        vote = load_dataset('emotion6', d, label_source='vote')
        test_fail(lambda: load_dataset('emotion6', d, label_source='crowd'),
                  contains="unknown label source for emotion6 'crowd': choose one of keyword, vote")
    test_eq([e.label for e in keyword], ['disgust', 'joy', 'surprise'])
    test_eq([(e.id, e.label) for e in vote], [('images/disgust/1.jpg', 'disgust'), ('images/surprise/7.jpg', 'joy')])
    test_eq((vote.dropped, vote.label_source, vote.soft.shape), ({'tie or no vote': 1}, 'vote', (2, 6)))
    test_eq((vote[1].attributes['keyword'], vote[1].attributes['neutral']), ('surprise', .1))
    votes = ["'','Amusement','Anger','Awe','Content','Disgust','Excitement','Fear','Sad'",
             "'abstract_0.jpg','9','10','0','0','0','0','0','0'",
             "'abstract_1.jpg',3,3,0,0,0,0,0,1", "'abstract_2.jpg',0,0,0,8,0,0,0,2"]
    with tempfile.TemporaryDirectory() as d:
        for i in range(3):
            write_json(i, f'{d}/abstract_{i}.jpg')
        (Path(d)/'ABSTRACT_groundTruth.csv').write_text('\n'.join(votes))
        abstract = load_dataset('abstract', d)
    test_eq(([e.label for e in abstract], abstract.dropped), (['anger', 'contentment'], {'tie or no vote': 1}))
    test_eq(abstract.soft[1].tolist(), [0, 0, 0, .8, 0, 0, 0, .2])
    with tempfile.TemporaryDirectory() as d:
        roi = Path(d)/'roi'
        for file in ('images/anger/1.jpg', 'images/fear/2.jpg', 'training_testing_split/training.txt'):
            write_json(file, roi/file)
        (roi/'training_testing_split/training.txt').write_text('anger/1.jpg\n')
        (roi/'training_testing_split/testing.txt').write_text('fear/2.jpg\n')
        both = load_dataset('emotionroi', roi)
        test_eq([(e.id, e.split) for e in both], [('images/anger/1.jpg', 'train'), ('images/fear/2.jpg', 'test')])
        test_eq(len(load_dataset('emotionroi', roi, split='test')), 1)

        emoset = Path(d)/'emoset'
        for i, part in enumerate(('train', 'val', 'test')):
            image, note = f'image/awe/awe_{i}.jpg', f'annotation/awe/awe_{i}.json'
            write_json(i, emoset/image)
            write_json([['awe', f'awe_{i}', image, note] if i else ['awe', image, note]], emoset/f'{part}.json')
        seen = dict(image_id='awe_0', emotion='awe', brightness=.7, scene='beach', object=['Boat'])
        write_json(seen, emoset/'annotation/awe/awe_0.json')
        loaded = load_dataset('emoset', emoset)
    test_eq(loaded.splits, ['train', 'valid', 'test'])
    test_eq(loaded.attribute('object'), [['Boat'], None, None])
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        for file in ('mine/calm/1.jpg', 'mine/grief/2.png', 'mine/calm/deep/3.jpg', 'flat/1.jpg', 'odd/images/glee/1.jpg'):
            write_json(file, d/file)
        test_fail(lambda: load_dataset(d/'mine', taxonomy='ekman6'), contains='calm/1.jpg: unknown label')
        test_fail(lambda: load_dataset(d/'mine', split='test'),
                  contains="mine has no split 'test': its splits are none: make some with with_splits")
        (d/'empty').mkdir()
        test_fail(lambda: load_dataset(d/'empty'), contains='no labelled images in')
        test_fail(lambda: load_dataset('fi', d/'empty'), contains='expected `[under/][split/]label/')
        test_fail(lambda: load_dataset(d/'flat'), contains='; 1 not in a label folder')
        test_fail(lambda: load_dataset('emotion6', d/'odd'), contains="images/glee/1.jpg: unknown label 'glee' for ekman6")
        test_fail(lambda: load_dataset('fi', d/'nowhere'), contains='get it from')

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
        (d/'spelt.csv').write_text('image,label\nmine/calm/1.jpg,Calm\nmine/grief/2.png,grief\nmine/own.csv,CALM\n')
        test_eq([e.label for e in load_dataset(d/'spelt.csv')], ['Calm', 'grief', 'Calm'])
    for wrong in (['a.jpg'], None):
        test_fail(lambda wrong=wrong: load_dataset(wrong), contains='write paths and labels to a CSV')
    test_fail(lambda: load_dataset('emotion7'), contains="unknown data set 'emotion7': choose one of emotion6, emotionroi")
    features = datasets.Features({'image': datasets.Image(), 'label': datasets.ClassLabel(names=['joy', 'fear'])})
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        squares = [Image.new('RGB', (16, 16), (0, 40*i, 0)) for i in range(4)]
        rows = datasets.Dataset.from_dict({'image': squares, 'label': [0, 1, 0, 1]}, features)
        rows.to_parquet(d/'rows.parquet')
        theirs = [(row['label'], row['image'].getpixel((0, 0))) for row in rows]
        undecoded = rows.cast_column('image', datasets.Image(decode=False))['image']
        words = ['joy', 'fear', 'joy', 'fear']
        plain = pd.DataFrame({'picture': [picture['bytes'] for picture in undecoded], 'mood': words})
        plain.to_parquet(d/'plain.parquet')
        for i, label in enumerate(words):
            (d/'folder'/label).mkdir(parents=True, exist_ok=True)
            squares[i].save(d/'folder'/label/f'{i}.png')
        (d/'folder/metadata.csv').write_text('file_name,mood\n' + ''.join(
            f'{label}/{i}.png,{label}\n' for i, label in enumerate(words)))
        with_table = load_dataset(d/'folder', label='mood')
        (d/'folder/metadata.csv').unlink()
        named = datasets.load_dataset('imagefolder', data_dir=str(d/'folder'), split='train')
        sets = [load_dataset(d/'rows.parquet', root=d/'a'), load_dataset(d/'plain.parquet', d/'b', label='mood'),
                with_table, load_dataset(d/'folder')]
        for ours in sets:
            found = [(['joy', 'fear'].index(e.label), Image.open(e.path).getpixel((0, 0))) for e in ours]
            test_eq(sorted(found), sorted(theirs))
        test_eq(sorted(named.features['label'].int2str(named['label'])), sorted(e.label for e in sets[3]))
        test_eq(len(load_dataset(d/'rows.parquet', root=d/'c', limit=3)), 3)
        test_fail(lambda: load_dataset(d/'rows.parquet', root=d/'e', split='test'), contains="has no split 'test'")
        test_fail(lambda: load_dataset(d/'folder', label='mood'), contains='has no columns to choose: leave out label')
    try:
        load_dataset('hf:nobody/nothing')
    except TinyEmoError as e:
        said = str(e)
    assert 'nobody/nothing could not be read as a data set' in said and '\n' not in said
    with tempfile.TemporaryDirectory() as d:
        examples = ('joy/a.jpg', 'joy/a.png', 'fear/b.jpg')
        for name in examples + ('joy/notes.txt', 'joy/.hidden', 'stray.jpg', '.git/c.jpg', 'joy/raw'):
            (Path(d)/name).parent.mkdir(exist_ok=True)
            (Path(d)/name).write_bytes(b'.')
        own = load_dataset(d)
        test_eq(own.ids, ['fear/b.jpg', 'joy/a.jpg', 'joy/a.png']) # a suffix makes an id of its own
        test_eq([(Path(p).name, why) for p, why in own.strays], [
            ('notes.txt', "is not a picture by its suffix '.txt'"),
            ('raw', "is not a picture by its suffix ''"),
            ('stray.jpg', 'not in a label folder'),
        ])
        Path(f'{d}/t.csv').write_text('image,label\njoy/a.jpg,joy\njoy/a.png,\nfear/b.jpg,fear\n')
        test_eq([(Path(p).name, why) for p, why in load_dataset(f'{d}/t.csv').strays],
                [('t.csv row 2', 'no image or no label in the table')])
        for name in ('oasis/images/Dog 1.jpg', 'oasis/images/Cat 1.jpg', 'hub/a.jpg', 'hub/b.jpg', 'hub/c.jpg'):
            (Path(d)/name).parent.mkdir(parents=True, exist_ok=True)
            (Path(d)/name).write_bytes(b'.')
        (Path(d)/'oasis/OASIS.csv').write_text('Theme,Valence_mean\nDog 1,6\nFire 9,2\nCat 1,2\n')
        (Path(d)/'hub/metadata.csv').write_text('file_name,label\na.jpg,joy\nb.jpg,\nc.jpg,fear\n')
        named = [load_dataset(*where).strays for where in (('oasis', f'{d}/oasis'), (f'{d}/hub',))] # each once
        test_eq([(Path(p).name, why) for some in named for p, why in some],
                [('OASIS.csv row 2', 'has no picture'), ('metadata.csv row 2', 'no image or no label in the table')])
