# Generated from nbs/dev/44_counted.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from fastcore.test import test_eq
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from pathlib import Path
from tinyemo.dev.counted import COUNTED
from tinyemo.dev.inputs import Bench


def test_many_inputs_some_of_no_use():
    with tempfile.TemporaryDirectory() as d:
        bench, cases = Bench(f'{d}/bench'), []

        @settings(max_examples=3, database=None, derandomize=True, deadline=None, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))
        @given(st.data())
        def each(data):
            for name, make in COUNTED.items():
                cases.append(make(data.draw, bench, Path(tempfile.mkdtemp(dir=d))))

        each()
    test_eq({case.reader for case in cases}, set(COUNTED))
    assert all(case.n is None or 0 <= case.good <= case.n for case in cases)
