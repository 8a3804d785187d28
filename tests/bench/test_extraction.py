# Generated from nbs/bench/02_extraction.ipynb by tinyemo.dev.nbtools: edit the notebook.
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tempfile import TemporaryDirectory
from tinyemo.bench.extraction import encode_only, extraction_bench, photograph_files
from tinyemo.images.encoders import load_encoder
from tinyemo.images.images import open_image
from tinyemo.images.readings import WORTH_A_GRAPH
from unittest.mock import patch


def test_extraction():
    with TemporaryDirectory() as d:
        paths = photograph_files(Path(d), 5)
        test_eq([p.name for p in paths], ['00000.jpg', '00001.jpg', '00002.jpg', '00003.jpg', '00004.jpg'])
        test_eq({open_image(p).size for p in paths}, {(640, 480)})
        encoder = load_encoder('lite0')
        test_eq(encode_only(encoder, [encoder.transform(open_image(p)) for p in paths], 24, 4), 24)
    test_fail(lambda: extraction_bench(n=3), contains='at least 16')
    encoder, prepared = load_encoder('lite0'), []
    encoder.hasten = lambda n: prepared.append(n) or encoder
    def few_pictures():
        with patch.dict(extraction_bench.__globals__, load_encoder=lambda *a: encoder):
            return extraction_bench(('lite0',), 16, 1)

    r = few_pictures()
    test_eq(prepared[0], WORTH_A_GRAPH)
    row, = r['rows']
    assert 0 < row['share'] and 0 < row['possible'] < 1
