# Generated from nbs/bench/18_grounding.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pytest
import tempfile
from fastcore.test import test_eq, test_fail
from tinyemo.bench.grounding import grounding_bench
from tinyemo.synthesis.build import build_dataset


@pytest.mark.slow
def test_what_it_sees_slow():
    with tempfile.TemporaryDirectory() as d:
        no = lambda *a: None
        build_dataset('faces:48', f'{d}/set', 'templates', say=no)
        seen = grounding_bench(f'{d}/set', 'faces-smollm2', images=4, examples=1, say=no)
        test_fail(lambda: grounding_bench(d, 'faces-smollm2'), contains='is not a set of drawn faces')
    assert {'image reliance', 'wrong label in the prompt', 'examples'} <= set(seen)
    test_eq(seen['rows'][0]['fact'], 'emotion')
