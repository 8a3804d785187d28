# Generated from nbs/apps/50_widgets.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from IPython.display import HTML
from datetime import datetime
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.apps.look import png_bytes
from tinyemo.apps.widgets import _row_html, review, try_pictures
from tinyemo.audit.counterfactual import drawn
from tinyemo.audit.findings import finding, read_decisions
from tinyemo.files import write_json
from tinyemo.images.faceset import face_set


def test_pictures():
    probabilities = {'anger': .82, 'fear': .1, 'disgust': .05, 'awe': .03}
    known = {'probabilities': probabilities, 'reasoning': 'The brows are drawn together.'}
    HTML(_row_html('face.png', known))
    face = drawn(face_set({'test': 1}, 0)['test'])[0]
    def upload(name, content): # what the widget gives when a person chooses a file
        return {'name': name, 'type': 'image/png', 'size': len(content), 'content': content,
                'last_modified': datetime(2026, 1, 1)}

    box = try_pictures(reason=False)
    box.files.value = [upload('face.png', png_bytes(face))]
    text, pictures = box.out.children[0].children
    assert 'anger' in text.value
    test_eq(len(pictures.children), 2)
    HTML(text.value)


def test_findings():
    more = [finding('gap', f'hat: {e}', f'Where hat is yes, {e} is more.', .1, 0, .2, .01) for e in ('fear', 'joy')]
    with tempfile.TemporaryDirectory() as d:
        write_json({'findings': more}, f'{d}/findings.json')
        box = review(d)
        box.choice.value = 'real'
        kept = read_decisions(f'{d}/decisions.jsonl')
    test_eq(kept[more[0]['id']]['decision'], 'real')
    HTML(box.children[1].value)


def test_edge_cases():
    face = png_bytes(drawn(face_set({'test': 1}, 0)['test'])[0])
    sent = [{'name': f'{i}.png', 'type': 'image/png', 'size': 1, 'content': c, 'last_modified': datetime(2026, 1, 1)}
            for i, c in enumerate([face, b'broken'])]
    box = try_pictures(reason=False)
    box.files.value = sent
    test_eq([len(row.children[1].children) for row in box.out.children], [2, 0])
    assert '%' in box.out.children[0].children[0].value and 'is not an image' in box.out.children[1].children[0].value
    box.labels.value = 'calm, grief'
    box.files.value = sent[:1]
    assert 'grief' in box.out.children[0].children[0].value
    assert '<i>' not in _row_html('<i>', {'note': '<i>'})
    assert 'unlike' in _row_html('a.png', {'probabilities': {'awe': 1.}, 'caution': 'unlike the others'})
    with tempfile.TemporaryDirectory() as d:
        more = [finding('gap', f'hat: {e}', f'Where hat is yes, {e} is more.', .1, 0, .2, .01) for e in ('fear', 'joy')]
        write_json({'findings': more}, f'{d}/findings.json')
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
        write_json({'findings': []}, f'{d}/findings.json')
        assert 'no proof of fairness' in review(d).value
        test_fail(lambda: review(f'{d}/none'), contains='holds no findings.json')
