# Generated from nbs/audit/50_run.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_eq
from tinyemo.audit.run import audit
from tinyemo.images.features import FeatureSet
from tinyemo.metrics import softmax
from tinyemo.projector.fit import fit


def test_a_small_audit():
    rng = np.random.default_rng(0)
    n = 600
    classes = ['anger', 'joy', 'fear']
    quiet = lambda *a: None
    dark, y = rng.random(n) < .4, rng.integers(0, 3, n)
    logits = 2*np.eye(3)[y] + rng.normal(size=(n, 3))
    logits[dark, 0] += 1
    attributes = {'skin': np.where(dark, 'dark', 'light').tolist(), 'hat': rng.choice(['yes', 'no'], n).tolist()}
    fs = FeatureSet(logits.astype(np.float32), y, list(map(str, range(n))), tuple(classes), {'encoder': 'toy'})
    r = audit(softmax(logits), y, classes, attributes, fs, permutations=300, say=quiet)
    assert r['findings'][0]['group'] in ('skin = dark', 'skin = light') and not any('hat' in f['about'].split(':')[0] and 'skin' not in f['about'] for f in r['findings']) and r['clusters']
    nothing = audit(softmax(2*np.eye(3)[y] + rng.normal(size=(n, 3))), y, classes, attributes, permutations=300, say=quiet)
    test_eq(nothing['findings'], [])
    texts = [f"The mouth is {'strained' if rng.random() < (.5 if d else .2) else 'set'}." for d in dark]
    said = audit(np.eye(3)[y], y, classes, attributes, texts=texts, permutations=300, say=quiet)
    assert {f['quantity'] for f in said['findings']} <= {'mentions strained', 'mentions set'} and said['findings']
    model = fit(fs, 'best', transfer=False)
    whole = audit(model.predict_proba(fs.features), y, classes, attributes, fs, model=model, permutations=200, say=quiet)
    skin = next(k for k in whole['knows'] if k['attribute'] == 'skin')
    assert skin['emotion'] == 'anger' and skin['features'] > skin['control'] and 0 < whole['near']['in_span'] <= 1
    assert 'skin = dark' in {r['group'] for r in whole['near']['rows'] if 'pleasant' in r['quantity']} or whole['near']['words']
    skin, [(r['group'], r['quantity'], round(r['p_max'], 3)) for r in whole['near']['rows'][:3]]
