# Generated from nbs/apps/58_cards.ipynb by tinyemo.dev.nbtools: edit the notebook.
import datasets
import numpy as np
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.apps.cards import _plain, feature_columns, features_repository, results_repository, with_configs
from tinyemo.core import data_path
from tinyemo.evaluation.tables import read_rows, results_frame
from tinyemo.files import write_json
from tinyemo.images.features import FeatureSet, save_features


def test_configurations():
    with tempfile.TemporaryDirectory() as d:
        one = {'id': 'a', 'image': 'a.jpg', 'conversations': [{'from': 'human', 'value': 'Why?'}]}
        write_json([one, one], f'{d}/reasoning.json')
        write_json({'seconds': 3}, f'{d}/summary.json')
        card = with_configs('---\nlicense: other\n---\n# A set\n', ['reasoning.json', 'summary.json'])
        Path(f'{d}/README.md').write_text(card)
        read = datasets.load_dataset(d, 'reasoning', cache_dir=f'{d}/cache')
    test_eq(read['train'][1], one)
    print(card)


def test_features():
    rng = np.random.default_rng(0)
    about = {'encoder': 'lite0', 'dataset': 'squares', 'split': 'train'}
    rows, labels = rng.normal(size=(5, 3)).astype(np.float16), np.array([0, 1, 1, 0, 1])
    rated = {'valence': np.array([[5., 1, 9]]*5)}
    fs = FeatureSet(rows, labels, list('abcde'), ('awe', 'fear'), about, ratings=rated)
    with tempfile.TemporaryDirectory() as d:
        file = save_features(fs, f'{d}/squares-train-lite0.safetensors')
        found = features_repository(file)
        for name, source in found.items():
            Path(d, 'up', name).parent.mkdir(parents=True, exist_ok=True)
            Path(d, 'up', name).write_bytes(source if isinstance(source, bytes) else source.read_bytes())
        read = datasets.load_dataset(f'{d}/up', 'squares-lite0', split='train', cache_dir=f'{d}/cache')
    test_eq(read.features['label'].names, ['awe', 'fear'])
    test_eq(np.array(read['features'], np.float16), fs.features)
    test_eq((read['label'], read['id'][1], read['valence'][0]), ([0, 1, 1, 0, 1], 'b', 5.))
    print(found['README.md'].decode()[:330])


def test_results():
    shipped = data_path('results', 'evaluate.jsonl')
    with tempfile.TemporaryDirectory() as d:
        found = results_repository(shipped)
        for name, source in found.items():
            Path(d, name).parent.mkdir(parents=True, exist_ok=True)
            Path(d, name).write_bytes(source if isinstance(source, bytes) else source.read_bytes())
        read = datasets.load_dataset(d, split='test', cache_dir=f'{d}/cache')
    test_eq(len(read), len(read_rows(shipped)))
    test_eq(read['top1'], results_frame(shipped).top1.tolist())


def test_edge_cases():
    bare = FeatureSet(np.zeros((2, 3), np.float32), None, ['a', 'b'])
    test_eq(list(feature_columns(bare)), ['id', 'features'])
    test_eq(with_configs('# Bare', []), '# Bare')
    assert with_configs('# Bare', ['records.jsonl', 'records.parquet']).endswith('---\n# Bare')
    assert 'path: records.parquet' in with_configs('# Bare', ['records.jsonl', 'records.parquet'])
    test_eq(_plain('my set-hf:a/b'), 'my-set-hf-a-b')
    with tempfile.TemporaryDirectory() as d:
        Path(f'{d}/a.jsonl').write_text('{}\n')
        test_fail(lambda: results_repository(f'{d}/a.jsonl'), contains='row 1 has no suite')
