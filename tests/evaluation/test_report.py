# Generated from nbs/evaluation/65_report.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.core import data_path
from tinyemo.evaluation.report import write_results
from tinyemo.evaluation.tables import read_rows


def test_a_report():
    rows = read_rows(data_path('results', 'evaluate.jsonl'))
    with tempfile.TemporaryDirectory() as d:
        text = write_results(Path(d)/'r.md', rows).read_text()
    headings = [line for line in text.splitlines() if line.startswith('#')]
    test_eq(len(headings), 5)


def test_edge_cases():
    rows = read_rows(data_path('results', 'evaluate.jsonl'))
    missing = [{'dataset': 'fi', 'url': 'https://x.org', 'citation': 'You et al.', 'note': ''}]
    with tempfile.TemporaryDirectory() as d:
        for suffix in ('html', 'md', 'tex'):
            text = write_results(Path(d)/f'r.{suffix}', rows, missing).read_text()
            assert 'linear probe' in text and '73.4 i' in text
        assert 'data:image/png' in (Path(d)/'r.html').read_text() and 'x.org' in (Path(d)/'r.md').read_text()
        test_fail(lambda: write_results(Path(d)/'r.doc', rows), contains='.html, .md, .tex')
