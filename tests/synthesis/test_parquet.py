# Generated from nbs/synthesis/04_parquet.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from PIL import Image
from datasets import load_dataset
from fastcore.test import test_eq, test_fail
from tinyemo.synthesis.conversations import Record, single_turn
from tinyemo.synthesis.parquet import iter_parquet, write_parquet


def test_parquet_for_the_hugging_face_hub():
    def picture_record(i):
        meta = {'task': 'caption', 'facts': {'n': i}}
        return single_turn(f'{i}', f'{i}.png', 'Describe the image.', f'Picture {i}.', meta)
    records = [picture_record(i) for i in range(5)]
    with tempfile.TemporaryDirectory() as d:
        for r in records:
            Image.new('RGB', (8, 8), (40*int(r.id), 0, 0)).save(f'{d}/{r.image}')
        n = write_parquet(records, f'{d}/r.parquet', d, group=2)
        test_eq((n, list(iter_parquet(f'{d}/r.parquet'))), (5, records))
        hub = load_dataset('parquet', data_files=f'{d}/r.parquet', cache_dir=f'{d}/cache', split='train')
        test_eq(hub[2]['conversations'], records[2].conversations)
        test_eq(hub[2]['image'].getpixel((0, 0)), (80, 0, 0))


def test_edge_cases():
    with tempfile.TemporaryDirectory() as d:
        records = [single_turn('2', '2.png', 'Describe the image.', 'Picture 2.')]
        test_eq((write_parquet(records, f'{d}/r.parquet'), list(iter_parquet(f'{d}/r.parquet'))), (1, records))
        hub = load_dataset('parquet', data_files=f'{d}/r.parquet', cache_dir=f'{d}/cache', split='train')
        test_eq((hub[0]['image'], hub[0]['conversations']), ('2.png', records[0].conversations))
        gone = [Record('x', 'gone.png', [], {})]
        test_fail(lambda: write_parquet(gone, f'{d}/x.parquet', d), contains='gone.png cannot be embedded')
        both = Record('both', 'beach.jpg', [], {}, more=('mob.jpg',))
        test_fail(lambda: write_parquet([both], f'{d}/r.parquet'), contains='record both has 2 images, a row of a parquet')
