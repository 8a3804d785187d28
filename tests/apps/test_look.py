# Generated from nbs/apps/20_look.ipynb by tinyemo.dev.nbtools: edit the notebook.
import io
import matplotlib as mpl
import numpy as np
import pytest
import tempfile
from PIL import Image
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.apps.look import Looker, _looker, _opened, _spoken, png_bytes, reason
from tinyemo.audit.counterfactual import drawn
from tinyemo.images.encoders import load_encoder
from tinyemo.images.faceset import face_set
from tinyemo.images.features import FeatureSet
from tinyemo.images.taxonomy import MIKELS
from tinyemo.mllm.folders import save_mllm
from tinyemo.mllm.model import MLLM, MLLMSpec
from tinyemo.mllm.reason import reasonings
from tinyemo.mllm.tiny import tiny_llm, tiny_tokenizer
from tinyemo.projector.checkpoint import save_model
from tinyemo.projector.fit import fit
from tinyemo.projector.occlusion import plot_occlusion


def test_a_looker():
    _spoken('Reasoning: Wide eyes.\n\nPredicted La')
    face = drawn(face_set({'test': 1}, 0)['test'])[0]
    look = Looker()
    answer = look.classify(look.features([face]))[0]
    label, probability = next(iter(answer.items()))
    assert probability > .6 and abs(sum(answer.values())-1) < 1e-5
    {k: round(v, 3) for k, v in answer.items()}
    framed = look.framed(face)
    where = look.evidence(framed, label)
    row, column = np.unravel_index(where.argmax(), where.shape)
    assert row in (3, 4) and column in (4, 5) and where.max() < .1
    plot_occlusion(framed, where);


@pytest.mark.llm
def test_a_looker_llm():
    face = drawn(face_set({'test': 1}, 0)['test'])[0]
    look = Looker()
    answer = look.classify(look.features([face]))[0]
    label, probability = next(iter(answer.items()))
    assert probability > .6 and abs(sum(answer.values())-1) < 1e-5
    {k: round(v, 3) for k, v in answer.items()}
    framed = look.framed(face)
    where = look.evidence(framed, label)
    row, column = np.unravel_index(where.argmax(), where.shape)
    assert row in (3, 4) and column in (4, 5) and where.max() < .1
    plot_occlusion(framed, where);
    parts = list(look.reason(face))
    assert len(parts) > 5 and all(b.startswith(a) for a, b in zip(parts, parts[1:]))


@pytest.mark.llm
def test_one_picture_llm():
    face = drawn(face_set({'test': 1}, 0)['test'])[0]
    answer = reason(face)
    photograph = reason(Path(mpl.get_data_path())/'sample_data'/'grace_hopper.jpg')
    assert 'mouth' in answer.reasoning and photograph.label in ('pleasant', 'neutral', 'unpleasant')
    [(a.label, round(a.probability, 2), a.reasoning) for a in (answer, photograph)]


def test_png_bytes():
    red = Image.new('RGB', (2, 1), 'red')
    test_eq(Image.open(io.BytesIO(png_bytes(red))).getpixel((1, 0)), (255, 0, 0))
    len(png_bytes(red))


def test_edge_cases():
    faces = drawn(face_set({'test': 3}, 0)['test'])
    look = Looker()
    x = look.features(faces)
    rows = look.classify(x)
    calm_first, grief_first = (look.classify(x, words)[0] for words in (['calm', 'grief'], ['grief', 'calm']))
    test_eq(list(calm_first), list(grief_first))
    test_eq(set(calm_first), {'calm', 'grief'})
    test_eq(look.classify(x), rows)
    assert all(abs(sum(r.values())-1) < 1e-5 for r in rows)
    for r in rows:
        test_eq(list(r.values()), sorted(r.values(), reverse=True))
    test_fail(lambda: look.classify(x, ['calm']), contains='only 1 label')
    test_fail(lambda: Looker('emotion6-clip-vit-l14', 'nothing-here'), contains='nothing-here is not a multimodal model')
    written = ('Reas', 'Reasoning: Wide eyes', 'Reasoning: Wide eyes.\n\nPredicted La', 'Wide eyes.\nPredicted Label: fear')
    test_eq([_spoken(t) for t in written], ['', 'Wide eyes', 'Wide eyes.', 'Wide eyes.'])
    lying = Image.Exif()
    lying[0x0112] = 6
    with tempfile.TemporaryDirectory() as d:
        Image.new('RGB', (4000, 30)).save(f'{d}/a.jpg', exif=lying)
        with Image.open(f'{d}/a.jpg') as picture:
            turned = _opened(picture)
        test_eq((turned.size, _opened(f'{d}/a.jpg').size), ((30, 4000), (8, 1024)))
    test_eq(_opened(Image.new('RGBA', (1, 1))).getpixel((0, 0)), (255, 255, 255))
    people = drawn(face_set({'test': 24}, 0)['test'])
    rows = load_encoder('lite0-grid')(people).numpy()
    known = FeatureSet(rows, np.arange(24)%8, [str(i) for i in range(24)], MIKELS.labels, {'encoder': 'lite0-grid'})
    with tempfile.TemporaryDirectory() as d:
        tiny_llm().save_pretrained(f'{d}/llm')
        tiny_tokenizer().save_pretrained(f'{d}/llm')
        spec = MLLMSpec('lite0-tokens', 16, 808, 'mlp', f'{d}/llm')
        save_mllm(MLLM(tiny_llm(), tiny_tokenizer(), spec), f'{d}/mllm')
        save_model(fit(known, 'linear', transfer=False), f'{d}/mllm/projector')
        both = Looker(f'{d}/mllm/projector', f'{d}/mllm', 'cpu')
        test_eq((both.encoder.name, both._others), ('lite0-grid+lite0-tokens', []))
        assert np.allclose(both.features(people[:2]), rows[:2], atol=1e-4)
        passes = []
        both.encoder.model.register_forward_hook(lambda *a: passes.append(1))
        written = list(both.reason(people[0], max_tokens=4))
        test_eq(len(passes), 1)
        alone = load_encoder('lite0-tokens')(people[:1])
        assert np.allclose(both._seen(people[:1])['lite0-tokens'], alone.numpy(), atol=1e-4)


@pytest.mark.llm
def test_streamed_and_batched_llm():
    faces = drawn(face_set({'test': 1}, 0)['test'])
    look = _looker('faces-smollm2', 'auto')
    x = look.features(faces)
    batched = reasonings(look.reader, look.model, FeatureSet(x, None, ['a'], meta={'encoder': look.model.encoder}))[0]
    parts = list(look.reason(faces[0]))
    test_eq(parts[-1], batched['reasoning'])
    answer = list(look.reason(faces[0], question='What colour is the top?', max_tokens=20))[-1]
    assert answer
    test_eq(reason(faces[0]).reasoning, parts[-1])
