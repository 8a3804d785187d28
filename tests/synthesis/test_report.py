# Generated from nbs/synthesis/85_report.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from pathlib import Path
from tinyemo.images.faceset import draw_faces, face_set
from tinyemo.images.taxonomy import MIKELS
from tinyemo.synthesis.conversations import single_turn
from tinyemo.synthesis.quality import measure_set
from tinyemo.synthesis.report import quality_page, thumbnail_html, write_quality
from tinyemo.synthesis.run import synthesise
from tinyemo.synthesis.subjects import face_subjects
from tinyemo.synthesis.wording import Templates


def test_the_page_and_the_card():
    with tempfile.TemporaryDirectory() as d:
        subjects = face_subjects(draw_faces(d, face_set({'train': 44}), size=96), MIKELS.labels)
        synthesise(subjects, Templates(), f'{d}/set')
        page = write_quality(f'{d}/set', d, {s.id: s.scene for s in subjects}, 'faces drawn by tinyemo', 'cc0-1.0')
        html = page.read_text()
        card = (page.parent/'README.md').read_text()
    assert html.count('<img') == 2+24 and 'cannot be shown' not in html and 'https://' not in html
    assert '100.00% true' in card and 'license: cc0-1.0' in card
    print(card[:900])


def test_edge_cases():
    assert 'a&lt;b.png cannot be shown' in thumbnail_html(Path('nowhere/a<b.png')) # names are escaped
    rejects = [{'image': 'a.png', 'task': 'caption', 'fault': 'form', 'reason': 'no words', 'reply': '<b>...</b>'}]
    meta = {'task': 'caption', 'subject': 'x', 'stated': '', 'gold': ''}
    records = [single_turn('x', 'gone.png', 'Describe the image.', 'A calm face in a top.', meta)]
    html = quality_page(records, rejects, measure_set(records, rejects), 'me & mine', records, Path('nowhere'))
    for text in ('me &amp; mine', '&lt;b&gt;...&lt;/b&gt;', 'gone.png cannot be shown', 'no label', 'nothing was checked'):
        assert text in html, text
    assert 'Nothing was rejected.' in quality_page(records, [], measure_set(records, []), 'me', [], Path('nowhere'))
