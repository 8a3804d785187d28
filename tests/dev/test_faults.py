# Generated from nbs/dev/45_faults.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pytest
from fastcore.test import test_eq
from tinyemo.core import NothingUsable, TinyEmoError
from tinyemo.dev.counted import COUNTED
from tinyemo.dev.faults import count_table, fault_of, run_faults
from tinyemo.dev.inputs import Case, FILES
from tinyemo.html import Rows
from types import SimpleNamespace


def test_what_went_wrong():
    case = Case('pictures', 'two bad ones', [], n=5, good=3, out=lambda ran: 3)
    ended = lambda code, said='', error=None: SimpleNamespace(exit_code=code, stderr=said, exception=error)
    test_eq(fault_of(case, ended(3, 'skipped a.png: is empty\n2 skipped\n')), '')
    test_eq(fault_of(case, ended(3, '1 skipped\n')), '3 came out and 1 are named of 5, 3 of which are of use')
    test_eq(fault_of(case, ended(0)), 'exit code 0, not 3, with 3 of 5 of use: ')
    assert fault_of(case, ended(1, error=KeyError('x'))).startswith('exit code 70')
    assert 'exit code 2, not 1' in fault_of(case._replace(good=0), ended(1, error=TinyEmoError('none')))
    test_eq(fault_of(case._replace(good=0), ended(1, error=NothingUsable('none'))), '')
    test_eq(fault_of(Case('labels', '', []), ended(1, error=TinyEmoError('no such label'))), '')


def test_a_run():
    codes, wrong = run_faults(300, seed=0)
    test_eq(wrong, [])
    assert codes.total() >= 300 and {name for name, _ in codes} == {*COUNTED, *FILES}
    Rows(count_table(codes))


@pytest.mark.slow
def test_a_run_slow():
    codes, wrong = run_faults(3000, seed=1)
    test_eq(wrong, [])
    assert codes.total() >= 3000
