# Generated from nbs/images/12_tables.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import tempfile
import unicodedata
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.images.layouts import Row
from tinyemo.images.tables import read_metadata, read_table


def test_a_table_of_your_own():
    with tempfile.TemporaryDirectory() as d:
        (Path(d)/'labels.csv').write_text('Path,Emotion,split,who\na.jpg,joy,val,Ann\n"b, c.jpg",fear,,Bo\nd.jpg,,,Cy\n')
        rows, dropped = read_table(Path(d))
    test_eq(rows, [Row('a.jpg', 'joy', 'valid', {'who': 'Ann'}), Row('b, c.jpg', 'fear', None, {'who': 'Bo'})])
    test_eq(dropped, {'no image or no label in the table': 1})
    test_eq([Path(where).name for where, _ in dropped.rows], ['labels.csv row 3'])
    with tempfile.TemporaryDirectory() as d:
        header = 'image,Valence_mean,Valence SD,valence_N,Arousal,who'
        (Path(d)/'labels.csv').write_text(f'{header}\na.jpg,5.5,1.2,100,3,Ann\nb.jpg,,,,,Bo\n')
        rated, left_out = read_table(Path(d))
    numbers = {'valence': 5.5, 'valence_sd': 1.2, 'valence_n': 100, 'arousal': 3}
    test_eq(rated, [Row('a.jpg', '', None, {'who': 'Ann'} | numbers)])
    test_eq(left_out, {'no image or no label in the table': 1})
    with tempfile.TemporaryDirectory() as d:
        Path(d, 'labels.csv').write_text('image,label,valence\na.png,joy,positive\nb.png,fear,negative\n')
        rows, _ = read_table(Path(d))
        test_eq([row[3] for row in rows], [{'valence_words': 'positive'}, {'valence_words': 'negative'}])
        Path(d, 'labels.csv').write_text('image,label,valence_words,arousal level,dominance_group,Arousal SD\n'
                                     'a.png,joy,good,high,low,wide\n')
        told = {'valence_words': 'good', 'arousal level': 'high', 'dominance_group': 'low', 'Arousal SD_words': 'wide'}
        test_eq(read_table(Path(d))[0][0].attributes, told) # only what would be read as a rating has another name
        Path(d, 'labels.csv').write_text('image,label,valence,valence_words\na.png,joy,positive,good\n')
        test_eq(read_table(Path(d))[0][0].attributes, {'valence_words_words': 'positive', 'valence_words': 'good'})
        Path(d, 'labels.csv').write_text('image,valence,valence_words\na.png,3,good\n') # without a label
        test_eq(read_table(Path(d))[0][0].attributes, {'valence': 3., 'valence_words': 'good'})
        Path(d, 'labels.csv').write_text('image,valence\na.png,good\n')
        test_fail(lambda: read_table(Path(d)), contains="valence is 'good', not a number")
        Path(d, 'labels.csv').write_text('image,label,valence\na.png,joy,6.1\nb.png,fear,low\n')
        test_fail(lambda: read_table(Path(d)), contains="valence is 'low', not a number")
    with tempfile.TemporaryDirectory() as d:
        (Path(d)/'train').mkdir()
        line = {'file_name': 'a.jpg', 'emotion': 'joy', 'faces': [1, 2]}
        (Path(d)/'train/metadata.jsonl').write_text(json.dumps(line) + '\n')
        told, _ = read_metadata(Path(d))
    test_eq(told, [Row('train/a.jpg', 'joy', 'train', {'faces': '[1, 2]'})])


def test_edge_cases():
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        (d/'x.tsv').write_text('file\tlabel\na.jpg\tjoy\n')
        test_eq(read_table(d, table='x.tsv')[0], [Row('a.jpg', 'joy')])
        (d/'x.csv').write_text(f'file,label\n./a.jpg,joy\nb\\c.jpg,joy\n{d}/d.jpg,joy\n')
        test_eq([r.path for r in read_table(d, table='x.csv')[0]], ['a.jpg', 'b/c.jpg', 'd.jpg'])
        for mark in ';\t': # of spreadsheets
            (d/'s.csv').write_text(f'\ufefflabel{mark}file\r\njoy{mark}"a, b.jpg"\r\n', 'utf-8')
            test_eq(read_table(d, table='s.csv')[0], [Row('a, b.jpg', 'joy')])
        for form, other in (('NFC', 'NFD'), ('NFD', 'NFC')): # they look the same
            name = unicodedata.normalize(form, f'{form}/café.jpg')
            (d/name).parent.mkdir()
            (d/name).touch()
            (d/'u.csv').write_text(f'image,label\n{unicodedata.normalize(other, name)},joy\n{form}/né.jpg,joy\n', 'utf-8')
            found, absent = read_table(d, table='u.csv')[0]
            assert (d/found.path).is_file() and absent.path == f'{form}/né.jpg' # no such file: as the table has it
        (d/'v.csv').write_text('image,feeling,valence\na.jpg,joy,3\n')
        test_fail(lambda: read_table(d, table='v.csv', label='feling'),
                  contains="has no column 'feling': it has image, feeling, valence")
        (d/'y.csv').write_text('picture,label\na.jpg,joy\n')
        test_fail(lambda: read_table(d, table='y.csv'), contains='columns picture, label: it needs image')
        (d/'z.csv').write_text('image,label,split\na.jpg,joy,dev\n')
        test_fail(lambda: read_table(d, table='z.csv'), contains="has the split 'dev': use train, valid or test")
