# Generated from nbs/cli/09_fit.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
import tinyemo.cli.fit
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.cli.app import app, command_table, invoke
from tinyemo.html import Rows
from tinyemo.images.features import FeatureSet, save_features
from tinyemo.images.taxonomy import EKMAN, MIKELS
from tinyemo.processes import only_writer
from tinyemo.projector.checkpoint import load_model
from tinyemo.projector.vectors import word_vectors


def test_commands():
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as d:
        for name, taxonomy in (('roi', EKMAN), ('emoset', MIKELS)):
            y = np.arange(240) % len(taxonomy)
            x = (word_vectors(list(taxonomy.labels), 'minilm')[y] + .5*rng.normal(size=(240, 384))).astype(np.float16)
            fs = FeatureSet(x, y, [f'{name}/{i}' for i in range(240)], taxonomy.labels, {'encoder': 'toy', 'dataset': name})
            save_features(fs, f'{d}/{name}.safetensors')
        files = f'{d}/roi.safetensors', f'{d}/emoset.safetensors'
        joint = invoke('fit', *files, '--out', f'{d}/m', '--preset', 'linear', '--C', '1', '--no-transfer')
        test_eq(joint.exit_code, 0)
        model = load_model(f'{d}/m')
        test_eq((len(model.classes), list(model.readings), model.meta['config']['C']), (10, ['ekman6', 'mikels8'], 1))
        again = invoke('fit', '--config', f'{d}/m/run.yaml', '--out', f'{d}/again', '--C=2')
        test_eq((again.exit_code, load_model(f'{d}/again').meta['config']['C']), (0, 2))
        unknown = invoke('fit', *files, '--out', f'{d}/x', '--preset', 'linear', '--epochs', '3')
        assert 'LinearConfig has no epochs: its fields are' in str(unknown.exception) + unknown.stdout + unknown.stderr
        empty = invoke('fit', '--out', f'{d}/x')
        assert 'fit needs feature files' in str(empty.exception) + empty.stdout + empty.stderr
        assert not Path(f'{d}/x').exists()
        with only_writer(f'{d}/m'): # as another process has it
            second = invoke('fit', *files, '--out', f'{d}/m', '--preset', 'linear', '--no-transfer')
        assert 'another run is writing to m' in str(second.exception)
        test_eq(load_model(f'{d}/m').classes, model.classes)
    print(joint.stdout.replace(d, '…'))
    here = ['fit', 'sweep']
    mine = Rows(row for row in command_table(app) if row.command in here)
    test_eq([row.command for row in mine], here)
    for row in mine:
        test_eq(invoke(row.command, '--help').exit_code, 0)
