# Generated from nbs/apps/20_look.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pytest
from fastcore.test import test_eq, test_fail
from tinyemo.apps.look import Looker, _spoken, reason
from tinyemo.audit.counterfactual import drawn
from tinyemo.images.faceset import face_set


def test_a_looker():
    test_eq([_spoken(t) for t in ('Reas', 'Reasoning: Wide eyes', 'Reasoning: Wide eyes.\n\nPredicted La', 'Wide eyes.\nPredicted Label: fear')], ['', 'Wide eyes', 'Wide eyes.', 'Wide eyes.'])
    faces = drawn(face_set({'test': 3}, 0)['test'])
    look = Looker()
    x = look.features(faces)
    rows = look.classify(x)
    test_eq(list(look.classify(x, ['calm', 'grief'])[0].keys() | {'calm', 'grief'}), list({'calm', 'grief'} | look.classify(x, ['grief', 'calm'])[0].keys()))
    test_eq(look.classify(x), rows)
    assert all(abs(sum(r.values())-1) < 1e-5 for r in rows)
    best = next(iter(rows[0]))
    where = look.evidence(look.framed(faces[0]), best)
    test_eq(where.shape, (7, 7))
    test_fail(lambda: look.classify(x, ['calm']), contains='only 1 label')
    test_fail(lambda: Looker('emotion6-clip-vit-l14', 'nothing-here'), contains='nothing-here is not a multimodal model')


@pytest.mark.llm
def test_a_looker_llm():
    test_eq([_spoken(t) for t in ('Reas', 'Reasoning: Wide eyes', 'Reasoning: Wide eyes.\n\nPredicted La', 'Wide eyes.\nPredicted Label: fear')], ['', 'Wide eyes', 'Wide eyes.', 'Wide eyes.'])
    faces = drawn(face_set({'test': 3}, 0)['test'])
    look = Looker()
    x = look.features(faces)
    rows = look.classify(x)
    test_eq(list(look.classify(x, ['calm', 'grief'])[0].keys() | {'calm', 'grief'}), list({'calm', 'grief'} | look.classify(x, ['grief', 'calm'])[0].keys()))
    test_eq(look.classify(x), rows)
    assert all(abs(sum(r.values())-1) < 1e-5 for r in rows)
    best = next(iter(rows[0]))
    where = look.evidence(look.framed(faces[0]), best)
    test_eq(where.shape, (7, 7))
    test_fail(lambda: look.classify(x, ['calm']), contains='only 1 label')
    test_fail(lambda: Looker('emotion6-clip-vit-l14', 'nothing-here'), contains='nothing-here is not a multimodal model')
    from tinyemo.images.features import FeatureSet
    from tinyemo.mllm.reason import reasonings

    parts = list(look.reason(faces[0]))
    whole = reasonings(look.reader, look.model, FeatureSet(x[:1], None, ['a'], meta={'encoder': look.model.encoder}))[0]
    test_eq(parts[-1], whole['reasoning'])
    assert len(parts) > 5 and all(b.startswith(a) for a, b in zip(parts, parts[1:]))
    answer = list(look.reason(faces[0], question='What colour is the top?', max_tokens=20))[-1]


@pytest.mark.llm
def test_one_picture_llm():
    faces = drawn(face_set({'test': 1}, 0)['test'])
    answer = reason(faces[0])
    test_eq(answer.reasoning, list(Looker().reason(faces[0]))[-1])
    answer.label, round(answer.probability, 2), answer.reasoning
