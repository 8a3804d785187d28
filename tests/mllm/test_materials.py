# Generated from nbs/mllm/66_materials.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
from PIL import Image
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.images.features import load_features
from tinyemo.mllm.materials import _pictures, beside, set_features, vectors_name
from tinyemo.synthesis.conversations import Record, single_turn


def test_features():
    both = Record('both', 'a.png', [], more=('b.png', 'a.png'))
    test_eq(_pictures([both, Record('c', 'c.png', []), Record('b', 'b.png', [])]), ['a.png', 'b.png', 'c.png'])
    told = []
    def noise(seed):
        return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (64, 64, 3), np.uint8))
    def about(*names):
        return [single_turn(n, f'{n}.png', 'What?', 'A face.') for n in names]
    with tempfile.TemporaryDirectory() as d:
        for i, n in enumerate('abc'):
            noise(i).save(f'{d}/{n}.png')
        file = Path(d)/'lite0-tokens.safetensors'
        read = lambda some: set_features(some, Path(d), 'lite0-tokens', file, say=told.append)
        first = read(about('a', 'b')).features[:]
        second = read(about('b', 'c'))
        test_eq((second.ids, second.features[0].tolist()), (['b.png', 'c.png'], first[1].tolist()))
        again = read(about('a', 'b'))
        test_eq((again.ids, again.features[:].tolist()), (['a.png', 'b.png'], first.tolist()))
        test_eq(load_features(file).ids, ['a.png', 'b.png', 'c.png'])
        test_eq([t.split(' images')[0] for t in told], ['image tokens of 2', 'image tokens of 1'])
        others = {beside(d, 'x', Path(place)) for place in (d, f'{d}/images', f'{d}/other', f'{d}/third')}
        test_eq(len(others), 3)
    two = [single_turn(n, f'{n}.png', 'What?', 'A face.') for n in ('good', 'bad')]
    told = []
    with tempfile.TemporaryDirectory() as d:
        folder = Path(d)/'more'
        folder.mkdir()
        (folder/'bad.png').write_text('no image')
        Image.new('RGB', (64, 64), 'white').save(folder/'good.png')
        for _ in range(2):
            fs = set_features(two, folder, 'lite0-tokens', Path(d)/'more.safetensors', say=told.append)
            test_eq(fs.ids, ['good.png'])
    test_eq([t.split()[0] for t in told], ['image', 'skipped']) # once, not twice


def test_tokens_for_the_language_model_vectors_for_the_projector():
    test_eq(vectors_name('lite0-tokens', (49, 320)), 'lite0-tokens')
    test_eq(vectors_name('hf:openai/clip-vit-large-patch14', (256, 1024)), 'clip-vit-l14')
    vectors_name('hf:FOLDER', (256, 1024))
