# Generated from nbs/images/17_affective.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from scipy.io import savemat
from tinyemo.files import write_json
from tinyemo.images.affective import GAPED_KINDS, _persons, read_bass, read_emotic, read_gaped, read_naps
from tinyemo.images.tables import RATINGS


def test_gaped_text_files_with_standard_deviations_in_brackets():
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        for letters in GAPED_KINDS:
            write_json(letters, d/letters/f'{letters}001.bmp')
            (d/f'{letters}_with SD.txt').write_text(f'whatever stands here\n{letters}001.bmp\t12.5\t(4.5)\t60\t(20.25)\n')
        with (d/'A_with SD.txt').open('a') as f:
            f.write('A002.bmp 10 ( 3 ) 50 ( 9 )\n\n')
        rows, dropped = read_gaped(d)
        (d/'N_with SD.txt').write_text('head\nN001.bmp 50 many\n')
        test_fail(lambda: read_gaped(d), contains='N_with SD.txt: the line of N001.bmp does not have valence')
        (d/'P_with SD.txt').unlink()
        (d/'N_with SD.txt').write_text('head\n')
        test_fail(lambda: read_gaped(d), contains='has no P_with SD.txt')
    test_eq(len(rows), 6)
    test_eq(dropped, {'has no picture': 1})


def test_bass_one_csv_raters_of_two_countries():
    columns = [f'{short}_{what}_{who}' for who in ('us', 'ch') for what in ('mean', 'sd', 'n') for short in ('val', 'aro')]
    values = '1.5,6.6,1,2.3,96,97,3,4.8,1.6,2,101,119'
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        for name in ('abuse_bw', 'ant'):
            write_json(name, d/'images'/f'{name}.png')
        head = ','.join(['file_name', *columns])
        lines = [f'{name}.png,{values}' for name in ('abuse', 'ant', 'gone')]
        (d/'BASS_data.csv').write_text('\n'.join([head, *lines]))
        rows, dropped = read_bass(d)
        others, _ = read_bass(d, raters='ch')
        (d/'BASS_data.csv').write_text(f"{head}\nant.png,{values.replace('6.6', 'x')}")
        test_fail(lambda: read_bass(d), contains="BASS_data.csv: ant.png has aro_mean_us 'x', not a number")
        (d/'BASS_data.csv').write_text('file_name\nant.png')
        test_fail(lambda: read_bass(d), contains='has no column val_mean_us')
    test_eq([r.path for r in rows], ['images/abuse_bw.png', 'images/ant.png'])
    test_eq(dropped, {'has no picture': 1})
    test_eq([others[0].attributes[k] for k in ('valence', 'valence_n', 'valence_us')], [3, 101, 1.5])


def test_naps_a_sheet_with_three_lines_of_head():
    head = [['Ratings'], ['', 'women', '', '', '', '', '', 'men', '', '', '', '', '', 'all'], ['ID', *['M', 'SD']*9]]
    numbers = [f'{i}.5' for i in range(18)]
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        write_json('', d/'Animals_001_h.jpg')
        sheet = [*head, ['Animals_001_h', *numbers], ['Faces_001_v', *numbers], ['', *numbers]]
        (d/'naps.csv').write_text('\n'.join(map(','.join, sheet)))
        rows, dropped = read_naps(d)
        (d/'naps.csv').write_text('\n'.join(map(';'.join, sheet[2:])).replace('.', ','))
        test_eq(read_naps(d), (rows, dropped))
        (d/'naps.csv').write_text('\n'.join(map(','.join, [head[2], ['Animals_001_h', *numbers[:-1], 'x']])))
        test_fail(lambda: read_naps(d), contains="naps.csv: Animals_001_h has arousal_sd 'x', not a number")
        (d/'naps.csv').write_text('\n'.join(map(','.join, [head[2], ['Animals_001_h', *numbers[:9]]])))
        test_fail(lambda: read_naps(d), contains="naps.csv: Animals_001_h has valence '', not a number") # cut off
        (d/'naps.csv').write_text('ID,M,SD\n')
        test_fail(lambda: read_naps(d), contains='has no line of head with ID, nine columns M')
    test_eq(dropped, {'has no picture': 1, 'has no ID': 1})
    test_eq(rows[0].attributes, {'valence': 12.5, 'valence_sd': 13.5, 'arousal': 16.5, 'arousal_sd': 17.5,
                                 'category': 'animals'})


def test_emotic_a_matlab_file_people_in_their_surroundings():
    def struct(*rows): # a Matlab structure array
        out = np.empty((1, len(rows)), [(name, object) for name in rows[0]])
        for i, row in enumerate(rows):
            out[0, i] = tuple(row.values())
        return out
    def vad(v, a, d): return {'worker_id': 'x', 'valence': v, 'arousal': a, 'dominance': d}
    def picture(name, *people): return {'filename': name, 'folder': 'mscoco/images', 'person': struct(*people)}
    one = {'annotations_continuous': struct(vad(8., 4., 10.))}
    two = {'annotations_continuous': struct(vad(4., 6., 6.))}
    several = {'annotations_continuous': struct(vad(1, 1, 1), vad(9, 9, 9)), 'combined_continuous': struct(vad(3., 5., 7.))}
    unrated = {'annotations_continuous': struct(vad(np.nan, 1., 1.))}
    lists = {'train': struct(picture('a.jpg', one, two), picture('b.jpg', unrated), picture('a.jpg', one)),
             'val': struct(picture('c.jpg', several)), 'test': struct(picture('d.jpg', one))}
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        (d/'emotic').mkdir()
        savemat(d/'Annotations.mat', lists)
        rows, dropped = read_emotic(d)
        savemat(d/'Annotations.mat', {'train': lists['train']})
        test_fail(lambda: read_emotic(d), contains='has no list val')
        savemat(d/'Annotations.mat', {'train': struct({'file': 'a'})})
        test_fail(lambda: read_emotic(d), contains='train has no field filename, folder, person')
        (d/'Annotations.mat').write_text('not matlab')
        test_fail(lambda: read_emotic(d), contains='has no list train that can be read')
    test_eq([(r.path, r.split) for r in rows], [('emotic/mscoco/images/a.jpg', 'train'),
                                                ('emotic/mscoco/images/c.jpg', 'valid'),
                                                ('emotic/mscoco/images/d.jpg', 'test')])
    test_eq(dropped, {'nobody in it is rated': 1, 'is listed again': 1})
    test_close([rows[0].attributes[k] for k in RATINGS], [6, 5, 8]) # the mean of two persons
    test_eq(len(_persons(struct({'body_bbox': 1.}))), 0)
    test_eq(len(_persons(struct({'annotations_continuous': struct(vad(np.array([]), 1., 1.))}))), 0)
    test_close([rows[1].attributes[k] for k in RATINGS], [3, 5, 7]) # what is combined goes before its parts


def test_edge_cases():
    with tempfile.TemporaryDirectory() as d:
        test_fail(lambda: read_bass(Path(d)), contains='has no BASS_data.csv')
        test_fail(lambda: read_emotic(Path(d)), contains='has no Annotations.mat')
        test_fail(lambda: read_gaped(Path(d)), contains='has no A_with SD.txt')
        test_fail(lambda: read_naps(Path(d)), contains='has no naps.csv')
