# Generated from nbs/08_layouts.ipynb by tinyemo.nbtools: edit the notebook.
import json
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.layouts import Row, read_folders, read_json_rows, read_prefix, read_split_files, read_table, walk_images
from types import SimpleNamespace


def test_rows_and_image_files():
    def lay(root, *files, content=None): # write small files for the tests below
        for i, f in enumerate(files):
            (Path(root)/f).parent.mkdir(parents=True, exist_ok=True)
            (Path(root)/f).write_text(f'{f} {i}' if content is None else content)

    with tempfile.TemporaryDirectory() as d:
        lay(d, 'b.JPG', 'a/c.png', 'a/._c.png', '.git/d.png', 'notes.txt')
        test_eq([p.relative_to(d).as_posix() for p in walk_images(d)], ['a/c.png', 'b.JPG'])


def test_a_folder_for_each_label():
    def lay(root, *files, content=None):
        for i, f in enumerate(files):
            (Path(root)/f).parent.mkdir(parents=True, exist_ok=True)
            (Path(root)/f).write_text(f'{f} {i}' if content is None else content)

    two = SimpleNamespace(labels=('fear', 'joy'))
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        lay(d/'plain', 'joy/1.jpg', 'fear/1.jpg', 'stray.jpg')
        rows, dropped = read_folders(d/'plain', two)
        test_eq([(r.path, r.label, r.split) for r in rows], [('fear/1.jpg', 'fear', None), ('joy/1.jpg', 'joy', None)])
        test_eq(dropped, {'not in a label folder': 1})
        lay(d/'parts', 'train/1/a.jpg', 'validation/0/b.jpg')
        test_eq([(r.label, r.split) for r in read_folders(d/'parts', two, numbered=True)[0]],
                [('joy', 'train'), ('fear', 'valid')])
        lay(d/'mixed', 'train/joy/a.jpg', 'joy/b.jpg')
        test_fail(lambda: read_folders(d/'mixed', two), contains='mixes split folders (train) with others (joy)')
        lay(d/'wrong', '0/a.jpg', '2/b.jpg')
        test_fail(lambda: read_folders(d/'wrong', two, numbered=True), contains='2/b.jpg: folder 2 but only 2 labels, 0 to 1')
        lay(d/'nested', 'images/joy/birthday cake/a b.jpg')
        nested = read_folders(d/'nested', two, under='images', attribute='object')[0]
        lay(d/'fi', 'joy/1.jpg', 'fear/2.jpg'); lay(d/'fi', *(f'joy/banned{i}.jpg' for i in range(5)), content='unavailable')
        rows, dropped = read_folders(d/'fi', two, copies=5)
        test_eq((len(rows), dropped), (2, {'placeholder image': 5}))


def test_the_label_in_the_file_name():
    with tempfile.TemporaryDirectory() as d:
        for f in ('sad_0012.jpg', 'awe_0001.jpg', 'cover.jpg'): (Path(d)/f).touch()
        rows, dropped = read_prefix(Path(d))
        test_eq([(r.path, r.label) for r in rows], [('awe_0001.jpg', 'awe'), ('sad_0012.jpg', 'sad')])


def test_lists_of_files():
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        for f in ('images/joy/1.jpg', 'images/joy/2.jpg', 'images/joy/3.jpg', 'annotation/joy/joy_1.json',
                  'lists/training.txt', 'train.json', 'val.json'):
            (d/f).parent.mkdir(parents=True, exist_ok=True); (d/f).touch()
        (d/'lists/training.txt').write_text('joy/1.jpg\r\njoy\\2.jpg\n\n')
        rows, dropped = read_split_files(d, files={'train': 'lists/training.txt'})
        test_eq([r[:3] for r in rows], [('images/joy/1.jpg', 'joy', 'train'), ('images/joy/2.jpg', 'joy', 'train')])
        test_eq(dropped, {'in no split file': 1})
        test_fail(lambda: read_split_files(d, files={'test': 'lists/testing.txt'}), contains='has no lists/testing.txt')
        note = dict(image_id='joy_1', emotion='joy', brightness=.4, object=['Dog'])
        (d/'annotation/joy/joy_1.json').write_text(json.dumps(note))
        (d/'train.json').write_text(json.dumps([['joy', 'joy_1', 'image/joy/joy_1.jpg', 'annotation/joy/joy_1.json']]))
        (d/'val.json').write_text(json.dumps([['joy', 'image/joy/joy_2.jpg', 'annotation/joy/joy_2.json']]))
        rows, _ = read_json_rows(d, files={'train': 'train.json', 'valid': 'val.json'})
        (d/'train.json').write_text('[["joy", "joy_1"]]')
        test_fail(lambda: read_json_rows(d, files={'train': 'train.json'}), contains='train.json row 0')
    test_eq([(r.path, r.split) for r in rows], [('image/joy/joy_1.jpg', 'train'), ('image/joy/joy_2.jpg', 'valid')])


def test_a_table_of_your_own():
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        (d/'labels.csv').write_text('Path,Emotion,split,who\na.jpg,joy,val,Ann\n"b, c.jpg",fear,,Bo\nd.jpg,,,Cy\n')
        rows, dropped = read_table(d)
        test_eq(rows, [Row('a.jpg', 'joy', 'valid', {'who': 'Ann'}), Row('b, c.jpg', 'fear', None, {'who': 'Bo'})])
        test_eq(dropped, {'no image or no label in the table': 1})
        (d/'x.tsv').write_text('file\tlabel\na.jpg\tjoy\n')
        test_eq(read_table(d, table='x.tsv')[0], [Row('a.jpg', 'joy')])
        (d/'x.csv').write_text(f'file,label\n./a.jpg,joy\nb\\c.jpg,joy\n{d}/d.jpg,joy\n')
        test_eq([r.path for r in read_table(d, table='x.csv')[0]], ['a.jpg', 'b/c.jpg', 'd.jpg'])
        (d/'y.csv').write_text('picture,label\na.jpg,joy\n')
        test_fail(lambda: read_table(d, table='y.csv'), contains='columns picture, label: it needs image')
        (d/'z.csv').write_text('image,label,split\na.jpg,joy,dev\n')
        test_fail(lambda: read_table(d, table='z.csv'), contains="has the split 'dev': use train, valid or test")
