# Generated from nbs/evaluation/39_predictions.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
from PIL import Image
from dataclasses import replace
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.evaluation.predictions import labelled, read_predictions
from tinyemo.images.features import FeatureSet
from tinyemo.images.shards import split_features
from tinyemo.images.taxonomy import EKMAN
from tinyemo.metrics import softmax


def test_a_table_of_probabilities():
    rng = np.random.default_rng(0)
    probs = softmax(rng.normal(size=(3, 6)))
    fs = FeatureSet(np.zeros((3, 0)), np.arange(3), list('abc'), EKMAN.labels)
    lines = [','.join([f'some/folder/{name}', *map(str, p.round(4))]) for name, p in zip(fs.ids, probs)]
    with tempfile.TemporaryDirectory() as d:
        file = Path(d)/'p.csv'
        file.write_text('\n'.join([','.join(('path', *EKMAN.labels)), *reversed(lines)]))
        test_close(read_predictions(file, fs), probs, 1e-3)


def test_edge_cases():
    toy = FeatureSet(np.zeros((360, 0)), np.arange(360) % 6, [str(i) for i in range(360)], EKMAN.labels)
    probs = softmax(np.random.default_rng(0).normal(size=(360, 6)))
    with tempfile.TemporaryDirectory() as d:
        lines = [(f'some/folder/{name}', *p.round(4)) for name, p in zip(toy.ids, probs)]

        def write(rows, columns=('path', *EKMAN.labels)):
            text = [','.join(map(str, row)) for row in (columns, *rows)]
            Path(d, 'p.csv').write_text('\n'.join(text))
            return f'{d}/p.csv'

        test_close(read_predictions(write(lines[::-1]), toy), probs, 1e-3)
        test_fail(lambda: read_predictions(write(lines[1:]), toy), contains='1 of 360 images have no prediction')
        test_fail(lambda: read_predictions(write(lines+lines[:1]), toy), contains='twice')
        short = write([line[:-1] for line in lines], ('path', *EKMAN.labels[:-1]))
        test_fail(lambda: read_predictions(short, toy), contains='no column surprise')
        nan = write([(name, 'nan', *p[1:]) for name, *p in lines])
        test_fail(lambda: read_predictions(nan, toy), contains='360 rows of')
        words = write([(lines[0][0], 'high', *lines[0][2:]), *lines[1:]])
        test_fail(lambda: read_predictions(words, toy), contains='where a probability should be')
        other = write([(f'fear/{name}', *p) for name, *p in lines])
        moved = replace(toy, ids=[f'awe/{i}' for i in toy.ids])
        test_fail(lambda: read_predictions(other, moved), contains='360 of 360 images have no prediction')
        test_fail(lambda: read_predictions(f'{d}/none.csv', toy), contains='does not exist')
        for label in ('joy', 'fear'):
            (Path(d)/'mine'/label).mkdir(parents=True)
            Image.new('RGB', (8, 8)).save(f'{d}/mine/{label}/{label}.png')
        own = labelled(f'{d}/mine')
        test_eq((sorted(own.ids), len(own.labels)), (['fear/fear.png', 'joy/joy.png'], 2))
        toys = replace(toy, features=np.zeros((360, 1), np.float16), meta={'encoder': 'toy'})
        split_features(toys, f'{d}/pieces', 200)
        test_eq(labelled(f'{d}/pieces').ids, toy.ids)
