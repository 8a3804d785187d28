# Generated from nbs/evaluation/45_logs.ipynb by tinyemo.dev.nbtools: edit the notebook.
import importlib.util
import numpy as np
import tempfile
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.evaluation.logs import find_logs, log_row, read_log, said_label
from tinyemo.files import write_json, write_jsonl
from tinyemo.images.features import FeatureSet
from tinyemo.images.taxonomy import EKMAN


def test_which_files():
    with tempfile.TemporaryDirectory() as d:
        folder = Path(d)/'llava'
        folder.mkdir()
        for name in ('20261129_results.json', '20261129_samples_a.jsonl', '20261129_samples_b.jsonl'):
            (folder/name).touch()
        named = [folder, folder.parent, folder/'20261129_results.json', folder/'20261129_samples_a.jsonl', 'projector']
        found = [[f.name for f in find_logs(path)] for path in named]
    test_eq([len(files) for files in found], [2, 2, 2, 1, 0])


def test_what_an_answer_says():
    answers = ['joy', 'I would say Joy.', '**Sense of wonder**', 'joyful', 'not fear, joy',
               'Reasoning: fear?\nPredicted Label: joy']
    said = [said_label(text, ['joy', 'fear', 'wonder', 'sense of wonder']) for text in answers]
    test_eq(said, ['joy', 'joy', 'sense of wonder', None, 'fear', 'joy'])


def test_the_pictures():
    def sample(n, target, said, **more): # a row of a log
        return {'doc_id': n, 'target': target, 'filtered_resps': said, **more}

    with tempfile.TemporaryDirectory() as d:
        file = Path(d)/'20261129_120000_samples_tinyemo_labels.jsonl'
        rows = [sample(1, 'fear', 'I cannot tell.'), sample(0, 'joy', ['Joy.']), sample(2, 'anger', 'fear')]
        write_jsonl([row | {'labels': list(EKMAN.labels)} for row in rows], file)
        fs, probs, answered = read_log(file)
    test_eq((list(fs.classes), list(fs.labels)), (list(EKMAN.labels), [EKMAN.index(w) for w in ('joy', 'fear', 'anger')]))
    test_eq(list(probs.argmax(1) == fs.labels), [True, False, False])
    test_eq(list(answered), [True, False, True])
    probs.round(2)


def test_a_row_of_results():
    def sample(n, target, said, **more): # a row of a log
        return {'doc_id': n, 'target': target, 'filtered_resps': said, **more}

    with tempfile.TemporaryDirectory() as d:
        file = Path(d)/'20261129_120000_samples_tinyemo_labels.jsonl'
        rows = [sample(0, 'joy', 'joy'), sample(1, 'fear', 'I cannot tell.'), sample(2, 'fear', 'joy or fear')]
        write_jsonl(rows, file)
        results = {'results': {'tinyemo_labels': {'alias': 'tinyemo_labels', 'top1,none': 1/3, 'top1_stderr,none': .3}}}
        write_json(results | {'model_name': 'llava'}, file.with_name('20261129_120000_results.json'))
        said = []
        row = log_row(file, say=said.append, draws=20)
    test_close(row['metrics']['top1']['value'], row['reported']['top1'])
    test_eq((row['model'], row['dataset'], row['unanswered'], len(said)), ('llava', 'tinyemo_labels', 1, 1))


def test_edge_cases():
    spec = importlib.util.spec_from_file_location('utils', '../../docs/lmms-eval/utils.py')
    utils = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(utils)
    labels = ['joy', 'fear', 'wonder', 'sense of wonder']
    texts = ['joy', 'Joy!', 'a sense of wonder', 'joyful', 'x', '', 'fear, not joy', '**Fear**', 'Predicted Label: joy']
    for text in texts:
        for label in labels:
            theirs = utils.answered({'labels': labels, 'label': label}, [text])['top1']
            test_eq(theirs, float(said_label(text, labels) == label))
    def sample(n, target, said, **more): # a row of a log
        return {'doc_id': n, 'target': target, 'filtered_resps': said, **more}

    def read(rows, about=None):
        with tempfile.TemporaryDirectory() as d:
            file = Path(d)/'1_samples_t.jsonl'
            write_jsonl(rows, file)
            return read_log(file, about)

    names = ['a/1.jpg', 'a/2.jpg', 'a/3.jpg']
    known = FeatureSet(np.zeros((3, 0), np.float32), np.array([0, 1, 0]), names, ('joy', 'fear'))
    test_eq(read([sample(1, 'fear', 'joy')], known)[0].ids, ['a/2.jpg'])
    test_eq(read([sample(0, 'joy', 'joy', image='3.jpg')], known)[0].ids, ['a/3.jpg'])
    test_fail(lambda: read([sample(0, 'fear', 'joy')], known), contains="'fear' for a/1.jpg")
    test_fail(lambda: read([sample(3, 'fear', 'joy')], known), contains='not among the 3 known, first 3')
    test_fail(lambda: read([sample(0, 'joy', 'joy', image='4.jpg')], known), contains='first 4.jpg')
    test_fail(lambda: read([sample(0, 'joy', 'joy')]*2), contains='answers document 0 2 times')
    test_fail(lambda: read([sample(0, 'A', 'joy')], known), contains="1 targets that are no label, first 'A'")
    test_fail(lambda: read([{'doc_id': 0}]), contains='has no target')
    test_fail(lambda: read([]), contains='holds no answers')
    test_fail(lambda: read([sample(0, 'joy', 'joy', labels='joy')]), contains='labels is')
    with tempfile.TemporaryDirectory() as d:
        (Path(d)/'1_results.json').touch()
        test_fail(lambda: find_logs(f'{d}/1_results.json'), contains='--log_samples')
