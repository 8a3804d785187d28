# Generated from nbs/images/60_faceset.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
from PIL import Image
from collections import Counter
from fastcore.test import test_eq, test_fail, test_ne
from pathlib import Path
from tinyemo.core import read_jsonl
from tinyemo.images.faces import Face, STYLES, contact_sheet, draw, facts, variants
from tinyemo.images.faceset import AUGMENTATIONS, augment, draw_faces, face_set, sample_faces, split_heads


def test_augmentation():
    face = Face('lovingGrin1', 'bun2', skin='brown')
    views = [augment(draw(face), level, face.id, seed, 112) for level in AUGMENTATIONS for seed in range(4)]
    assert views[0].tobytes() == views[1].tobytes() # 'none' has nothing to draw
    assert views[4].tobytes() != views[5].tobytes()
    assert views[4].tobytes() == augment(draw(face), 'mild', face.id, 0, 112).tobytes()
    test_eq((views[8].mode, views[8].size), ('RGB', (112, 112)))
    test_fail(lambda: augment(draw(face), 'wild'), contains="unknown level 'wild'")
    contact_sheet(views, [level for level in AUGMENTATIONS for _ in range(4)], 6, 100)
    drawn = draw(Face(), 64)
    flat = Image.new('RGBA', (64, 64), 'white')
    flat.alpha_composite(drawn)
    far = np.abs(np.asarray(augment(drawn, 'none', size=64), dtype=int)-np.asarray(flat.convert('RGB'))).max()
    assert far <= 2
    int(far)


def test_sampling_and_splitting():
    heads = split_heads()
    test_eq([len(h) for h in heads.values()], [32, 6, 10])
    test_eq(sorted(sum(heads.values(), [])), sorted(variants('open-peeps', 'head')))
    test_ne(heads, split_heads(seed=1))
    faces = face_set({'train': 220, 'test': 66})
    test_eq(faces, face_set({'train': 220, 'test': 66}))
    test_eq(set(Counter(f.expression for f in faces['train']).values()), {10})
    assert not {f.head for f in faces['train']} & {f.head for f in faces['test']}
    test_fail(lambda: face_set({'dev': 3}), contains="unknown split 'dev': choose one of train, valid, test")
    contact_sheet([augment(draw(f, 128), 'mild', f.id, size=100) for f in faces['test'][:16]], [facts(f)['mikels'] for f in faces['test'][:16]], 8, 100)
    test_eq(sample_faces(5, heads['test']), sample_faces(9, heads['test'])[:5])
    test_fail(lambda: sample_faces(99999, ['bear'], names=['calm']), contains='ask for fewer')


def test_a_folder_of_drawings():
    faces = face_set({'train': 6, 'test': 3})
    with tempfile.TemporaryDirectory() as d:
        table = draw_faces(d, faces, 'strong', views=2, size=64)
        rows = read_jsonl(table)
        test_eq(Counter(r['split'] for r in rows), {'train': 12, 'test': 6})
        test_eq(Face(**rows[0]['face']), faces['train'][0])
        stamps = {p: p.stat().st_mtime_ns for p in Path(d).rglob('*.png')}
        test_eq(len(stamps), 18)
        gone = Path(d)/rows[0]['path']
        before = gone.read_bytes()
        gone.unlink()
        test_eq(read_jsonl(draw_faces(d, faces, 'strong', views=2, size=64)), rows) # goes on, and draws only what is missing
        assert gone.read_bytes() == before
        test_eq([p for p in stamps if p.stat().st_mtime_ns != stamps[p]], [gone])
        test_eq(list(Path(d).rglob('*.tmp')), [])


def test_out_of_style():
    style = 'avataaars'
    faces = sample_faces(24, variants(style, STYLES[style].head), style=style)
    assert all(facts(f)['mikels'] for f in faces)
    contact_sheet([augment(draw(f, 128), 'mild', f.id, size=100) for f in faces], [facts(f)['mikels'] for f in faces], 8, 100)
