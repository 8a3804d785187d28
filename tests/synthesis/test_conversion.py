# Generated from nbs/synthesis/95_conversion.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.files import read_json, read_jsonl
from tinyemo.synthesis.build import build_dataset
from tinyemo.synthesis.candidates import Settings
from tinyemo.synthesis.conversion import convert


def test_files_of_others():
    with tempfile.TemporaryDirectory() as d:
        build_dataset('faces:11', f'{d}/set', 'templates', Settings(('caption',)), say=str)
        rows = read_json(f'{d}/set/pretrain.json')
        for r in rows:
            r['image'] = f"somewhere/else/{r['image']}"
        rows[3]['image'] = 'gone.png'
        Path(f'{d}/theirs.jsonl').write_text('\n'.join(map(json.dumps, rows))+'\n{"id": 7')
        told = []
        n = convert(f'{d}/theirs.jsonl', f'{d}/mine.parquet', f'{d}/set/images', embed=True, say=told.append)
        test_eq((n, len(read_jsonl(f'{d}/mine.parquet.bad.jsonl'))), (10, 1))
        test_fail(lambda: convert(f'{d}/theirs.jsonl', f'{d}/mine.xml'),
                  contains="unknown ending of the target '.xml': choose one of .json, .jsonl, .parquet")
        test_eq(told[-1], 'of 12 records 10 written, 1 unusable, 1 without image')
        Path(f'{d}/none.jsonl').write_text('3\n{"id": 7}\n')
        Path(f'{d}/empty').mkdir()
        for source, images in (('none', ''), ('theirs', f'{d}/empty')):
            test_fail(lambda: convert(f'{d}/{source}.jsonl', f'{d}/none.json', images, say=str), contains='holds no record')
        test_fail(lambda: convert(f'{d}/theirs.jsonl', f'{d}/m.json', f'{d}/set/images', True), contains='leave embed out')
        assert not Path(f'{d}/none.json').exists() and not Path(f'{d}/m.json').exists()
    [t.replace(d, '') for t in told]
