# Generated from nbs/44_report.ipynb by tinyemo.nbtools: edit the notebook.
import tempfile
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.report import picture_html, report_text, table_html, table_markdown, write_page


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


def test_an_evaluation_in_words():
    r = {'dataset': 'mine', 'split': 'test', 'n': 3, 'encoder': 'lite0', 'vocabulary': 'trained', 'top1': 2/3, 'ci95': [0, 1], 'top2': 1., 'macro_f1': .6, 'ece': .1, 'nll': .7,
         'brier': .4, 'per_class': {'awe': {'recall': .5, 'support': 2}, 'joy': {'recall': None, 'support': 0}}, 'synonyms': {'top1': None},
         'unseen_labels': {'mean_recall': .02, 'seen_top1': .8}, 'seen': {'same_id': 1, 'near_duplicate': 1, 'message': '', 'top1_unseen_rows': .5}}
    assert 'recall 2.0 %, with 80.0 % on the others' in report_text(r) and 'SEEN IN TRAINING: 1 by id' in report_text(r)
    print(report_text(r))
