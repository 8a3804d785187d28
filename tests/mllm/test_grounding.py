# Generated from nbs/mllm/60_grounding.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pandas as pd
from fastcore.test import test_eq
from tinyemo.images.faces import Face
from tinyemo.images.faceset import sample_faces, split_heads
from tinyemo.images.features import FeatureSet
from tinyemo.images.taxonomy import MIKELS
from tinyemo.mllm.grounding import FACTS, _holds, facts_probed, facts_stated, faithfulness, grounding_table, right, value, where_there
from tinyemo.mllm.tiny import tiny_mllm
from tinyemo.projector.fit import fit
from tinyemo.synthesis.scenes import face_scene


def test_questions_with_one_right_answer():
    scene = face_scene(Face('smile', 'afro', clothing='red', hair='black', accessory='glasses'))
    for answer, expected in (('The top is red.', True), ('The top is blue.', False), ('It is red.', True),
                             ('A person in a top.', False), ('The top is red, the shirt is blue.', False)):
        test_eq(right(answer, 'clothing', scene), expected)
    for answer, expected in (('Yes, there are glasses.', True), ('No, there are no glasses.', False), ('Yes.', True)):
        test_eq(right(answer, 'eyewear', scene), expected)
    test_eq(value(scene, 'headwear'), None)
    test_eq(value({**scene, 'eyewear': ''}, 'eyewear'), '')
    test_eq(value(scene, 'emotion'), 'contentment')


def test_two_bounds():
    drawn = [face_scene(face) for face in (
        Face('smile', 'afro', clothing='red', hair='black', accessory='glasses'),
        Face('angryWithFang', 'hijab', clothing='turquoise', hair='black', facial_hair='full'),
        Face('smile', 'afro', clothing='red', hair='black'))]
    for kind in FACTS: # a probe's sentence for the value of a picture is true of it, and of no other value
        known = {value(s, kind): s for s in drawn if value(s, kind) is not None}
        for one in known:
            test_eq([_holds(one, kind, s) for s in known.values()], [one == other for other in known])


def test_whom_does_it_follow():
    rng = np.random.default_rng(0)
    faces = sample_faces(120, split_heads()['train'])
    scenes = [face_scene(f) for f in faces]
    colours = sorted({s['clothing'] for s in scenes})
    signal = rng.normal(size=(len(colours), 20))[[colours.index(s['clothing']) for s in scenes]]
    labels = np.array([MIKELS.labels.index(s['label']) for s in scenes])
    features = (signal + .1*rng.normal(size=(120, 20))).astype(np.float32)
    toy = FeatureSet(features, labels, [f.id for f in faces], MIKELS.labels, {'encoder': 'toy'})
    train, test = toy.subset(np.arange(80)), toy.subset(np.arange(80, 120))
    kinds = ('clothing', 'eyewear')
    probe, frequent = facts_probed(train, scenes[:80], test, scenes[80:], kinds)
    assert probe['clothing'].mean() > .9 > .5 > frequent['clothing'].mean() and probe['eyewear'].mean() > .5
    m = tiny_mllm(n_image=2, layers=1)
    stated = facts_stated(m, test, scenes[80:], kinds=kinds)
    blind = facts_stated(m, test, scenes[80:], True, kinds)
    rows = grounding_table(*(where_there(answers, scenes[80:]) for answers in (stated, blind, probe, frequent)))
    some = sum(bool(s['eyewear']) for s in scenes[80:])
    test_eq([(r['fact'], r['images'], r['model']) for r in rows],
            [('clothing', 40, 0.), ('eyewear', 40, 0.), ('eyewear, if there', some, 0.)])
    p = fit(toy, 'linear', transfer=False)
    f = faithfulness(m, p, toy.subset(np.arange(4)))
    test_eq((f['picture'], f['prompt'], f['neither'], f['images']), (0., 0., 1., 4))
    bare = np.array([value(s, 'headwear') is None for s in scenes]) # a kind of fact that no image has
    few = toy.subset(bare), [s for s, b in zip(scenes, bare) if b]
    for part in (facts_stated(m, *few, True, ('headwear',)), *facts_probed(*few, *few, ('headwear',))):
        test_eq(len(part['headwear']), 0)
    pd.DataFrame(rows).round(2)
