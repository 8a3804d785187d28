# Generated from nbs/synthesis/48_subjects.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from PIL import Image
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.images.datasets import load_dataset
from tinyemo.images.faceset import draw_faces, face_set
from tinyemo.images.taxonomy import MIKELS
from tinyemo.synthesis.prompts import Subject
from tinyemo.synthesis.subjects import bare_subject, face_subjects, image_subjects, look_at, one_id_each


def test_drawn_faces():
    with tempfile.TemporaryDirectory() as d:
        faces = face_subjects(draw_faces(d, face_set({'train': 4}), size=64), MIKELS.labels)
    test_eq([s.stated == s.gold == s.scene['label'] for s in faces], [True]*4)


def test_photographs():
    files = ('a.jpg', 'a.png', 'a-2.png', 'b/c.png', 'b_c.png', 'd.png')
    apart = one_id_each([bare_subject(Path(name), name) for name in files])
    test_eq([s.id for s in apart], ['a', 'a-2', 'a-2-2', 'b_c', 'b_c-2', 'd'])
    test_eq([s.image for s in apart], list(files))
    with tempfile.TemporaryDirectory() as d:
        for label, colour in (('awe', 'navy'), ('fear', 'black')):
            (Path(d)/'my'/label).mkdir(parents=True)
            Image.new('RGB', (60, 40), colour).save(f'{d}/my/{label}/1.png')
        Path(f'{d}/my/fear/2.png').write_text('not a picture')
        photos, skipped = image_subjects(load_dataset(f'{d}/my'))
    test_eq(([s.id for s in photos], len(skipped)), (['awe_1', 'fear_1'], 1))


def test_edge_cases():
    with tempfile.TemporaryDirectory() as d:
        faces = face_subjects(draw_faces(d, face_set({'train': 4, 'test': 2}), size=64), MIKELS.labels)
        test_eq((len(faces), faces[0].path.exists()), (6, True))
        assert faces[0].stated == faces[0].gold == faces[0].scene['label']
        test_eq(look_at(faces), (faces, [])) # their scenes are known
    with tempfile.TemporaryDirectory() as d:
        Image.new('RGB', (30, 20)).save(f'{d}/x.png')
        rated = Subject('x', 'x.png', Path(f'{d}/x.png'), 'awe', told={'valence': 9}, again=1)
        test_fail(lambda: look_at([rated]), contains='x.png: valence is 9, outside of the scale from 1 to 7')
        test_eq(look_at([rated], (1, 9))[0][0].scene['degree'], 'very pleasant')
