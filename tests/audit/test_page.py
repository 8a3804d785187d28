# Generated from nbs/audit/60_page.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import re
import tempfile
from PIL import Image
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.audit.findings import finding
from tinyemo.audit.page import _near_tried, card, plot_findings, write_audit
from tinyemo.audit.run import audit
from tinyemo.files import write_json
from tinyemo.images.faces import Face
from tinyemo.metrics import softmax


def test_a_section_for_a_model_card():
    rng = np.random.default_rng(0)
    dark = rng.random(600) < .4
    y = rng.integers(0, 3, 600)
    logits = 2*np.eye(3)[y] + rng.normal(size=(600, 3))
    logits[dark, 0] += 1
    attributes = {'skin': np.where(dark, 'dark', 'light').tolist()}
    result = audit(softmax(logits), y, ['anger', 'joy', 'fear'], attributes, permutations=300, say=lambda *a: None)
    result['findings'] = [result['findings'][0] | {'decision': 'real', 'note': 'as planted'}, result['findings'][1]]
    text = card(result, 'a toy')
    assert '*real*: as planted' in text and '*not yet judged*' in text and 'No attribute was guessed' in text
    print('\n'.join(text.splitlines()[:8]))


def test_the_page():
    rng = np.random.default_rng(0)
    classes = ['anger', 'joy', 'fear']
    dark = rng.random(600) < .4
    y = rng.integers(0, 3, 600)
    logits = 2*np.eye(3)[y] + rng.normal(size=(600, 3))
    logits[dark, 0] += 1
    attributes = {'skin': np.where(dark, 'dark', 'light').tolist(), 'hat': rng.choice(['yes', 'no'], 600).tolist()}
    result = audit(softmax(logits), y, classes, attributes, permutations=300, say=lambda *a: None)
    f = result['findings'][0]
    with tempfile.TemporaryDirectory() as d:
        first = write_audit(d, result, 'a toy').read_text(encoding='utf-8')
        saved = {'decisions': [{'id': f['id'], 'decision': 'real', 'note': 'as planted'}]}
        write_json(saved, f'{d}/decisions.json')
        second = write_audit(d, result, 'a toy', decisions=f'{d}/decisions.json').read_text(encoding='utf-8')
    assert 'as planted' not in first and 'value="as planted"' in second
    test_eq(second.count('checked>'), 1)
    test_eq(second.count('class="finding"'), len(result['findings']))
    test_eq(second.count('type="radio"'), 3*len(result['findings']))
    re.findall('<h2>(.*?)</h2>', second)
    rng = np.random.default_rng(0)
    dark = rng.random(600) < .4
    y = rng.integers(0, 3, 600)
    logits = 2*np.eye(3)[y] + rng.normal(size=(600, 3))
    logits[dark, 0] += 1
    attributes = {'skin': np.where(dark, 'dark', 'light').tolist()}
    result = audit(softmax(logits), y, ['anger', 'joy', 'fear'], attributes, permutations=300, say=lambda *a: None)
    found = result['findings']
    assert all(f['low']*f['high'] > 0 for f in found[:4])
    changed = finding('counterfactual', 'skin: light → dark', 'made up for the picture', .1, .06, .14, .001)
    plot_findings([*found[:4], changed]);


def test_edge_cases():
    evil = '<script>alert("x")</script>'
    probs = np.array([.9, .1])
    pair = {'change': f'skin: {evil} → dark', 'a': Face(skin='light'), 'b': Face(skin='dark'),
            'before': probs, 'after': probs[::-1], 'classes': [evil, 'joy']}
    found = [finding('counterfactual', pair['change'], evil, .1, .05, .2, .01),
             finding('gap', evil, evil, .1, None, None, .01)]
    gap = {'group': evil, 'images': 30, 'quantity': evil, 'gap': .1, 'low': None, 'high': None,
           'z': 3., 'p': .01, 'p_max': .01, 'p_bh': .01}
    change = {'change': evil, 'pairs': 1, 'flipped': 1., 'emotion': evil,
              'shift': .1, 'shift_low': .1, 'shift_high': .1, 'p_max': .01}
    tested = {'images': 1, 'attributes': [evil], 'groups': 1, 'gaps': 1, 'changes': 1, 'pairs': 1,
              'permutations': 9, 'level': .05}
    result = {
        'findings': found,
        'tested': tested,
        'gaps': [gap],
        'clusters': [{'images': 9, 'wrong': .5, 'confusion': evil, 'over': [(evil, 1.5, 3.)], 'nearest': [0, 1]}],
        'changes': [change]*21,
        'associations': [{'what': evil, 'between': evil, 'effect': 1., 'p': .1, 'corrected p': .1}],
        'knows': [{'attribute': evil, 'features': .5}],
        'near': {'in_span': .5, 'words': 3, 'tried': 4, 'rows': [gap]},
        'left_out': [(evil, evil)],
        'occlusions': [{'image': 0, 'says': evil, 'truly': 'joy', 'framed': True, 'fall': [[.1, -.1], [0., 0.]]}],
        'provenance': {'git': None, 'hardware': evil, 'date': 'today'},
    }
    with tempfile.TemporaryDirectory() as d:
        pictures = [Path(d, 'a.png'), Path(d, '<b>.png')] # the second is not there
        Image.new('RGB', (40, 40), 'red').save(pictures[0])
        made = [{'id': 'gone', 'decision': 'unsure', 'note': evil},
                {'id': found[0]['id'], 'decision': 'artefact', 'note': f'" onfocus={evil}'}]
        write_json({'decisions': made}, f'{d}/d.json')
        page = write_audit(f'{d}/out', result, evil, pictures, [pair], f'{d}/d.json').read_text(encoding='utf-8')
    test_eq(page.count('<script>'), 1) # the page's own
    assert 'alert("x")' not in page and '" onfocus' not in page and '<b>.png' not in page
    assert '1 more are in findings.json' in page and '3 words beside it and pleasant less unpleasant' in page
    test_eq(re.findall('<h2>(.*?)</h2>', page), [
        'Findings', 'Effects', 'Where errors gather', 'One thing changed', 'The surest gaps',
        'What the projector knows of each attribute', 'Where in the picture', 'Words nearby', 'Associations',
        'Decided before, not found now', 'Left out'])
    test_eq(page.count('<img'), 2+1+1+1) # a pair, the effects, a thumbnail, an occlusion
    test_eq((page.count('<button onclick="saveDecisions()">'), page.count('aria-label="note"')), (1, 2))
    y = np.tile([0, 1], 50)
    attributes = {'hat': ['yes']*50 + ['no']*50}
    result = audit(np.eye(2)[y], y, ['joy', 'fear'], attributes, permutations=50, say=lambda *a: None)
    with tempfile.TemporaryDirectory() as d:
        page = write_audit(d, result, 'a toy').read_text(encoding='utf-8')
        assert 'Nothing holds after correction' in page and 'Effects' not in page
        assert 'Nothing that holds after correction' in Path(d, 'card.md').read_text(encoding='utf-8')
    test_eq(_near_tried({'words': 0, 'tried': 0, 'rows': []}), 'Too little is left beside it to look for words.')
