# Generated from nbs/projector/70_classify.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import numpy as np
import os
import tempfile
from PIL import Image
from dataclasses import replace
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.core import NothingUsable
from tinyemo.images.features import FeatureSet
from tinyemo.projector.checkpoint import save_model
from tinyemo.projector.classify import as_csv, as_jsonl, as_table, caution, classify, classify_over, gather
from tinyemo.projector.density import unlike
from tinyemo.projector.fit import fit
from tinyemo.projector.model import Layer, MetricProjector, Projector, Reading
from tinyemo.projector.prototypes import WordSpace, class_prototypes


def test_how_far_to_trust_another_vocabulary():
    space = WordSpace('minilm')
    d = space(['joy']).shape[1]
    same = Projector([Layer(np.eye(d, dtype=np.float32), np.zeros(d, np.float32))])
    words = class_prototypes(('fear', 'joy'), space)
    about = {'unseen_labels': {'mean_recall': .04}}
    model = MetricProjector([same], words, ('fear', 'joy'), .05, space, 'words', about)
    test_eq(caution(model, ['fear', 'joy']), '')
    assert 'recognised 4% of the time' in caution(model, ['fear', 'awe'])
    few = replace(model, meta={'unseen_labels': {'mean_recall': None, 'reason': '2 labels can be left out'}})
    assert caution(few, ['fear', 'awe']).endswith('not measured for this projector (2 labels can be left out)')
    caution(model, ['joy', 'awe', 'calm'])


def test_rows():
    space = WordSpace('minilm')
    d = space(['joy']).shape[1]
    same = Projector([Layer(np.eye(d, dtype=np.float32), np.zeros(d, np.float32))])
    model = MetricProjector([same], class_prototypes(('fear', 'joy'), space), ('fear', 'joy'), .05, space, 'words')
    fs = FeatureSet(space(['terror', 'delight']), None, ['dark.jpg', 'fair.jpg'], meta={'encoder': 'words'})
    test_eq([r['label'] for r in classify(model, fs)], ['fear', 'joy'])
    test_eq([r['label'] for r in classify(model, fs, ['calm', 'delight', 'terror'])], ['terror', 'delight'])
    classify(model, fs)


def test_output():
    rows = [{'path': 'a, b.jpg', 'label': 'joy', 'probability': .75, 'probabilities': {'fear': .25, 'joy': .75},
             'familiar': .01, 'caution': unlike(.01)}]
    test_eq(as_csv(rows), 'path,label,probability,familiar,caution,fear,joy\n"a, b.jpg",joy,0.75,0.01,'
        'unlike the pictures it was trained on,0.25,0.75')
    test_eq(as_table([rows[0] | {'familiar': None}]), 'a, b.jpg  joy 0.75  fear 0.25')
    test_eq(json.loads(as_jsonl(rows)), rows[0])
    print(as_table(rows))


def test_all_together_from_pictures():
    space = WordSpace('minilm')
    rng = np.random.default_rng(0)
    weight = rng.normal(size=(space(['joy']).shape[1], 1280)).astype(np.float32)
    project = Projector([Layer(weight, np.zeros(384, np.float32))])
    model = MetricProjector([project], class_prototypes(('fear', 'joy'), space), ('fear', 'joy'), .05, space, 'lite0')
    with tempfile.TemporaryDirectory() as d:
        Image.new('RGB', (60, 40), 'orange').save(Path(d)/'sun.png')
        Image.new('CMYK', (60, 40)).save(Path(d)/'print.jpg')
        (Path(d)/'broken.jpg').write_bytes(b'\xff\xd8\xff')
        fs = gather([d], model)
        rows = classify(model, fs)
        test_eq([Path(r.path).name for r in rows], ['print.jpg', 'sun.png'])
        test_eq([Path(p).name for p, _ in fs.skipped], ['broken.jpg'])
        test_fail(lambda: gather([f'{d}/broken.jpg'], model), contains='none of 1 images could be read')
        test_fail(lambda: gather([f'{d}/nothing*'], model), contains='no image found in')
        for wrong, said in (([], 'nothing'), (np.eye(2), 'a ndarray'), (Image.new('RGB', (2, 2)), 'a Image')):
            test_fail(lambda wrong=wrong: model.classify(wrong), contains=f'{said} cannot be classified here: give paths')
        test_eq(model.classify(gather([f'{d}/sun.png'], model)), model.classify(f'{d}/sun.png'))
        moods = replace(model, readings={'moods': Reading(('fear', 'joy'), model.prototypes.vectors, np.zeros(2))})
        test_eq([caution(moods, words) for words in (['moods'], 'moods', 'fear,joy')], ['']*3)
        save_model(model, f'{d}/m')
        spread, skipped = classify_over(f'{d}/m', [f'{d}/*.*g'], size=1) # a job each, as on a cluster
        test_eq((list(spread), [why for _, why in skipped]), (list(rows), [why for _, why in fs.skipped]))
        near = os.path.relpath(d)
        named, skipped = classify_over(f'{near}/m', [f'{near}/sun.png', f'{near}/broken.jpg'])
        test_eq((named[0].path, skipped[0][0]), (f'{near}/sun.png', f'{near}/broken.jpg'))
        assert skipped[0][1].startswith(f'{near}/broken.jpg: ')
        broken = [f'{d}/broken.jpg']
        test_fail(lambda: classify_over(f'{d}/m', broken), NothingUsable, contains='none of 1 images could be read')
        answer = model.classify(f'{d}/sun.png', labels=['calm', 'grief'])[0]
        test_eq(answer.label, max(answer.probabilities, key=answer.probabilities.get))
        assert 'far from every trained label' in answer.caution


def test_a_picture_that_is_none_of_them():
    rng = np.random.default_rng(0)
    x = (np.array([[1, 2, 3], [3, 2, 1]])[np.arange(200) % 2]@rng.normal(size=(3, 20)) + .2*rng.normal(size=(200, 20)))
    train = FeatureSet(x.astype(np.float32), np.arange(200) % 2, [f'{i}.jpg' for i in range(200)], ('fear', 'joy'))
    model = fit(train, 'linear', transfer=False)
    new = FeatureSet(np.concatenate([x[:1], -x[:1]]), None, ['like.jpg', 'unlike.jpg'])
    rows = classify(model, new)
    test_eq([r.caution for r in rows], ['', 'unlike the pictures it was trained on'])
    assert rows[0].familiar > .1 and rows[1].familiar < .03
    both = classify(model, new, ['calm', 'grief'])[1].caution
    assert both.startswith('unlike the pictures it was trained on; ') and 'far from every trained label' in both
    test_eq({r.familiar for r in classify(replace(model, density=None), new)}, {None})
    print(as_table(rows))


def test_ratings():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(90, 8)).astype(np.float32)
    given = np.stack([4 + x[:, 0], np.ones(90), np.full(90, 50)], 1).astype(np.float32)
    names = [f'{i}.jpg' for i in range(90)]
    fs = FeatureSet(x, (x[:, 0] > 0).astype(int), names, ('grief', 'calm'), {'encoder': 'toy', 'scale': [1, 7]},
                    ratings={'valence': given})
    model = fit(fs, transfer=False)
    rows = classify(model, fs.subset([0, 1]))
    value, low, high = rows[0]['ratings']['valence']
    assert 1 <= low < value < high <= 7 and abs(value - given[0, 0]) < 1
    test_eq(as_csv(rows).split('\n')[0].split(',')[-3:], ['valence', 'valence low', 'valence high'])
    print(as_table(rows))
