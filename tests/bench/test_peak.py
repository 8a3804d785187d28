# Generated from nbs/bench/19_peak.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pytest
import tempfile
from tinyemo.bench.peak import peak
from tinyemo.mllm.stages import pretrain
from tinyemo.synthesis.build import build_dataset


@pytest.mark.slow
def test_the_peak_of_a_step_slow():
    with tempfile.TemporaryDirectory() as d:
        no = lambda *a: None
        build_dataset('faces:48', f'{d}/set', 'templates', say=no)
        pretrain(f'{d}/set', f'{d}/one', steps=1, batch=2, say=no, options={'disable_tqdm': True, 'logging_steps': 100})
        taken = [peak(f'{d}/set', f'{d}/one', bits, bits == 16, batch=2) for bits in (4, 16)]
    assert min(taken) > 0
