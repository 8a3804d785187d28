# Generated from nbs/images/10_layouts.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.images.layouts import Row, majority, read_folders, read_json_rows, read_prefix, read_ratings, read_split_files, read_table, read_votes, walk_images
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
        lay(d/'fi', 'joy/1.jpg', 'fear/2.jpg')
        lay(d/'fi', *(f'joy/banned{i}.jpg' for i in range(5)), content='unavailable')
        rows, dropped = read_folders(d/'fi', two, copies=5)
        test_eq((len(rows), dropped), (2, {'placeholder image': 5}))


def test_the_label_in_the_file_name():
    with tempfile.TemporaryDirectory() as d:
        for f in ('sad_0012.jpg', 'awe_0001.jpg', 'cover.jpg'):
            (Path(d)/f).touch()
        rows, dropped = read_prefix(Path(d))
        test_eq([(r.path, r.label) for r in rows], [('awe_0001.jpg', 'awe'), ('sad_0012.jpg', 'sad')])


def test_lists_of_files():
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        for f in ('images/joy/1.jpg', 'images/joy/2.jpg', 'images/joy/3.jpg', 'annotation/joy/joy_1.json',
                  'lists/training.txt', 'train.json', 'val.json'):
            (d/f).parent.mkdir(parents=True, exist_ok=True)
            (d/f).touch()
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


def test_from_votes_to_a_label():
    test_eq([majority(v) for v in ([1, 3, 2], [2, 2, 0], [0, 0])], [1, None, None])
    majority([9, 10])


def test_a_table_of_votes():
    class Three:
        labels = ('content', 'fear', 'joy')
        def canonical(self, label):
            return label.lower()

    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        (d/'ABSTRACT_groundTruth.csv').write_text(
            "'','Joy','Content','Fear'\n'a.jpg','9','10','1'\n'b.jpg',3,3,0\n'c.jpg',0,0,4\n")
        for f in 'abc':
            (d/f'{f}.jpg').touch()
        rows, dropped = read_votes(d, Three())
        test_eq([(r.path, r.label, r.soft) for r in rows],
                [('a.jpg', 'content', (.5, .05, .45)), ('c.jpg', 'fear', (0, 1, 0))])
        test_eq(dropped, {'tie or no vote': 1})
        (d/'ABSTRACT_groundTruth.csv').write_text("'','Joy','Fear'\n'a.jpg',1,2\n")
        test_fail(lambda: read_votes(d, Three()), contains='has no column for content')
        (d/'ABSTRACT_groundTruth.csv').write_text("'','Joy','Fear','Content'\n'a.jpg',1,x,2\n")
        test_fail(lambda: read_votes(d, Three()), contains='the votes for a.jpg are not 3 numbers')
        (d/'ABSTRACT_groundTruth.csv').unlink()
        test_fail(lambda: read_votes(d, Three()), contains='has no ABSTRACT_groundTruth.csv')


def test_label_folders_and_a_table_of_ratings():
    class Three:
        labels = ('content', 'fear', 'joy')
        def canonical(self, label):
            return label.lower()

    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        for f in ('joy/1.jpg', 'joy/2.jpg', 'fear/1.jpg', 'content/9.jpg'):
            (d/'images'/f).parent.mkdir(parents=True, exist_ok=True)
            (d/'images'/f).touch()
        columns = 'image_filename,valence,arousal,prob. content,prob. fear,prob. joy,prob. neutral'.split(',')
        head = '\t'.join(f'[{c}]' for c in columns)
        lines = ['joy/1.jpg 6.5 4 0.6 0 0.2 0.2', 'joy/2.jpg 5 5 0.4 0 0.4 0.2', 'fear/1.jpg 2 6 0 1 0 0']
        (d/'ground_truth.txt').write_text('\n'.join([head, *(l.replace(' ', '\t') for l in lines)]))
        keyword, _ = read_ratings(d, Three())
        vote, dropped = read_ratings(d, Three(), 'vote')
        test_eq([r.label for r in keyword], ['content', 'fear', 'joy', 'joy'])
        test_eq([(r.path, r.label) for r in vote], [('images/fear/1.jpg', 'fear'), ('images/joy/1.jpg', 'content')])
        test_eq(dropped, {'not rated': 1, 'tie or no vote': 1})
        (d/'ground_truth.txt').write_text(f'{head}\njoy/1.jpg\t6.5\t4\n')
        test_fail(lambda: read_ratings(d, Three()), contains='the line of joy/1.jpg does not have 6 numbers')
        (d/'ground_truth.txt').write_text('')
        test_fail(lambda: read_ratings(d, Three()), contains='has no column for content, fear, joy')
