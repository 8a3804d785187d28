# Generated from nbs/projector/75_joint.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
import tinyemo.projector.joint
from PIL import Image
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.images.encode import encode_images
from tinyemo.images.encoders import load_encoder
from tinyemo.projector.checkpoint import load_model


def test_one_call():
    model = load_model('photos-lite0')
    gold, navy = Image.new('RGB', (64, 64), 'gold'), Image.new('RGB', (64, 64), 'navy')
    pictures, words = model.encode([gold, navy]), model.encode(['joy', 'sadness', 'gloom'])
    test_close((pictures**2).sum(1), np.ones(2), 1e-5)
    (pictures@words.T).round(2)


def test_edge_cases():
    model = load_model('photos-lite0')
    gold = Image.new('RGB', (64, 64), 'gold')
    with tempfile.TemporaryDirectory() as d:
        gold.save(f'{d}/gold.png')
        test_close(model.encode(gold), model.encode([Path(f'{d}/gold.png')])[0], 1e-3)
        seen = Image.new('RGBA', (64, 32), (0, 0, 0, 0)) # transparent over white, and turned as its camera says
        seen.paste((200, 20, 20, 255), (0, 0, 20, 32))
        seen.getexif()[0x0112] = 6
        seen.save(f'{d}/seen.png', exif=seen.getexif())
        test_close(model.encode(seen), model.encode(Path(f'{d}/seen.png')), 1e-3)
    ours = model.embed(encode_images([gold], load_encoder(model.encoder)).features)
    test_close(model.encode(gold), ours[0], 1e-5)
    test_eq(model.encode('joy').shape, ours[0].shape)
    test_close(model.encode(list(model.classes)), model.prototypes.vectors, 1e-3)
    test_fail(lambda: model.encode(['joy', gold]), contains='2 items of which 1 are texts')
    test_fail(lambda: model.encode([]), contains='0 items')
    test_fail(lambda: model.encode(Path('none.png')), contains='none of 1 images could be read')
