# Generated from nbs/evaluation/60_tables.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
from dataclasses import replace
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.evaluation.suites import row_of
from tinyemo.evaluation.tables import add_rows, compare_rows, main_table, metric_table, paired_tests, plot_results, read_rows, table_latex, write_results
from tinyemo.html import table_markdown
from tinyemo.images.features import FeatureSet
from tinyemo.images.taxonomy import EKMAN
from tinyemo.metrics import softmax


def test_from_rows_to_a_report():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 6, 300)
    fs = FeatureSet(rng.normal(size=(300, 4)), y, [str(i) for i in range(300)], EKMAN.labels, {'encoder': 'toy', 'dataset': 'Emotion6', 'split': 'test'})
    guess = lambda strength, seed: softmax(strength*np.eye(6)[y] + np.random.default_rng(seed).normal(size=(300, 6)))
    rows = [row_of(fs, guess(3, 1), 'ours', 'zero-shot', draws=100), row_of(fs, guess(2, 2), 'linear probe', '5-fold cross-validation', draws=100)]
    with tempfile.TemporaryDirectory() as d:
        for part in rows:
            add_rows(Path(d)/'r.jsonl', [part])
        test_eq(read_rows(Path(d)/'r.jsonl'), rows)
        (Path(d)/'x.jsonl').write_text('{"a": 1}\n')
        test_fail(lambda: read_rows(Path(d)/'r.jsonl', 'reasoning'), contains='no row of reasoning')
        test_fail(lambda: read_rows(Path(d)/'x.jsonl'), contains='line 1 is not a row of results')
        test_fail(lambda: read_rows(Path(d)/'none.jsonl'), contains='does not exist')
    table = main_table(rows)
    test_eq(table[1]['emotion6'].split()[-1], 'cv')
    test_eq(next(r for r in table if r['model'].startswith('TinyEmo-700M'))['emotion6'], '73.4 i')
    assert table_latex(metric_table(rows)).count(r'\\') == 3 and r'macro\_f1' in table_latex(metric_table(rows))
    print(table_markdown(table))
    plot_results(rows);
    tests = paired_tests(rows)
    test_eq([(t['a'], t['b']) for t in tests], [('ours', 'linear probe')])
    assert tests[0]['high'] < 0 and tests[0]['p'] == tests[0]['p_holm'] < .01
    later = [row_of(fs, guess(4, 1), 'ours', 'zero-shot', draws=10), row_of(replace(fs, features=fs.features+1), guess(2, 2), 'linear probe', '5-fold cross-validation', draws=10)]
    changes = compare_rows(rows, later)
    test_eq([(r['a'], r['b']) for r in changes], [('ours', 'ours'), ('linear probe', 'linear probe')])
    assert changes[0]['low'] > 0 and changes[0]['p_holm'] < .01 and changes[1]['p'] is None and changes[1]['difference'] == 0
    test_eq(len(compare_rows(rows[:1], [later[1]])), 1)
    test_fail(lambda: compare_rows(rows, [later[0] | {'dataset': 'fi'}]), contains='no data set is in both')
    with tempfile.TemporaryDirectory() as d:
        for suffix in ('html', 'md', 'tex'):
            text = write_results(Path(d)/f'r.{suffix}', rows, [{'dataset': 'fi', 'url': 'https://x.org', 'citation': 'You et al.', 'note': ''}]).read_text()
            assert 'linear probe' in text and '73.4 i' in text
        assert 'data:image/png' in (Path(d)/'r.html').read_text() and 'x.org' in (Path(d)/'r.md').read_text()
        test_fail(lambda: write_results(Path(d)/'r.doc', rows), contains='.html, .md, .tex')
