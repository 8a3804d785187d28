# Generated from nbs/images/10_layouts.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.files import write_json
from tinyemo.images.layouts import Dropped, Row, read_folders, read_json_rows, read_prefix, read_split_files, walk_images
from types import SimpleNamespace


def test_rows_and_image_files():
    with tempfile.TemporaryDirectory() as d:
        for file in ('b.JPG', 'a/c.png', 'a/._c.png', '.git/d.png', 'notes.txt'):
            write_json(file, f'{d}/{file}') # a small file of any kind
        found = [p.relative_to(d).as_posix() for p in walk_images(d)]
    test_eq(found, ['a/c.png', 'b.JPG'])


def test_a_folder_for_each_label():
    two = SimpleNamespace(labels=('fear', 'joy')) # a taxonomy, for this purpose
    with tempfile.TemporaryDirectory() as d:
        for file in ('joy/1.jpg', 'fear/1.jpg', 'stray.jpg'):
            write_json(file, f'{d}/{file}')
        rows, dropped = read_folders(Path(d), two)
    test_eq([(r.path, r.label, r.split) for r in rows], [('fear/1.jpg', 'fear', None), ('joy/1.jpg', 'joy', None)])
    test_eq(dropped, {'not in a label folder': 1})


def test_the_label_in_the_file_name():
    with tempfile.TemporaryDirectory() as d:
        for file in ('sad_0012.jpg', 'awe_0001.jpg', 'cover.jpg'):
            write_json(file, f'{d}/{file}')
        rows, dropped = read_prefix(Path(d))
    test_eq([(r.path, r.label) for r in rows], [('awe_0001.jpg', 'awe'), ('sad_0012.jpg', 'sad')])


def test_lists_of_files():
    with tempfile.TemporaryDirectory() as d:
        root = Path(d)
        for file in ('images/joy/1.jpg', 'images/joy/2.jpg', 'images/joy/3.jpg'):
            write_json(file, root/file)
        (root/'training.txt').write_text('joy/1.jpg\njoy/2.jpg\n')
        listed, dropped = read_split_files(root, files={'train': 'training.txt'})
        write_json(dict(image_id='joy_1', emotion='joy', brightness=.4, object=['Dog']), root/'annotation/joy_1.json')
        write_json([['joy', 'joy_1', 'image/joy_1.jpg', 'annotation/joy_1.json']], root/'train.json')
        noted, _ = read_json_rows(root, files={'train': 'train.json'})
    test_eq([r[:3] for r in listed], [('images/joy/1.jpg', 'joy', 'train'), ('images/joy/2.jpg', 'joy', 'train')])
    test_eq(dropped, {'in no split file': 1})
    test_eq(noted, [Row('image/joy_1.jpg', 'joy', 'train', {'brightness': .4, 'object': ['Dog']})])


def test_edge_cases():
    two = SimpleNamespace(labels=('fear', 'joy'))
    layouts = {
        'parts': ('train/1/a.jpg', 'validation/0/b.jpg'),
        'mixed': ('train/joy/a.jpg', 'joy/b.jpg'),
        'wrong': ('0/a.jpg', '2/b.jpg'),
        'nested': ('images/joy/birthday cake/a b.jpg',),
        'fi': ('joy/1.jpg', 'fear/2.jpg'),
    }
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        for name, files in layouts.items():
            for file in files:
                write_json(file, d/name/file)
        for i in range(5):
            write_json('unavailable', d/f'fi/joy/banned{i}.jpg')
        parts, _ = read_folders(d/'parts', two, numbered=True)
        test_eq([(r.label, r.split) for r in parts], [('joy', 'train'), ('fear', 'valid')])
        test_fail(lambda: read_folders(d/'mixed', two), contains='mixes split folders (train) with others (joy)')
        numbered = lambda: read_folders(d/'wrong', two, numbered=True)
        test_fail(numbered, contains='2/b.jpg: folder 2 but only 2 labels, 0 to 1')
        nested, _ = read_folders(d/'nested', two, under='images', attribute='object')
        test_eq(nested, [Row('images/joy/birthday cake/a b.jpg', 'joy', None, {'object': 'birthday cake'})])
        rows, dropped = read_folders(d/'fi', two, copies=5)
        test_eq((len(rows), dropped), (2, {'placeholder image': 5}))
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        for file in ('images/joy/1.jpg', 'images/joy/2.jpg', 'images/joy/3.jpg', 'lists/other.txt'):
            write_json(file, d/file)
        (d/'lists/training.txt').write_text('joy/1.jpg\r\njoy\\2.jpg\n\n')
        rows, dropped = read_split_files(d, files={'train': 'lists/training.txt'})
        test_eq([r[:3] for r in rows], [('images/joy/1.jpg', 'joy', 'train'), ('images/joy/2.jpg', 'joy', 'train')])
        test_eq(dropped, {'in no split file': 1})
        test_fail(lambda: read_split_files(d, files={'test': 'lists/testing.txt'}), contains='has no lists/testing.txt')
        write_json([['joy', 'joy_1', 'image/joy/joy_1.jpg', 'annotation/joy/joy_1.json']], d/'train.json')
        write_json([['joy', 'image/joy/joy_2.jpg', 'annotation/joy/joy_2.json']], d/'val.json')
        rows, _ = read_json_rows(d, files={'train': 'train.json', 'valid': 'val.json'})
        write_json([['joy', 'joy_1']], d/'train.json')
        test_fail(lambda: read_json_rows(d, files={'train': 'train.json'}), contains='train.json row 0')
    test_eq([(r.path, r.split) for r in rows], [('image/joy/joy_1.jpg', 'train'), ('image/joy/joy_2.jpg', 'valid')])
    left = Dropped()
    left.row('labels.csv row 1', 'no label', 'a.png')
    left.row('labels.csv row 2', 'no label')
    both = Dropped()
    both.add(left, Path('train'))
    test_eq((left, both), ({'no label': 2}, {'no label': 2}))
    test_eq((left.files, both.files, len(both.rows)), ({'a.png'}, {'train/a.png'}, 2))
