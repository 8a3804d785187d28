# Generated from nbs/evaluation/15_atlas.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import re
import tempfile
from PIL import Image
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.evaluation.atlas import atlas_points, write_atlas
from tinyemo.images.encode import encode_images
from tinyemo.images.encoders import load_encoder
from tinyemo.images.features import FeatureSet
from tinyemo.projector.fit import fit


def test_points_words_and_cards():
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as d:
        for i in range(12):
            Image.new('RGB', (40, 40), (250 - 5*i, 200, 40) if i % 2 else (20, 30, 90 + 5*i)).save(f'{d}/{i:02}.png')
        paths = sorted(Path(d).glob('*.png'))
        ids, labels = [p.name for p in paths], [i % 2 for i in range(12)]
        fs = encode_images(paths, load_encoder('lite0'), ids, labels, ('fear', 'joy'), {'dataset': 'day and night'})
        model = fit(fs, 'linear', transfer=False)
        found = atlas_points(model, fs, d, ('calm',))
        page = write_atlas(f'{d}/atlas.html', model, fs, folder=d, most=8).read_text()
    test_eq([w['word'] for w in found['words']], ['fear', 'joy', 'calm'])
    assert all(p['picture'].startswith('data:image/jpeg') for p in found['points'])
    assert '8 of 12 pictures' in page and not re.search(r'(src|href)="?http', page)


def test_edge_cases():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(9, 6)).astype(np.float32)
    about = {'encoder': 'none', 'dataset': 'drawn'}
    fs = FeatureSet(x, np.arange(9) % 3, [f'</script>{i}' for i in range(9)], ('awe', 'fear', 'joy'), about)
    model = fit(fs, 'linear', transfer=False)
    found = atlas_points(model, fs, '/nowhere')
    assert all(p['picture'] == '' for p in found['points'])
    assert all(0 <= p['x'] <= 900 and 0 <= p['y'] <= 600 for p in found['points'] + found['words'])
    with tempfile.TemporaryDirectory() as d:
        said = []
        page = write_atlas(f'{d}/a.html', model, fs, said.append, folder='/nowhere').read_text()
        test_eq(len(said), 1)
    test_eq(page.count('</script>'), 2)
    bare = FeatureSet(x, None, fs.ids, (), about)
    test_fail(lambda: atlas_points(model, bare), contains='these features have none')
