# Generated from nbs/09_ratings.ipynb by tinyemo.nbtools: edit the notebook.
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.ratings import majority, read_ratings, read_votes


def test_from_votes_to_a_label():
    test_eq([majority(v) for v in ([1, 3, 2], [2, 2, 0], [0, 0])], [1, None, None])
    majority([9, 10])


def test_a_table_of_votes():
    class Three:
        labels = ('content', 'fear', 'joy')
        def canonical(self, label): return label.lower()

    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        (d/'ABSTRACT_groundTruth.csv').write_text(
            "'','Joy','Content','Fear'\n'a.jpg','9','10','1'\n'b.jpg',3,3,0\n'c.jpg',0,0,4\n")
        for f in 'abc': (d/f'{f}.jpg').touch()
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
        def canonical(self, label): return label.lower()

    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        for f in ('joy/1.jpg', 'joy/2.jpg', 'fear/1.jpg', 'content/9.jpg'):
            (d/'images'/f).parent.mkdir(parents=True, exist_ok=True); (d/'images'/f).touch()
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
