# Generated from nbs/apps/15_families.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pandas as pd
import pytest
import tempfile
from fastcore.test import test_eq
from tinyemo.apps.families import run_family, tiny_set
from tinyemo.mllm.tiny import FAMILIES
from transformers.utils.logging import disable_progress_bar


def test_a_family_from_its_weights_to_an_answer_of_transformers():
    disable_progress_bar()
    with tempfile.TemporaryDirectory() as d:
        row = run_family('Phi-2', tiny_set(d)) # no chat template, a head with a bias
    test_eq((row['skipped'], row['export']), (0, 'same answer'))


@pytest.mark.slow
def test_what_was_run_slow():
    disable_progress_bar()
    with tempfile.TemporaryDirectory() as d:
        tiny_set(d)
        table = pd.DataFrame([run_family(name, d, bits) for name in FAMILIES for bits in (16, 4)])
    assert not table['skipped'].any()
    test_eq(set(table['family'][table['export'] != 'same answer']), {'Gemma-2'})
    table.set_index(['family', 'bits'])
