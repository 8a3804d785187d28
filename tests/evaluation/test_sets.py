# Generated from nbs/evaluation/38_sets.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
from PIL import Image
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.evaluation.sets import absent, drawn_sets, find_sets
from tinyemo.images.features import FeatureSet, save_features
from tinyemo.images.shards import split_features
from tinyemo.images.taxonomy import MIKELS


def test_what_is_at_hand():
    lines = []
    with tempfile.TemporaryDirectory() as d:
        root = Path(d)
        for label in ('joy', 'fear'):
            (root/'mine'/label).mkdir(parents=True)
            for i in range(2):
                Image.effect_noise((40, 40), 60).convert('RGB').save(root/'mine'/label/f'{i}.png')
        (root/'mine'/'fear'/'broken.jpg').write_bytes(b'no picture')
        rng = np.random.default_rng(0)
        for file, dataset, encoder in (('x', 'FI', 'lite0'), ('y', 'ArtPhoto', 'other')):
            about = {'encoder': encoder, 'dataset': dataset, 'split': 'all'}
            fs = FeatureSet(rng.normal(size=(4, 1280)), np.arange(4), list('abcd'), MIKELS.labels, about)
            save_features(fs, root/f'{file}.safetensors')
        found = find_sets(root, 'lite0', root/'kept', say=lines.append)
        sizes = {name: {split: len(fs) for split, fs in splits.items()} for name, splits in found.items()}
        test_eq(sizes, {'fi': {'all': 4}, 'mine': {'all': 4}})
        again = find_sets(root, 'lite0', root/'kept', say=lambda *a: None)
        test_eq(set(again), {'fi', 'mine'})
        test_fail(lambda: find_sets(root/'nowhere', 'lite0', root), contains='is not a folder')
    missing = {r.dataset for r in absent(found)}
    assert 'fi' not in missing and 'emoset' in missing
    [line.replace(f'{d}/', '') for line in lines]


def test_drawn_faces():
    with tempfile.TemporaryDirectory() as d:
        drawn = drawn_sets('lite0', d, 8, say=lambda line: None)
    test_eq(list(drawn), ['faces-mild', 'faces-strong', 'faces-out-of-style'])


def test_edge_cases():
    with tempfile.TemporaryDirectory() as d:
        for owner, colour in (('a', 'gold'), ('b', 'navy')):
            for label in ('joy', 'fear'):
                (Path(d)/owner/'mine'/label).mkdir(parents=True)
                Image.new('RGB', (8, 8), colour).save(f'{d}/{owner}/mine/{label}/1.png')
        def found(owner):
            name, splits = find_sets(f'{d}/{owner}', 'lite0', f'{d}/kept', say=lambda *a: None).popitem()
            return name, splits['all'].features.astype(float)

        (first, gold), (second, navy) = found('a'), found('b')
        assert not np.allclose(gold, navy) and first == 'mine' and second.startswith('mine-')
        test_eq([name for name, _ in map(found, 'ab')], [first, second]) # from their files now
        assert (found('a')[1] == gold).all() and (found('b')[1] == navy).all()
    def labels(root, encoder, keep):
        lines.clear()
        sets = find_sets(root, encoder, keep, say=lines.append)
        return {name: {id: fs.classes[i] for id, i in zip(fs.ids, fs.labels)} for name, splits in sets.items()
                for fs in splits.values()}

    lines = []
    with tempfile.TemporaryDirectory() as d:
        about = {'encoder': 'toy', 'dataset': 'ten', 'split': 'all'}
        fs = FeatureSet(np.eye(10, dtype=np.float16), np.arange(10) % 2, list('abcdefghij'), ('awe', 'joy'), about)
        split_features(fs, f'{d}/pieces/ten', 4)
        test_eq((len(labels(f'{d}/pieces', 'toy', d)['ten']), lines), (10, []))
        (Path(d)/'pieces/ten/manifest.json').unlink()
        test_eq((labels(f'{d}/pieces', 'toy', d), len(lines)), ({}, 3))
        assert 'it is a shard: run `tinyemo features join' in lines[0]
        for label in ('joy', 'fear'):
            (Path(d)/'own/mine'/label).mkdir(parents=True)
            for i in range(2):
                Image.new('RGB', (8, 8), 'gold').save(f'{d}/own/mine/{label}/{label}{i}.png')
        (Path(d)/'own/mine/joy/broken.png').write_bytes(b'')
        first = labels(f'{d}/own', 'lite0', f'{d}/kept')
        test_eq((labels(f'{d}/own', 'lite0', f'{d}/kept'), lines), (first, []))
        (Path(d)/'own/mine/joy/joy0.png').rename(f'{d}/own/mine/fear/joy0.png')
        Image.new('RGB', (8, 8), 'navy').save(f'{d}/own/mine/joy/new.png')
        moved = labels(f'{d}/own', 'lite0', f'{d}/kept')['mine']
    test_eq({id: label for id, label in moved.items() if id not in first['mine']},
            {'fear/joy0.png': 'fear', 'joy/new.png': 'joy'})
