# Generated from nbs/dev/49_full.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.dev.full import WRITERS, fill, limited


def test_no_file_larger_than_this():
    with tempfile.TemporaryDirectory() as d, limited(100):
        Path(d, 'small').write_bytes(bytes(100))
        try:
            Path(d, 'large').write_bytes(bytes(101))
            said = ''
        except OSError as e:
            said = e.strerror
    test_eq(said, 'File too large')


def test_every_command_that_writes():
    rows = fill()
    test_eq([row['differ'] for row in rows], [[]]*len(rows))
    test_eq([row['no limit'] for row in rows], ['whole']*len(rows))
    ends = {end for row in rows for end in row.values() if isinstance(end, str)} - set(WRITERS)
    assert 'refused' in ends and ends <= {'refused', 'whole'}, ends
