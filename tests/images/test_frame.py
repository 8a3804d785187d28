# Generated from nbs/images/76_frame.ipynb by tinyemo.dev.nbtools: edit the notebook.
from PIL import Image
from fastcore.test import test_eq
from tinyemo.figures import contact_sheet
from tinyemo.images.faces import Face, draw
from tinyemo.images.faceset import augment
from tinyemo.images.frame import trim


def test_inside_a_plain_border():
    face = Face('awe', 'bun')
    views = [augment(draw(face), level, face.id, seed) for level, seed in (('mild', 0), ('strong', 1), ('strong', 2))]
    photo = Image.linear_gradient('L').convert('RGB') # like a photograph, it has no plain border
    assert trim(photo) is photo
    pictures = [picture for view in (*views, photo) for picture in (view, trim(view))]
    contact_sheet(pictures, ['picture', 'trimmed']*4, columns=8, size=.8)


def test_edge_cases():
    canvas = Image.new('RGB', (200, 200), 'white')
    canvas.paste(Image.new('RGB', (40, 60), 'navy'), (120, 30))
    test_eq(trim(canvas).getpixel((112, 112)), (0, 0, 128))
    moved = Image.new('RGB', (200, 200), 'white')
    moved.paste(Image.new('RGB', (40, 60), 'navy'), (20, 110))
    test_eq(trim(canvas).tobytes(), trim(moved).tobytes())
    busy = Image.effect_noise((100, 100), 90).convert('RGB')
    assert trim(busy) is busy and trim(Image.new('RGB', (50, 50), 'white')).size == (50, 50)
