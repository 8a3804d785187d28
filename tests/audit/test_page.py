# Generated from nbs/audit/60_page.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
from pathlib import Path
from tinyemo.audit.page import write_audit
from tinyemo.audit.run import audit
from tinyemo.core import write_json
from tinyemo.images.features import FeatureSet
from tinyemo.metrics import softmax


def test_the_page():
    rng = np.random.default_rng(0)
    n, classes = 600, ['anger', 'joy', 'fear']
    dark, y = rng.random(n) < .4, rng.integers(0, 3, n)
    logits = 2*np.eye(3)[y] + rng.normal(size=(n, 3))
    logits[dark, 0] += 1
    attributes = {'skin': np.where(dark, 'dark', 'light').tolist(), 'hat': rng.choice(['yes', 'no'], n).tolist()}
    quiet = lambda *a: None
    r = audit(softmax(logits), y, classes, attributes, FeatureSet(logits, y, list(map(str, range(n))), tuple(classes)), permutations=300, say=quiet)
    with tempfile.TemporaryDirectory() as d:
        first = write_audit(d, r, 'a toy').read_text()
        f = r['findings'][0]
        write_json({'decisions': [{'id': f['id'], 'decision': 'real', 'note': 'as planted'}]}, f'{d}/decisions.json')
        second = write_audit(d, r, 'a toy', decisions=f'{d}/decisions.json').read_text()
        text = Path(d, 'card.md').read_text()
    assert 'as planted' not in first and 'value="as planted"' in second and second.count('checked>') == 1
    assert '*real*: as planted' in text and 'No attribute was guessed' in text
    print(text)
