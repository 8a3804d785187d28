# Generated from nbs/04_html.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import tempfile
from fastcore.test import test_eq, test_fail
from markupsafe import Markup
from pathlib import Path
from tinyemo.html import Rows, markdown_code, markdown_text, page, picture_html, render, table_html, table_markdown, table_text, write_page


def test_templates():
    name = '# [a](http://x)\n<b>`c`|d.png'
    test_eq(markdown_text(name), r'\# \[a\](http://x) \<b\>\`c\`\|d.png')
    test_eq(markdown_code(name), "# [a](http://x) <b>'c'|d.png")
    markdown_text(name)
    facts = Markup('<b>three</b>')
    whole = render('page.html', title='Fear & joy', lead='<3', sections=[('Facts', [facts, 'a < b'])])
    assert '<h1>Fear &amp; joy</h1>' in whole and '<p class="lead">&lt;3</p>' in whole
    print(whole.split('<body>')[1].split('</body>')[0].strip())


def test_tables():
    print(table_markdown([{'image': 'a|b\n<i>.png', 'top-1': .5}]))
    test_eq(table_markdown([{'image': 'a|b\n<i>.png', 'top-1': .5}]).split('\n')[-1], r'| a\|b \<i>.png | 0.500 |')
    rows = [{'method': 'a<b', 'top-1': .5, 'n': 3}, {'method': 'ours', 'top-1': None, 'n': 3}]
    assert '<td>a&lt;b</td><td>0.500</td>' in table_html(rows)
    test_eq(table_text(rows).split('\n')[1:], ['a<b     0.500  3', 'ours        –  3'])
    print(table_markdown(rows))


def test_rows():
    rows = Rows([{'path': 'a.png', 'label': 'joy', 'probability': .75, 'probabilities': {'joy': .75, 'awe': .25}},
                 {'path': 'b.png', 'label': 'awe', 'probability': .6, 'probabilities': {'joy': .4, 'awe': .6}}])
    test_eq((rows[0].label, rows[1]['probability'], len(rows.to_frame())), ('joy', .6, 2))
    assert 'probabilities' not in repr(rows) and 'probabilities' in rows[0]


def test_the_page():
    fig = plt.figure(figsize=(1, 1))
    with tempfile.TemporaryDirectory() as d:
        file = write_page(Path(d)/'r.html', 'A & B', 'Short.', [('First', ['Prose.', picture_html(fig, 'nothing')])])
        html = file.read_text()
    assert '<h1>A &amp; B</h1>' in html
    assert '<h2>First</h2><p>Prose.</p><img alt="nothing" src="data:image/png;base64,' in html
    html.split('<body>')[1][:150]


def test_edge_cases():
    rows = Rows([{'path': 'a.png', 'label': 'joy', 'probability': .75, 'probabilities': {'joy': .75, 'awe': .25}},
                 {'path': 'b.png', 'label': 'awe', 'probability': .6, 'probabilities': {'joy': .4, 'awe': .6}}])
    test_eq(repr(rows).split('\n')[1].split(), ['a.png', 'joy', '0.750'])
    assert 'probabilities' not in repr(rows) and '<td>0.600</td>' in rows._repr_html_()
    test_eq((repr(Rows()), Rows()._repr_html_(), len(Rows().to_frame())), ('no rows', 'no rows', 0))
    rows = [{'method': 'a<b', 'top-1': .5, 'n': 3}, {'method': 'ours', 'top-1': None, 'n': 3}]
    head = '<tr><th>method</th><th>top-1</th><th>n</th></tr>'
    first, second = '<tr><td>a&lt;b</td><td>0.500</td><td>3</td></tr>', '<tr><td>ours</td><td>–</td><td>3</td></tr>'
    test_eq(table_html(rows), f'<table>{head}{first}{second}</table>')
    lines = ['| method | top-1 | n |', '| --- | ---: | ---: |', r'| a\<b | 0.500 | 3 |', '| ours | – | 3 |']
    test_eq(table_markdown(rows).split('\n'), lines)
    assert type(table_html(rows)) is str # may be added to other text without escaping it
    html = page('A', 'see <b>this</b>', [('First', ['Prose.'])])
    assert html.startswith('<!doctype html>') and 'http' not in html
    assert '<p class="lead">see <b>this</b></p>' in html
    fig = plt.figure(figsize=(1, 1))
    assert '<img alt="a &#34;b&#34;" src=' in picture_html(fig, 'a "b"') and not plt.fignum_exists(fig.number)
    test_fail(lambda: render('page.html', title='A'), contains='undefined')
    test_fail(lambda: render('none.html'), contains='none.html')
