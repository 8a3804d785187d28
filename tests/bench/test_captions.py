# Generated from nbs/bench/25_captions.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
import tempfile
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.bench.captions import _part, captions_bench, feeling_rows, named, probed, repeated, seen_themes, word_share
from tinyemo.files import write_json
from tinyemo.mllm.materials import load_set
from tinyemo.mllm.stages import finetune, pretrain
from tinyemo.synthesis.build import build_dataset
from tinyemo.synthesis.records import write_lines


def test_what_is_new_to_a_model():
    with tempfile.TemporaryDirectory() as d:
        folder = Path(d)/'some-model'
        write_json({'themes': ['cat', 'dog']}, folder/'pretrain.json')
        themes = seen_themes(folder)
        test_eq(themes, {'cat', 'dog'})
        write_json({}, folder/'pretrain.json')
        test_fail(lambda: seen_themes(folder), contains='some-model does not say which themes')
    sorted(themes)


def test_whether_a_caption_is_about_its_picture():
    test_eq(repeated(['A cat.', 'A dog.', 'A cat.']).tolist(), [True, False, True])
    share = word_share(['Two cats on a sofa.', 'A man.'], ['A black cat sleeps on a red sofa.', 'Many dogs.'])
    test_close(share, [1., 0.])


def test_a_question_with_a_few_answers():
    test_eq(named('The main subject is an animal.'), 'animal')
    test_eq([named('A person or an animal.'), named('Objects')], [None, None])
    named('It is Scenery.')
    rng = np.random.default_rng(0)
    classes = rng.integers(2, size=60)
    x = (classes[:, None] + .3*rng.normal(size=(60, 20))).astype(np.float32)
    answers = probed(x[:40], [('animal', 'person')[k] for k in classes[:40]], x[40:])
    test_eq(answers, [('animal', 'person')[k] for k in classes[40:]])


@pytest.mark.slow
def test_the_bench_slow():
    no, quiet = lambda *a: None, {'disable_tqdm': True, 'logging_steps': 100}
    with tempfile.TemporaryDirectory() as d:
        build_dataset('faces:48', f'{d}/all', 'templates', say=no)
        records = load_set(f'{d}/all')[0]
        for r in records: # a theme each picture, and a category by its name
            r.meta |= {'theme': r.image, 'category': ('person', 'animal')[len(r.image)%2]}
        write_lines(records, f'{d}/all/records.jsonl')
        some = sorted({r.image for r in records})[:40]
        write_lines([r for r in records if r.image in some], f'{d}/all/some.jsonl')
        pretrain(f'{d}/all/some.jsonl', f'{d}/one', connector='words', steps=1, batch=2, say=no, options=quiet)
        finetune(f'{d}/all/some.jsonl', f'{d}/one', f'{d}/two', steps=1, batch=2, say=no, options=quiet)
        seen = captions_bench(f'{d}/all', f'{d}/two', examples=2, say=no)
    test_eq([len(seen['rows']), len(seen['examples']), seen['themes'], seen['rows'][0]['images']], [6, 2, 8, 8])
    assert {'image reliance', 'examples'} <= set(seen)
    [(r['what'], round(r['model'], 2)) for r in seen['rows']]


def test_edge_cases():
    test_eq(repeated([]).tolist(), [])
    test_close(word_share([''], ['A cat.']), [0.])
    test_eq(named('nothing'), None)
    test_fail(lambda: _part([], None, bool), contains='the set has no pictures of unseen themes')
    told = [{'label': 'pleasant', 'stated': 'pleasant'}, {'label': 'neutral', 'stated': None}]
    rows = feeling_rows(told, ['pleasant', 'neutral'])
    test_eq([(r['model'], r['beside']) for r in rows], [(.5, 1.), (.5, 1.)])
