# Generated from nbs/audit/50_run.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
from fastcore.test import test_eq, test_fail
from tinyemo.audit.gaps import forest_plot
from tinyemo.audit.run import audit, audit_faces
from tinyemo.html import Rows
from tinyemo.images.features import FeatureSet
from tinyemo.metrics import softmax
from tinyemo.projector.fit import fit


def test_a_small_audit():
    rng = np.random.default_rng(0)
    classes = ['anger', 'joy', 'fear']
    dark = rng.random(600) < .4
    y = rng.integers(0, 3, 600)
    logits = 2*np.eye(3)[y] + rng.normal(size=(600, 3))
    logits[dark, 0] += 1
    attributes = {'skin': np.where(dark, 'dark', 'light').tolist(), 'hat': rng.choice(['yes', 'no'], 600).tolist()}
    result = audit(softmax(logits), y, classes, attributes, permutations=300, say=lambda *a: None)
    found = result['findings']
    assert all('skin' in f['group'] for f in found) and 'anger' in found[0]['quantity']
    signs = {f['about']: f['effect'] > 0 for f in found}
    assert signs['skin = dark: says anger'] and not signs['skin = dark: probability of joy']
    ax = forest_plot([f['about'] for f in found], *np.array([[f['effect'], f['low'], f['high']] for f in found]).T);
    {k: result['tested'][k] for k in ('images', 'groups', 'gaps', 'permutations', 'level')} | {'findings': len(found)}


def test_the_same_in_words():
    rng = np.random.default_rng(0)
    classes = ['anger', 'joy', 'fear']
    dark = rng.random(600) < .4
    y = rng.integers(0, 3, 600)
    texts = [f"The mouth is {'strained' if rng.random() < (.5 if d else .2) else 'set'}." for d in dark]
    attributes = {'skin': np.where(dark, 'dark', 'light').tolist(), 'hat': rng.choice(['yes', 'no'], 600).tolist()}
    said = audit(np.eye(3)[y], y, classes, attributes, texts=texts, permutations=300, say=lambda *a: None)
    assert said['findings'] and {f['quantity'] for f in said['findings']} <= {'mentions strained', 'mentions set'}


def test_with_a_projector():
    rng = np.random.default_rng(0)
    dark = rng.random(600) < .4
    y = rng.integers(0, 3, 600)
    logits = 2*np.eye(3)[y] + rng.normal(size=(600, 3))
    logits[dark, 0] += 1
    attributes = {'skin': np.where(dark, 'dark', 'light').tolist(), 'hat': rng.choice(['yes', 'no'], 600).tolist()}
    fs = FeatureSet(logits.astype(np.float32), y, list(map(str, range(600))), ('anger', 'joy', 'fear'), {'encoder': 'toy'})
    model = fit(fs, 'best', transfer=False)
    whole = audit(model.predict_proba(fs.features), y, list(fs.classes), attributes, fs, model=model, permutations=200,
                  say=lambda *a: None)
    skin = next(k for k in whole['knows'] if k['attribute'] == 'skin')
    assert skin['emotion'] == 'anger' and skin['features'] > skin['control'] and 0 < whole['near']['in_span'] <= 1
    near = whole['near']['rows']
    assert 'skin = dark' in {r['group'] for r in near if 'pleasant' in r['quantity']} or whole['near']['words']
    Rows({k: v for k, v in row.items() if k != 'majority'} for row in whole['knows'])


def test_edge_cases():
    rng = np.random.default_rng(1)
    y = rng.integers(0, 3, 600)
    probs = softmax(2*np.eye(3)[y] + rng.normal(size=(600, 3)))
    attributes = {'skin': rng.choice(['dark', 'light'], 600).tolist(), 'hat': rng.choice(['yes', 'no'], 600).tolist()}
    nothing = audit(probs, y, ['anger', 'joy', 'fear'], attributes, permutations=300, say=lambda *a: None)
    test_eq(nothing['findings'], [])
    test_eq((nothing['clusters'], nothing['knows'], nothing['near'], nothing['associations']), ([], [], {}, []))
    rng = np.random.default_rng(0)
    dark = rng.random(600) < .4
    y = rng.integers(0, 3, 600)
    logits = 2*np.eye(3)[y] + rng.normal(size=(600, 3))
    logits[dark, 0] += 1
    attributes = {'skin': np.where(dark, 'dark', 'light').tolist(), 'hat': rng.choice(['yes', 'no'], 600).tolist()}
    fs = FeatureSet(logits.astype(np.float32), y, list(map(str, range(600))), ('anger', 'joy', 'fear'), {'encoder': 'toy'})
    r = audit(softmax(logits), y, list(fs.classes), attributes, fs, permutations=300, say=lambda *a: None)
    assert r['findings'][0]['group'] in ('skin = dark', 'skin = light') and r['clusters']
    groups = [f['group'] for f in r['findings']]
    assert not any('hat' in group and 'skin' not in group for group in groups)
    other = fit(fs, 'best', transfer=False)
    test_fail(lambda: audit_faces(other, 'nowhere'), contains="encoder 'toy' is not embedded")
