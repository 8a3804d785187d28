# Generated from nbs/images/60_faceset.ipynb by tinyemo.dev.nbtools: edit the notebook.
import io
import numpy as np
import tempfile
from PIL import Image
from collections import Counter
from dataclasses import asdict
from fastcore.test import test_eq, test_fail, test_ne
from pathlib import Path
from tinyemo.core import TinyEmoError
from tinyemo.figures import contact_sheet, figure_png
from tinyemo.files import read_jsonl
from tinyemo.images.faces import Face, STYLES, draw, facts, variants
from tinyemo.images.faceset import AUGMENTATIONS, augment, draw_faces, draw_parts, face_of, face_set, sample_faces, split_heads


def test_augmentation():
    face = Face('lovingGrin1', 'bun2', skin='brown')
    levels = [level for level in AUGMENTATIONS for _ in range(3)]
    views = [augment(draw(face), level, face.id, seed, 112) for level, seed in zip(levels, [0, 1, 2]*3)]
    contact_sheet(views, levels, columns=9, size=.8)
    drawn = draw(Face(), 64)
    flat = Image.new('RGBA', (64, 64), 'white')
    flat.alpha_composite(drawn)
    augmented = augment(drawn, 'none', size=64)
    far = np.abs(np.asarray(augmented, dtype=int) - np.asarray(flat.convert('RGB'))).max()
    assert far <= 2
    int(far)


def test_sampling_and_splitting():
    faces = face_set({'train': 220, 'test': 66})
    test_eq(set(Counter(f.expression for f in faces['train']).values()), {10})
    assert not {f.head for f in faces['train']} & {f.head for f in faces['test']}
    few = faces['test'][:16]
    pictures = [augment(draw(f, 128), 'mild', f.id, size=100) for f in few]
    sheet = contact_sheet(pictures, [facts(f)['mikels'] for f in few], columns=8, size=.8)
    Image.open(io.BytesIO(figure_png(sheet))).convert('RGB').quantize(64) # 64 colours: a small file
    heads = split_heads()['test']
    test_eq(sample_faces(5, heads), sample_faces(9, heads)[:5])
    test_fail(lambda: sample_faces(99999, ['bear'], names=['calm']), contains='ask for fewer')


def test_a_folder_of_drawings():
    row = {'face': asdict(Face('smile'))}
    test_eq(face_of(row, 'faces.jsonl row 1'), Face('smile'))
    for wrong in ({}, {'face': 'smile'}, {'face': {'nose': 'red'}}, {'face': {'head': None}}, {'face': {'style': 'oil'}}):
        test_fail(lambda: face_of(wrong, 'faces.jsonl row 1'), exc=TinyEmoError)
    faces = face_set({'train': 6, 'test': 3})
    with tempfile.TemporaryDirectory() as d:
        rows = read_jsonl(draw_faces(d, faces, 'strong', views=2, size=64))
        drawn = len(list(Path(d).rglob('*.png')))
    test_eq(drawn, 18)
    test_eq(Counter(r['split'] for r in rows), {'train': 12, 'test': 6})
    test_eq(Face(**rows[0]['face']), faces['train'][0])


def test_out_of_style():
    faces = sample_faces(8, variants('avataaars', STYLES['avataaars'].head), style='avataaars')
    assert all(facts(f)['mikels'] for f in faces)
    pictures = [augment(draw(f, 128), 'mild', f.id, size=100) for f in faces]
    sheet = contact_sheet(pictures, [facts(f)['mikels'] for f in faces], columns=8, size=.8)
    Image.open(io.BytesIO(figure_png(sheet))).convert('RGB').quantize(64)


def test_parts():
    with tempfile.TemporaryDirectory() as d:
        parts = draw_parts(Path(d), {'train-mild': 4, 'test-strong': 3, 'out-of-style': 2})
        tables = sorted(p.name for p in Path(d).glob('*.jsonl'))
    test_eq({part: len(rows) for part, rows in parts.items()}, {'train-mild': 4, 'test-strong': 3, 'out-of-style': 2})
    test_eq([rows[0]['level'] for rows in parts.values()], ['mild', 'strong', 'mild'])
    test_eq([rows[0]['style'] for rows in parts.values()], ['open-peeps', 'open-peeps', 'avataaars'])


def test_edge_cases():
    face = Face('lovingGrin1', 'bun2', skin='brown')
    views = [augment(draw(face), level, face.id, seed, 112) for level in AUGMENTATIONS for seed in range(4)]
    assert views[0].tobytes() == views[1].tobytes() # 'none' has nothing to draw
    assert views[4].tobytes() != views[5].tobytes()
    assert views[4].tobytes() == augment(draw(face), 'mild', face.id, 0, 112).tobytes()
    test_eq((views[8].mode, views[8].size), ('RGB', (112, 112)))
    test_fail(lambda: augment(draw(face), 'wild'), contains="unknown level 'wild'")
    heads = split_heads()
    test_eq([len(h) for h in heads.values()], [32, 6, 10])
    test_eq(sorted(sum(heads.values(), [])), sorted(variants('open-peeps', 'head')))
    test_ne(heads, split_heads(seed=1))
    test_eq(face_set({'train': 220, 'test': 66}), face_set({'train': 220, 'test': 66}))
    test_fail(lambda: face_set({'dev': 3}), contains="unknown split 'dev': choose one of train, valid, test")
    test_fail(lambda: draw_parts(Path('nowhere'), {'dev-mild': 3}), contains="unknown split 'dev'")
    test_fail(lambda: draw_parts(Path('nowhere'), {'test-wild': 3}), contains="unknown level 'wild'")
    faces = face_set({'train': 6, 'test': 3})
    with tempfile.TemporaryDirectory() as d:
        rows = read_jsonl(draw_faces(d, faces, 'strong', views=2, size=64))
        stamps = {p: p.stat().st_mtime_ns for p in Path(d).rglob('*.png')}
        gone = Path(d)/rows[0]['path']
        before = gone.read_bytes()
        gone.unlink()
        again = read_jsonl(draw_faces(d, faces, 'strong', views=2, size=64))
        test_eq(again, rows)
        assert gone.read_bytes() == before
        test_eq([p for p in stamps if p.stat().st_mtime_ns != stamps[p]], [gone])
        test_eq(list(Path(d).rglob('*.tmp')), [])
    style = 'avataaars'
    faces = sample_faces(24, variants(style, STYLES[style].head), style=style)
    assert all(facts(f)['mikels'] for f in faces)
