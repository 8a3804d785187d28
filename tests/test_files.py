# Generated from nbs/02_files.ipynb by tinyemo.dev.nbtools: edit the notebook.
import os
import subprocess
import sys
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.core import data_path
from tinyemo.files import atomic_write, check_row, read_csv, read_json, read_jsonl, write_json, write_jsonl


def test_files_that_are_whole_or_absent():
    def crash(path):
        with atomic_write(path) as tmp:
            tmp.write_text('hal')
            raise RuntimeError('killed')

    with tempfile.TemporaryDirectory() as d:
        f = Path(d)/'a.txt'
        with atomic_write(f) as tmp:
            tmp.write_text('whole')
        test_fail(lambda: crash(f), contains='killed')
        left = {p.name: p.read_text() for p in f.parent.iterdir()}
    test_eq(left, {'a.txt': 'whole'})
    def failed(error):
        with tempfile.TemporaryDirectory() as d:
            try:
                with atomic_write(f'{d}/a.txt'):
                    raise error
            except OSError as e:
                return e.filename and e.filename.replace(d, '…')

    test_eq(failed(OSError(28, 'No space left on device')), '…/a.txt') # a full disk does not say which file it is about
    test_eq(failed(FileNotFoundError(2, 'No such file', 'other.png')), 'other.png')
    KILLED = """
import os, signal, sys
from tinyemo.files import atomic_write
with atomic_write(sys.argv[1]) as tmp:
    tmp.write_text('hal')
    os.kill(os.getpid(), signal.SIGKILL)
"""
    with tempfile.TemporaryDirectory() as d:
        subprocess.run([sys.executable, '-c', KILLED, f'{d}/a.txt'], cwd=data_path().parent)
        left = [p.name for p in Path(d).iterdir()]
        os.utime(f'{d}/{left[0]}', (1, 1))
        Path(d, '.mine.tmp').touch() # of somebody else
        with atomic_write(f'{d}/b.txt'):
            there = sorted(p.name[:3] for p in Path(d).iterdir())
        swept = sorted(p.name for p in Path(d).iterdir())
    test_eq((len(left), there, swept), (1, ['.b.', '.mi'], ['.mine.tmp', 'b.txt']))


def test_json_json_lines_csv():
    rows = [{'id': 'a', 'label': 'awe'}, {'id': 'b', 'label': 'tristeza más honda'}]
    with tempfile.TemporaryDirectory() as d:
        f = Path(d)/'rows.jsonl'
        test_eq(write_jsonl(rows, f), 2)
        test_eq(read_jsonl(f), rows)
        text = f.read_text(encoding='utf-8')
    print(text)
    row = {'path': 'a.png', 'n': 3}
    test_eq(check_row(row, {'path': str, 'n': (int, float)}, 'rows.jsonl line 1'), row)
    test_fail(lambda: check_row(row, {'gold': str}, 'rows.jsonl line 1'), contains='rows.jsonl line 1 has no gold')
    test_fail(lambda: check_row(row, {'path': list}, 'line 1'), contains="path is 'a.png', not a list")
    test_fail(lambda: check_row([1], {'path': str}, 'line 1'), contains="line 1 is '[1]', not an object with path")


def test_edge_cases():
    with tempfile.TemporaryDirectory() as d:
        f = Path(d)/'sub'/'a.txt'
        with atomic_write(f) as tmp:
            tmp.write_text('whole')

        def crash():
            with atomic_write(f) as tmp:
                tmp.write_text('hal')
                raise RuntimeError('killed')

        test_fail(crash, contains='killed')
        test_eq(f.read_text(), 'whole')
        test_eq([p.name for p in f.parent.iterdir()], ['a.txt'])
        plain = Path(d)/'plain'
        plain.touch()
        test_eq(f.stat().st_mode, plain.stat().st_mode)
    rows = [{'id': 'a', 'label': 'awe'}, {'id': 'b', 'label': 'tristeza más honda'}]
    with tempfile.TemporaryDirectory() as d:
        f = Path(d)/'rows.jsonl'
        test_eq(write_jsonl(rows, f), 2)
        test_eq(read_jsonl(f), rows)
        f.write_text('{"id": 1}\n\n{oops\n')
        test_fail(lambda: read_jsonl(f), contains='line 3 is not valid JSON')
        test_fail(lambda: read_json(Path(d)/'none.json'), contains='does not exist')
        test_fail(lambda: read_json(d), contains='cannot be read: Is a directory')
        for text, said in (('path,joy\na,1\nb,1,2\n', 'line 3 has 3 fields, the header 2'), ('a,a\n', 'columns are a, a'),
                           ('', 'columns are none'), ('path,joy\na\n', 'line 2 has 1 fields')):
            f.write_text(text)
            test_fail(lambda: read_csv(f), contains=said)
        f.write_text('path,joy\n\n"a,\n",1\n', encoding='utf-8-sig')
        test_eq(read_csv(f), [{'path': 'a,\n', 'joy': '1'}])
        for read in (read_json, read_jsonl):
            f.write_bytes('{"a": "más"}'.encode('latin-1'))
            test_fail(lambda: read(f), contains='is not UTF-8 (byte 8): save it as UTF-8')
            f.write_text(100_000*'[')
            test_fail(lambda: read(f), contains='is not valid JSON')
            f.write_text('{"a": 1}', encoding='utf-8-sig') # with a byte order mark, as some editors do
            test_eq(read(f) if read is read_json else read(f)[0], {'a': 1})
        test_eq(read_json(write_json({'a': [1, 2]}, Path(d)/'o.json')), {'a': [1, 2]})
