# Generated from nbs/images/15_ratings.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import tempfile
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.figures import OKABE_ITO
from tinyemo.files import write_json
from tinyemo.images.ratings import majority, read_rated, read_ratings, read_votes
from tinyemo.images.taxonomy import EKMAN, Taxonomy


def test_from_votes_to_a_label():
    test_eq([majority(v) for v in ([1, 3, 2], [2, 2, 0], [0, 0])], [1, None, None])
    majority([9, 10])


def test_a_table_of_votes():
    three = Taxonomy('three', ('contentment', 'fear', 'joy'), (1, -1, 1), {'content': 'contentment'})
    with tempfile.TemporaryDirectory() as d:
        for file in 'abc':
            write_json(file, f'{d}/{file}.jpg') # a small file of any kind
        votes = "'','Joy','Content','Fear'\n'a.jpg','9','10','1'\n'b.jpg',3,3,0\n'c.jpg',0,0,4\n"
        (Path(d)/'ABSTRACT_groundTruth.csv').write_text(votes)
        rows, dropped = read_votes(Path(d), three)
    test_eq([(r.path, r.label) for r in rows], [('a.jpg', 'contentment'), ('c.jpg', 'fear')])
    test_eq([r.soft for r in rows], [(.5, .05, .45), (0, 1, 0)])
    test_eq(dropped, {'tie or no vote': 1})


def test_label_folders_and_a_table_of_ratings():
    columns = ['image_filename', 'valence', 'arousal', *(f'prob. {label}' for label in (*EKMAN.labels, 'neutral'))]
    with tempfile.TemporaryDirectory() as d:
        for file in ('disgust/1.jpg', 'surprise/7.jpg'):
            write_json(file, f'{d}/images/{file}')
        head = '\t'.join(f'[{c}]' for c in columns)
        lines = ['disgust/1.jpg 2.5 3.8 .13 .7 0 .07 .1 0 0', 'surprise/7.jpg 7 5 0 0 0 .6 0 .3 .1']
        (Path(d)/'ground_truth.txt').write_text('\n'.join([head, *(line.replace(' ', '\t') for line in lines)]))
        keyword, _ = read_ratings(Path(d), EKMAN)
        vote, _ = read_ratings(Path(d), EKMAN, 'vote')
    test_eq([r.label for r in keyword], ['disgust', 'surprise'])
    test_eq([r.label for r in vote], ['disgust', 'joy'])
    test_close(vote[1].soft, [0, 0, 0, 2/3, 0, 1/3])

    fig, axes = plt.subplots(1, 2, figsize=(5, 2.4), sharey=True)
    for ax, row in zip(axes, vote):
        colours = [OKABE_ITO[1] if label == row.attributes['keyword'] else OKABE_ITO[0] for label in EKMAN.labels]
        ax.bar(EKMAN.labels, row.soft, color=colours)
        ax.set_title(f"vote: {row.label}", fontsize=9)
        ax.tick_params(axis='x', rotation=90)
    axes[0].set_ylabel('share of the votes');


def test_pictures_with_ratings_alone():
    head = 'Theme,Category,Source,Valence_mean,Valence_SD,Valence_N,Arousal_mean,Arousal_SD,Arousal_N'
    lines = ['Acorns 1,Object,Pixabay,4.7,1,102,2.3,1.6,101', 'Bird 2 ,Animal,Flickr,5.6,1,102,3.3,1.6,101',
             'Lost 1,Scene,?,4,1,9,4,1,9']
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        (d/'OASIS.csv').write_bytes('\r'.join([head, *lines]).encode())
        for name in ('Acorns 1', 'Bird 2 '):
            write_json(name, d/'images'/f'{name}.jpg')
        rated, left_out = read_rated(d)
        by_category, _ = read_rated(d, source='category')
        test_fail(lambda: read_rated(d, source='colour'), contains="no column 'colour' for labels: there are theme")
    test_eq([r.path for r in rated], ['images/Acorns 1.jpg', 'images/Bird 2 .jpg'])
    test_eq(left_out, {'has no picture': 1})
    test_eq([r.label for r in by_category], ['object', 'animal'])


def test_edge_cases():
    three = Taxonomy('three', ('content', 'fear', 'joy'), (1, -1, 1))
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        for file in ('joy/1.jpg', 'joy/2.jpg', 'fear/1.jpg', 'content/9.jpg'):
            write_json(file, d/'images'/file)
        test_eq(len(read_ratings(d, three)[0]), 4) # keywords need no table
        test_fail(lambda: read_ratings(d, three, 'vote'), contains='has no ground_truth.txt')
        columns = 'image_filename,valence,arousal,prob. content,prob. fear,prob. joy,prob. neutral'.split(',')
        head = '\t'.join(f'[{c}]' for c in columns)
        lines = ['joy/1.jpg 6.5 4 0.6 0 0.2 0.2', 'joy/2.jpg 5 5 0.4 0 0.4 0.2', 'fear/1.jpg 2 6 0 1 0 0']
        (d/'ground_truth.txt').write_text('\n'.join([head, *(line.replace(' ', '\t') for line in lines)]))
        keyword, _ = read_ratings(d, three)
        vote, dropped = read_ratings(d, three, 'vote')
        test_eq([r.label for r in keyword], ['content', 'fear', 'joy', 'joy'])
        test_eq(keyword[0].soft, None)
        test_close(keyword[2].soft, (.75, 0, .25))
        test_eq(keyword[2].attributes, {'keyword': 'joy', 'valence': 6.5, 'arousal': 4, 'neutral': .2})
        test_eq([(r.path, r.label) for r in vote], [('images/fear/1.jpg', 'fear'), ('images/joy/1.jpg', 'content')])
        test_eq(dropped, {'not rated': 1, 'tie or no vote': 1})
        (d/'ground_truth.txt').write_text(f'{head}\njoy/1.jpg\t6.5\t4\n')
        test_fail(lambda: read_ratings(d, three), contains='the line of joy/1.jpg does not have 6 numbers')
        (d/'ground_truth.txt').write_text('')
        test_fail(lambda: read_ratings(d, three), contains='has no column for content, fear, joy')
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        table = d/'ABSTRACT_groundTruth.csv'
        table.write_text("'','Joy','Fear'\n'a.jpg',1,2\n")
        test_fail(lambda: read_votes(d, three), contains='has no column for content')
        table.write_text("'','Joy','Fear','Content'\n'a.jpg',1,x,2\n")
        test_fail(lambda: read_votes(d, three), contains='the votes for a.jpg are not 3 numbers')
        table.unlink()
        test_fail(lambda: read_votes(d, three), contains='has no ABSTRACT_groundTruth.csv')
