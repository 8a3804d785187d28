# Generated from nbs/05_front.ipynb by tinyemo.dev.nbtools: edit the notebook.
import subprocess
import sys
import tinyemo as te
from fastcore.test import test_eq, test_fail
from tinyemo.front import NAMES


def test_what_the_door_shows():
    test_eq(set(NAMES) - set(dir(te)), set())
    test_eq(te.load_features.__module__, 'tinyemo.images.features')
    assert callable(te.MetricProjector.classify) and callable(te.MetricProjector.evaluate)
    test_fail(lambda: te.guess, contains="has no attribute 'guess': its names are load_dataset,")
    {name: getattr(te, name).__doc__ for name in ('load_dataset', 'extract', 'fit', 'reason')}
    heavy = "import tinyemo, sys; print([m for m in ('torch', 'numpy', 'transformers', 'PIL', 'matplotlib') if m in sys.modules])"
    said = subprocess.run([sys.executable, '-c', heavy], capture_output=True, text=True, check=True)
    test_eq(said.stdout.strip(), '[]')
