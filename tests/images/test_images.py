# Generated from nbs/images/40_images.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from PIL import Image, ImageDraw
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.figures import contact_sheet
from tinyemo.images.images import ImageError, find_images, open_image, to_rgb


def test_one_kind_of_pixels():
    ramp = np.linspace(0, 65535, 64*64, dtype=np.uint16).reshape(64, 64)
    scan = Image.fromarray(ramp) # 16-bit grey
    disc = Image.new('RGBA', (64, 64), (0, 0, 0, 0)) # transparent, but for a disc
    ImageDraw.Draw(disc).ellipse((8, 8, 56, 56), fill='orange')
    assert (np.asarray(scan.convert('RGB')) == 255).mean() > .9
    test_eq((disc.convert('RGB').getpixel((0, 0)), to_rgb(disc).getpixel((0, 0))), ((0, 0, 0), (255, 255, 255)))
    pictures = [scan.convert('RGB'), to_rgb(scan), disc.convert('RGB'), to_rgb(disc)]
    captions = ['16-bit: convert', '16-bit: to_rgb', 'transparent: convert', 'transparent: to_rgb']
    contact_sheet(pictures, captions, columns=4, size=1.2)


def test_opening_a_file():
    photo = Image.fromarray(np.random.default_rng(0).integers(0, 255, (60, 90, 3), dtype=np.uint8))
    photo.paste('red', (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = 6 # turn a quarter to the right
    with tempfile.TemporaryDirectory() as d:
        photo.transpose(Image.Transpose.ROTATE_90).save(f'{d}/phone.jpg', exif=exif)
        small = open_image(f'{d}/phone.jpg', max_side=45)
    test_eq(small.size, (45, 30))
    assert small.getpixel((4, 4))[0] > 200 > 60 > small.getpixel((4, 4))[1]
    with tempfile.TemporaryDirectory() as d:
        photo = Image.effect_noise((64, 64), 90)
        photo.save(f'{d}/whole.png')
        data = Path(f'{d}/whole.png').read_bytes()
        files = {'empty.jpg': b'', 'text.png': b'not a picture', 'half.png': data[:len(data)//2]}
        reasons = {'none.jpg': 'does not exist'}
        test_fail(lambda: open_image(f'{d}/none.jpg'), contains='does not exist')
        for name, content in files.items():
            Path(f'{d}/{name}').write_bytes(content)
            try:
                open_image(f'{d}/{name}')
            except ImageError as e:
                reasons[name] = e.reason
    test_eq(len(reasons), 4)


def test_finding_them():
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        (d/'sub').mkdir()
        for file in ('b.jpg', 'a.PNG', 'sub/c.webp', 'sub/notes.txt', '._a.png'):
            (d/file).touch()
        others = []
        found = [p.relative_to(d).as_posix() for p in find_images([d/'b.jpg', d, f'{d}/sub/*'], others)]
    test_eq(found, ['a.PNG', 'b.jpg', 'sub/c.webp'])
    test_eq([(Path(p).name, why) for p, why in others], [('notes.txt', "is not a picture by its suffix '.txt'")])


def test_edge_cases():
    white, grey = (255,)*3, (100,)*3
    def pixel(im, xy=(0, 0)):
        return to_rgb(im).getpixel(xy)

    grey16 = Image.fromarray(np.array([[0, 257*100, 65535]], dtype=np.uint16))
    test_eq([pixel(grey16, (x, 0)) for x in range(3)], [(0,)*3, grey, white])
    test_eq(grey16.convert('RGB').getpixel((1, 0)), white) # what Pillow alone makes of it
    test_eq(pixel(Image.fromarray(np.array([[.2, 1.]], dtype=np.float32))), (51,)*3)
    test_eq(pixel(Image.fromarray(np.array([[51., np.nan, 200.]], dtype=np.float32))), (51,)*3)
    test_eq(pixel(Image.fromarray(np.array([[257*7, 65535]], dtype=np.int32))), (7,)*3)
    test_eq(pixel(Image.new('RGBA', (1, 1), (0, 0, 0, 0))), white)
    test_eq(pixel(Image.new('RGBA', (1, 1), (0, 0, 0, 51))), (204,)*3)
    test_eq(pixel(Image.new('LA', (1, 1), (0, 0))), white)
    test_eq(pixel(Image.new('CMYK', (1, 1), (0, 255, 255, 0))), (255, 0, 0))
    test_eq(pixel(Image.new('1', (1, 1), 1)), white)
    test_eq(pixel(Image.new('F', (2, 2))), (0,)*3)
    photo = Image.fromarray(np.random.default_rng(0).integers(0, 255, (60, 90, 3), dtype=np.uint8))
    photo.paste('red', (0, 0, 20, 20))
    undo = {2: 'FLIP_LEFT_RIGHT', 3: 'ROTATE_180', 4: 'FLIP_TOP_BOTTOM', 5: 'TRANSPOSE', 6: 'ROTATE_90', 7: 'TRANSVERSE',
            8: 'ROTATE_270'}
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        for tag in range(1, 9):
            exif = Image.Exif()
            exif[0x0112] = tag
            stored = photo.transpose(Image.Transpose[undo[tag]]) if tag in undo else photo
            for name in ('a.jpg', 'a.png', 'a.tif', 'a.webp'):
                stored.save(d/name, exif=exif)
                im = open_image(d/name)
                test_eq((im.mode, im.size), ('RGB', (90, 60)))
                r, g, b = im.getpixel((8, 8))
                assert r > 200 and g < 60 and b < 60, (name, tag, (r, g, b))
        sent = open_image('sent.jpg', data=(d/'a.jpg').read_bytes())
        test_eq((sent.size, sent.getexif().get(0x0112)), ((90, 60), None))
        test_eq(sent.tobytes(), open_image(d/'a.jpg').tobytes())
    test_fail(lambda: open_image('sent.jpg', data=b''), contains='sent.jpg: is empty')
    test_fail(lambda: open_image('sent.jpg', data=b'GIF89a'), contains='sent.jpg')
    white, grey, red = (255,)*3, (100,)*3, (255, 0, 0)
    red8 = Image.new('RGB', (8, 8), 'red')
    blue8 = Image.new('RGB', (8, 8), 'blue')
    see_through = Image.new('RGBA', (8, 8), (0, 0, 0, 0))
    kinds = {
        'grey16.png': (Image.fromarray(np.full((8, 8), 257*100, dtype=np.uint16)), {}, grey),
        'grey16.tif': (Image.fromarray(np.full((8, 8), 257*100, dtype=np.uint16)), {}, grey),
        'float.tif': (Image.fromarray(np.full((8, 8), 100, dtype=np.float32)), {}, grey),
        'cmyk.jpg': (Image.new('CMYK', (8, 8), (0, 0, 0, 155)), {}, grey),
        'cmyk.tif': (Image.new('CMYK', (8, 8), (0, 255, 255, 0)), {}, red),
        'palette.png': (red8.quantize(4), {}, red),
        'palette_clear.png': (red8.quantize(4), {'transparency': 0}, white),
        'palette.gif': (red8.quantize(4), {}, red),
        'clear.png': (see_through, {}, white),
        'clear.webp': (see_through, {'lossless': True}, white),
        'grey_alpha.png': (Image.new('LA', (8, 8), (0, 0)), {}, white),
        'rgb_clear.png': (red8, {'transparency': red}, white),
        'one_bit.png': (Image.new('1', (8, 8), 1), {}, white),
        'moving.gif': (red8, {'save_all': True, 'append_images': [blue8]}, red),
        'moving.webp': (red8, {'save_all': True, 'lossless': True, 'append_images': [blue8]}, red),
        'moving.png': (red8, {'save_all': True, 'append_images': [blue8]}, red),
    }
    with tempfile.TemporaryDirectory() as d:
        for name, (im, how, want) in kinds.items():
            im.save(Path(d)/name, **how)
            got = open_image(Path(d)/name)
            test_eq((got.mode, got.size), ('RGB', (8, 8)))
            assert max(abs(a-b) for a, b in zip(got.getpixel((4, 4)), want)) <= 2, (name, got.getpixel((4, 4)))
    print(f'{len(kinds)} kinds read')
    def huge_png(w, h): # the header of a PNG: 45 bytes that claim w x h pixels
        ihdr = b'IHDR'+struct.pack('>IIBBBBB', w, h, 8, 2, 0, 0, 0)
        u32 = lambda n: struct.pack('>I', n)
        head = u32(13)+ihdr+u32(zlib.crc32(ihdr))
        body = u32(0)+b'IDAT'+u32(zlib.crc32(b'IDAT'))
        return b'\x89PNG\r\n\x1a\n'+head+body

    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=np.uint8))
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        for suffix in ('jpg', 'png', 'webp', 'gif', 'tif'):
            noise.save(d/f'whole.{suffix}')
            data = (d/f'whole.{suffix}').read_bytes()
            (d/f'cut.{suffix}').write_bytes(data[:len(data)//2])
            test_fail(lambda: open_image(d/f'cut.{suffix}'), contains=f'cut.{suffix}: is ')
        (d/'zero.jpg').touch()
        (d/'text.png').write_text('not a picture')
        (d/'huge.png').write_bytes(huge_png(60_000, 60_000))
        reasons = {
            'zero.jpg': 'is empty (0 bytes)',
            'text.png': 'is not an image that can be read',
            'none.jpg': 'does not exist',
            '.': 'is a folder',
            'huge.png': 'has 60,000 x 60,000 pixels, over the limit of 100,000,000: shrink it, or raise the limit',
            'cut.jpg': 'is damaged or unsupported',
        }
        for name, why in reasons.items():
            test_fail(lambda: open_image(d/name), contains=why)
    guard = Image.MAX_IMAGE_PIXELS
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        wide = Image.new('L', (20_000, 2_000), 90)
        wide.save(d/'wide.png')
        wide.save(d/'wide.jpg')
        start = time.time()
        test_eq([open_image(d/f).size for f in ('wide.png', 'wide.jpg')], [(2048, 205)]*2)
        took = time.time() - start
        test_eq(open_image(d/'wide.png', max_side=None).size, (20_000, 2_000))
        test_eq(open_image(d/'wide.jpg', max_side=500, max_pixels=1_000_000).size, (500, 50))
        refused = lambda: open_image(d/'wide.png', max_side=500, max_pixels=1_000_000)
        test_fail(refused, contains='over the limit of 1,000,000')
        wide.save(d/'progressive.jpg', progressive=True)
        refused = lambda: open_image(d/'progressive.jpg', max_side=500, max_pixels=1_000_000)
        test_fail(refused, contains='20,000 x 2,000 pixels, over the limit')
        os.environ['TINYEMO_PIXELS'] = '1000000'
        test_fail(lambda: open_image(d/'wide.png'), contains='over the limit of 1,000,000')
        os.environ['TINYEMO_PIXELS'] = '1 million'
        test_fail(lambda: open_image(d/'wide.png'), contains="TINYEMO_PIXELS is '1 million': set it to a number")
        del os.environ['TINYEMO_PIXELS']
        Image.new('L', (20_000, 1)).save(d/'line.png')
        test_eq(open_image(d/'line.png').size, (2048, 1))
    test_eq(Image.MAX_IMAGE_PIXELS, guard)
    assert took < 5
    program = """
import sys
from concurrent.futures import ThreadPoolExecutor
from tinyemo.images.images import open_image
most = lambda: int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0]) # kB, since the process began
before = most()
with ThreadPoolExecutor(3) as pool:
    sizes = [im.size for im in pool.map(open_image, sys.argv[1:])]
print(sizes == [(2048, 2048)]*3, (most() - before)*1024/7000**2)
"""
    with tempfile.TemporaryDirectory() as d:
        Image.new('RGB', (7000, 7000), 'red').save(f'{d}/0.png', compress_level=1)
        files = [shutil.copy(f'{d}/0.png', f'{d}/{i}.png') for i in (1, 2, 3)]
        ran = subprocess.run([sys.executable, '-c', program, *files], capture_output=True, text=True)
    if sys.platform == 'linux':
        same, bytes_each = ran.stdout.split()
        test_eq(same, 'True')
        assert 4 < float(bytes_each) < 8 # two at a time would take 11
        print(bytes_each)
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        for f in ('b.jpg', 'a.PNG', 'sub/c.webp', 'sub/notes.txt', '.hidden/d.jpg', '._a.png', 'odd [1].jpg'):
            (d/f).parent.mkdir(exist_ok=True)
            (d/f).touch()
        names = lambda *args: [p.relative_to(d).as_posix() for p in find_images(args)]
        test_eq(names(d), ['a.PNG', 'b.jpg', 'odd [1].jpg', 'sub/c.webp'])
        test_eq(names(d/'b.jpg', d, f'{d}/*.jpg'), ['a.PNG', 'b.jpg', 'odd [1].jpg', 'sub/c.webp'])
        test_eq(names(f'{d}/**/*'), ['a.PNG', 'b.jpg', 'odd [1].jpg', 'sub/c.webp'])
        test_eq(names(d/'odd [1].jpg'), ['odd [1].jpg'])
        test_eq(names(d/'sub'/'notes.txt', d/'gone.jpg'), ['gone.jpg', 'sub/notes.txt'])
        for nothing in ([d/'gone.jpg'], [f'{d}/*.bmp'], [d/'.hidden'/'none'], []):
            test_fail(lambda: find_images(nothing), contains='no image found in')
        test_eq(len(find_images(str(d/'sub'))), 1)
        test_eq(names(d/'b.jpg', d/'*.bmp'), ['*.bmp', 'b.jpg'])
