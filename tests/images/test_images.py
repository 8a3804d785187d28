# Generated from nbs/images/40_images.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
from PIL import Image
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.images.images import ImageError, find_images, open_image, read_images, skip_report, to_rgb


def test_one_kind_of_pixels():
    def pixel(im, xy=(0, 0)):
        return to_rgb(im).getpixel(xy)
    grey16 = Image.fromarray(np.array([[0, 257*100, 65535]], dtype=np.uint16))
    test_eq([pixel(grey16, (x, 0)) for x in range(3)], [(0,)*3, (100,)*3, (255,)*3])
    test_eq(grey16.convert('RGB').getpixel((1, 0)), (255,)*3) # what Pillow alone makes of it
    test_eq(pixel(Image.fromarray(np.array([[.2, 1.]], dtype=np.float32))), (51,)*3)
    test_eq(pixel(Image.fromarray(np.array([[51., np.nan, 200.]], dtype=np.float32))), (51,)*3)
    test_eq(pixel(Image.fromarray(np.array([[257*7, 65535]], dtype=np.int32))), (7,)*3)
    test_eq(pixel(Image.new('RGBA', (1, 1), (0, 0, 0, 0))), (255,)*3)
    test_eq(pixel(Image.new('RGBA', (1, 1), (0, 0, 0, 51))), (204,)*3)
    test_eq(pixel(Image.new('LA', (1, 1), (0, 0))), (255,)*3)
    test_eq(pixel(Image.new('CMYK', (1, 1), (0, 255, 255, 0))), (255, 0, 0))
    test_eq(pixel(Image.new('1', (1, 1), 1)), (255,)*3)
    test_eq(to_rgb(Image.new('F', (2, 2))).getpixel((0, 0)), (0,)*3)


