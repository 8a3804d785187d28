# Generated from nbs/evaluation/60_tables.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.core import data_path
from tinyemo.evaluation.intervals import scores
from tinyemo.evaluation.rows import row_of
from tinyemo.evaluation.suites import published
from tinyemo.evaluation.tables import add_rows, headline, main_table, metric_table, plot_results, read_rows, results_frame, results_latex, table_latex
from tinyemo.images.features import FeatureSet
from tinyemo.images.taxonomy import EKMAN
from tinyemo.metrics import softmax


def test_rows():
    rows = read_rows(data_path('results', 'evaluate.jsonl'))
    with tempfile.TemporaryDirectory() as d:
        for row in rows:
            add_rows(Path(d)/'r.jsonl', [row])
        test_eq(read_rows(Path(d)/'r.jsonl'), rows)


def test_tables():
    rows = read_rows(data_path('results', 'evaluate.jsonl'))
    table = main_table(rows)
    assert table[0]['emotion6'].endswith('seen') and table[1]['emotion6'].endswith('cv')
    test_eq(next(r for r in table if r.model.startswith('TinyEmo-700M'))['emotion6'], '73.4 i')
    shipped = data_path('results', 'evaluate.jsonl')
    frame = results_frame(shipped)
    first = read_rows(shipped)[0]
    test_eq(frame.top1_high[0], first['metrics']['top1']['high'])
    test_eq(results_latex(shipped), table_latex(main_table(read_rows(shipped))))
    frame[['dataset', 'model', 'n', 'top1', 'top1_low', 'top1_high']].round(3).head(3)
    faces = [r for r in rows if r['dataset'].startswith('faces')]
    table = metric_table(faces, ('top1', 'macro_f1', 'ece'))
    assert table[2].ece > .3 > table[0].ece and table[2].top1 < table[0].top1
    latex = table_latex(table)
    test_eq(latex.count(r'\\'), 4)
    assert r'macro\_f1' in latex
    print(latex)


def test_a_picture():
    rows = read_rows(data_path('results', 'evaluate.jsonl'))
    photographs = [r for r in rows if r['dataset'] == 'emotion6' and r['kind'] != 'seen']
    fig = plot_results(photographs)
    labels = [t.get_text() for t in fig.axes[0].get_yticklabels()]
    test_eq(len(labels), len(photographs)+len(published('emotion6')))


def test_edge_cases():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 6, 300)
    about = {'encoder': 'toy', 'dataset': 'Emotion6', 'split': 'test'}
    fs = FeatureSet(rng.normal(size=(300, 4)), y, [str(i) for i in range(300)], EKMAN.labels, about)

    def guess(strength, seed): return softmax(strength*np.eye(6)[y] + np.random.default_rng(seed).normal(size=(300, 6)))

    probe = 'linear probe', '5-fold cross-validation'
    rows = [row_of(fs, guess(3, 1), 'ours', 'zero-shot', draws=100), row_of(fs, guess(2, 2), *probe, draws=100)]
    with tempfile.TemporaryDirectory() as d:
        for row in rows:
            add_rows(Path(d)/'r.jsonl', [row])
        test_eq(read_rows(Path(d)/'r.jsonl'), rows)
        (Path(d)/'x.jsonl').write_text('{"a": 1}\n')
        test_fail(lambda: read_rows(Path(d)/'r.jsonl', 'reasoning'), contains='no row of reasoning')
        test_fail(lambda: read_rows(Path(d)/'x.jsonl'), contains='row 1 has no suite')
        test_fail(lambda: read_rows(Path(d)/'none.jsonl'), contains='does not exist')
    some = scores(np.eye(6)[y[:100]], y[:100], EKMAN.labels, 10, valence=EKMAN.valence) # of the images not seen
    known = rows[0] | {'kind': 'same data set', 'seen': {'unseen': some['metrics'] | {'n': 100}}}
    test_eq((main_table([known], False)[0]['emotion6'], headline(known, 'valence')['value']), ('100.0 [100.0, 100.0] s', 1))
    test_eq([metric_table([known])[0][key] for key in ('images', 'top1', 'valence', 'ece_reference')], [100, 1, 1, None])
    test_eq(results_frame([known])[['n', 'top1']].values.tolist(), [[100, 1]])
    table = main_table(rows)
    test_eq(table[1]['emotion6'].split()[-1], 'cv')
    test_eq(next(r for r in table if r['model'].startswith('TinyEmo-700M'))['emotion6'], '73.4 i')
    assert 0 < metric_table(rows)[0].ece_reference < .1 and -1 < metric_table(rows)[0].overconfidence < 1
    assert table_latex(metric_table(rows)).count(r'\\') == 3 and r'macro\_f1' in table_latex(metric_table(rows))
