# Generated from nbs/synthesis/88_selection.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from PIL import Image
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.synthesis.prompts import Subject
from tinyemo.synthesis.selection import list_subjects, pick, read_labels, state_labels
from tinyemo.synthesis.subjects import bare_subject, look_at


def test_labels_from_elsewhere():
    made = [bare_subject(Path(f'my/{name}.png'), f'{name}.png') for name in ('sea', 'mob', 'sun')]
    rows = [{'path': 'my/mob.png', 'label': 'fear', 'probabilities': {'joy': .1, 'fear': .9}},
            {'path': './my/sun.png', 'label': 'joy', 'probabilities': {'joy': .7, 'fear': .3}}]
    stated = state_labels(made, read_labels(rows))
    test_eq([(s.image, s.stated, s.gold, s.labels) for s in stated],
            [('mob.png', 'fear', '', ('joy', 'fear')), ('sun.png', 'joy', '', ('joy', 'fear'))])


def test_a_smaller_choice():
    made = [Subject(str(i), '', Path(), 'awe' if i%3 else 'joy') for i in range(30)]
    chosen = pick(made, 6)
    test_eq([sum(s.stated == label for s in chosen) for label in ('awe', 'joy')], [6, 6])


def test_edge_cases():
    made = [Subject(str(i), '', Path(), 'awe' if i%3 else 'joy') for i in range(30)]
    test_eq([len(pick(made, n)) for n in (0, 15)], [30, 25])
    assert pick(made, 6) == pick(made, 6) != pick(made, 6, 1)
    with tempfile.TemporaryDirectory() as d: # a valence in words beside labels is no rating
        for name in 'ab':
            Image.new('RGB', (40, 40), 'orange').save(f'{d}/{name}.png')
        (Path(d)/'faces.csv').write_text('image,label,valence\na.png,awe,good\nb.png,fear,bad\n')
        subjects, _ = list_subjects(f'{d}/faces.csv', d)
        test_eq([s.scene['valence'] for s in look_at(subjects)[0]], ['positive', 'negative'])
    test_fail(lambda: read_labels('models/mine'), contains="labels 'models/mine': give 'gold', rows of")
    test_fail(lambda: read_labels('nothing.jsonl'), contains='nothing.jsonl does not exist')
    test_fail(lambda: read_labels([{'id': 1}]), contains='must be rows with path and label')
    test_fail(lambda: read_labels([]), contains='at least one')
    sea = bare_subject(Path('my/sea.png'), 'sea.png')
    elsewhere = [{'path': 'other/sea.png', 'label': 'awe'}]
    test_fail(lambda: state_labels([sea], elsewhere), contains='none of 1 pictures has a row')
    without = state_labels([sea], [{'path': 'my/sea.png', 'label': 'awe'}, {'path': 'my/mob.png', 'label': 'fear'}])
    both = [{'path': 'my/sea.png', 'label': label} for label in ('awe', 'fear')]
    test_fail(lambda: state_labels([sea], both), contains="label 'awe' and 'fear'")
    test_eq(without[0].labels, ('awe', 'fear')) # no probabilities: the labels that occur
    with tempfile.TemporaryDirectory() as d:
        for name in ('sea.jpg', 'sea.png'): # of one name but for the ending
            Image.new('RGB', (9, 9)).save(f'{d}/{name}')
        test_eq([s.id for s in list_subjects(d, d, labelled=False)[0]], ['sea', 'sea-2'])
    test_fail(lambda: list_subjects('faces:many', 'nowhere'), contains='such as faces:300')
