# Generated from nbs/dev/43_inputs.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from fastcore.test import test_eq
from hypothesis import HealthCheck, given, settings, strategies as st
from pathlib import Path
from tinyemo.dev.inputs import Bench, file_case


def test_what_is_whole():
    with tempfile.TemporaryDirectory() as d:
        bench = Bench(d)
        made = {name: path.exists() for name, path in bench.names.items()}
        words = bench.words('classify MODEL FILE', FILE='x.png')
    test_eq(set(made.values()), {True})
    test_eq(words[::2], ['classify', 'x.png'])
    len(made)


def test_one_file():
    with tempfile.TemporaryDirectory() as d:
        bench, case = Bench(f'{d}/bench'), []

        @settings(max_examples=1, database=None, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.data())
        def each(data):
            case.append(file_case('predictions', bench, data.draw, Path(d)))

        each()
        written = Path(d, 'p.csv').is_file()
    test_eq((written, case[0].reader, case[0].words[0] in ('evaluate', 'audit')), (True, 'predictions', True))