def test_opening_a_file():
    photo = Image.fromarray(np.random.default_rng(0).integers(0, 255, (60, 90, 3), dtype=np.uint8))
    photo.paste('red', (0, 0, 20, 20))
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        for tag, undo in {1: None, 2: 'FLIP_LEFT_RIGHT', 3: 'ROTATE_180', 4: 'FLIP_TOP_BOTTOM', 5: 'TRANSPOSE', 6: 'ROTATE_90',
                          7: 'TRANSVERSE', 8: 'ROTATE_270'}.items():
            exif = Image.Exif()
            exif[0x0112] = tag
            stored = photo.transpose(Image.Transpose[undo]) if undo else photo
            for name in ('a.jpg', 'a.png', 'a.tif', 'a.webp'):
                stored.save(d/name, exif=exif)
                im = open_image(d/name)
                test_eq((im.mode, im.size), ('RGB', (90, 60)))
                r, g, b = im.getpixel((8, 8))
                assert r > 200 and g < 60 and b < 60, (name, tag, (r, g, b))
        small = open_image(d/'a.jpg', max_side=30)
        sent = open_image('sent.jpg', data=(d/'a.jpg').read_bytes())
        test_eq((sent.size, sent.getexif().get(0x0112), sent.tobytes()), ((90, 60), None, open_image(d/'a.jpg').tobytes()))
    test_fail(lambda: open_image('sent.jpg', data=b''), contains='sent.jpg: is empty')
    test_fail(lambda: open_image('sent.jpg', data=b'GIF89a'), contains='sent.jpg')
    white, grey = (255,)*3, (100,)*3
    red8 = Image.new('RGB', (8, 8), 'red')
    blue8 = Image.new('RGB', (8, 8), 'blue')
    see_through = Image.new('RGBA', (8, 8), (0, 0, 0, 0))
    kinds = {
        'grey16.png': (Image.fromarray(np.full((8, 8), 257*100, dtype=np.uint16)), {}, grey),
        'grey16.tif': (Image.fromarray(np.full((8, 8), 257*100, dtype=np.uint16)), {}, grey),
        'float.tif': (Image.fromarray(np.full((8, 8), 100, dtype=np.float32)), {}, grey),
        'cmyk.jpg': (Image.new('CMYK', (8, 8), (0, 0, 0, 155)), {}, grey),
        'cmyk.tif': (Image.new('CMYK', (8, 8), (0, 255, 255, 0)), {}, (255, 0, 0)),
        'palette.png': (red8.quantize(4), {}, (255, 0, 0)),
        'palette_clear.png': (red8.quantize(4), {'transparency': 0}, white),
        'palette.gif': (red8.quantize(4), {}, (255, 0, 0)),
        'clear.png': (see_through, {}, white),
        'clear.webp': (see_through, {'lossless': True}, white),
        'grey_alpha.png': (Image.new('LA', (8, 8), (0, 0)), {}, white),
        'rgb_clear.png': (red8, {'transparency': (255, 0, 0)}, white),
        'one_bit.png': (Image.new('1', (8, 8), 1), {}, white),
        'moving.gif': (red8, {'save_all': True, 'append_images': [blue8]}, (255, 0, 0)),
        'moving.webp': (red8, {'save_all': True, 'lossless': True, 'append_images': [blue8]}, (255, 0, 0)),
        'moving.png': (red8, {'save_all': True, 'append_images': [blue8]}, (255, 0, 0)),
    }
    with tempfile.TemporaryDirectory() as d:
        for name, (im, how, want) in kinds.items():
            im.save(Path(d)/name, **how)
            got = open_image(Path(d)/name)
            test_eq((got.mode, got.size), ('RGB', (8, 8)))
            assert max(abs(a-b) for a, b in zip(got.getpixel((4, 4)), want)) <= 2, (name, got.getpixel((4, 4)))
    print(f'{len(kinds)} kinds read')
    import struct
    import zlib


    def huge_png(w, h): # the header of a PNG: 45 bytes that claim w x h pixels
        ihdr = b'IHDR'+struct.pack('>IIBBBBB', w, h, 8, 2, 0, 0, 0)
        u32 = lambda n: struct.pack('>I', n)
        return b'\x89PNG\r\n\x1a\n'+u32(13)+ihdr+u32(zlib.crc32(ihdr))+u32(0)+b'IDAT'+u32(zlib.crc32(b'IDAT'))

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
        for name, why in {'zero.jpg': 'is empty (0 bytes)', 'text.png': 'is not an image that can be read', 'none.jpg': 'does not exist',
                          '.': 'is a folder', 'huge.png': 'has 60,000 x 60,000 pixels, over the limit of 400,000,000',
                          'cut.jpg': 'is damaged or unsupported'}.items():
            test_fail(lambda: open_image(d/name), contains=why)
        try:
            open_image(d/'cut.jpg')
        except ImageError as e:
            reason = e.reason
    import time

    guard = Image.MAX_IMAGE_PIXELS
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        wide = Image.new('L', (20_000, 2_000), 90)
        wide.save(d/'wide.png')
        wide.save(d/'wide.jpg')
        start = time.time()
        test_eq([open_image(d/f).size for f in ('wide.png', 'wide.jpg')], [(2048, 205)]*2)
        took = time.time()-start
        test_eq(open_image(d/'wide.png', max_side=None).size, (20_000, 2_000))
        test_eq(open_image(d/'wide.jpg', max_side=500, max_pixels=1_000_000).size, (500, 50))
        test_fail(lambda: open_image(d/'wide.png', max_side=500, max_pixels=1_000_000), contains='over the limit of 1,000,000')
        Image.new('L', (20_000, 1)).save(d/'line.png')
        test_eq(open_image(d/'line.png').size, (2048, 1))
    test_eq(Image.MAX_IMAGE_PIXELS, guard)
    assert took < 5


def test_many_files_some_of_them_bad():
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        Image.new('RGB', (4, 4)).save(d/'good.png')
        (d/'bad.png').write_bytes(b'no')
        good, skipped = read_images([d/'good.png', d/'bad.png', d/'gone.png'])
        test_eq(([p.name for p, _ in good], [p.name for p, _ in skipped]), (['good.png'], ['bad.png', 'gone.png']))
        report = skip_report([(p.name, why) for p, why in skipped], 3)
    test_eq(skip_report([], 3), '')
    test_eq(skip_report([('a', 'b')]*12, 20).splitlines()[-1], '  … and 2 more')
    print(report)


def test_finding_them():
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
