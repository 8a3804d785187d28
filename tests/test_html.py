# Generated from nbs/04_html.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.html import Rows, picture_html, table_html, table_markdown, write_page


def test_rows():
    rows = Rows([{'path': 'a.png', 'label': 'joy', 'probability': .75, 'probabilities': {'joy': .75, 'awe': .25}},
                 {'path': 'b.png', 'label': 'awe', 'probability': .6, 'probabilities': {'joy': .4, 'awe': .6}}])
    test_eq((rows[0].label, rows[1]['probability'], len(rows.to_frame())), ('joy', .6, 2))
    test_eq(repr(rows).split('\n')[1].split(), ['a.png', 'joy', '0.750'])
    assert 'probabilities' not in repr(rows) and '<td>0.600</td>' in rows._repr_html_()


def test_parts_of_a_page():
    rows = [{'method': 'a<b', 'top-1': .5, 'n': 3}, {'method': 'ours', 'top-1': None, 'n': 3}]
    test_eq(table_html(rows), '<table><tr><th>method</th><th>top-1</th><th>n</th></tr><tr><td>a&lt;b</td><td>0.500</td><td>3</td></tr><tr><td>ours</td><td>–</td><td>3</td></tr></table>')
    print(table_markdown(rows))


def test_the_page():
    import matplotlib.pyplot as plt

    with tempfile.TemporaryDirectory() as d:
        html = write_page(Path(d)/'r.html', 'A & B', 'Short.', [('First', ['Prose.', picture_html(plt.figure(figsize=(1, 1)), 'nothing')])]).read_text()
    assert '<h1>A &amp; B</h1>' in html and '<h2>First</h2><p>Prose.</p><img alt="nothing" src="data:image/png;base64,' in html
    assert 'http' not in html
