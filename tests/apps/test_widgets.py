# Generated from nbs/apps/50_widgets.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from datetime import datetime
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.apps.widgets import _png, review, try_pictures
from tinyemo.audit.counterfactual import drawn
from tinyemo.audit.findings import finding, read_decisions
from tinyemo.core import write_json
from tinyemo.images.faceset import face_set


def test_pictures():
    box = try_pictures(reason=False)
    sent = [{'name': f'{i}.png', 'type': 'image/png', 'size': 1, 'content': c, 'last_modified': datetime(2026, 1, 1)} for i, c in enumerate([_png(drawn(face_set({'test': 1}, 0)['test'])[0]), b'broken'])]
    box.files.value = sent
    test_eq([len(row.children[1].children) for row in box.out.children], [2, 0])
    assert '%' in box.out.children[0].children[0].value and 'is not an image' in box.out.children[1].children[0].value
    box.labels.value = 'calm, grief'
    box.files.value = sent[:1]
    assert 'grief' in box.out.children[0].children[0].value


def test_findings():
    with tempfile.TemporaryDirectory() as d:
        write_json({'findings': [finding('gap', f'hat: says {e}', f'Where hat is yes, {e} is more.', .1, 0, .2, .01) for e in ('fear', 'joy')]}, f'{d}/findings.json')
        box = review(d)
        box.note.value = 'hats' # nothing is decided yet
        assert not Path(d, 'decisions.jsonl').exists()
        box.choice.value = 'real'
        box.at.value = 2
        test_eq((box.choice.value, box.note.value), (None, ''))
        box.choice.value = 'artefact'
        again = review(d)
        test_eq((again.choice.value, again.note.value), ('real', 'hats'))
        test_eq([r['decision'] for r in read_decisions(f'{d}/decisions.jsonl').values()], ['real', 'artefact'])
        test_fail(lambda: review(f'{d}/none'), contains='holds no findings.json')
