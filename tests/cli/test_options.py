# Generated from nbs/cli/19_options.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
import typer
from fastcore.test import test_eq
from pathlib import Path
from tinyemo.cli.options import Batch, Config, Epochs, chosen
from typer.testing import CliRunner


def test_options():
    demo = typer.Typer()

    @demo.command()
    def train(epochs: Epochs = None, batch: Batch = None, config: Config = ''):
        print(chosen(epochs=epochs, batch=batch))

    with tempfile.TemporaryDirectory() as d:
        Path(f'{d}/run.yaml').write_text('epochs: 2\nbatch: 8')
        Path(f'{d}/wrong.yaml').write_text('batches: 8')
        run = CliRunner().invoke(demo, ['--config', f'{d}/run.yaml', '--batch', '4'])
        wrong = CliRunner().invoke(demo, ['--config', f'{d}/wrong.yaml'])
    test_eq(run.stdout, "{'epochs': 2.0, 'batch': 4}\n")
    assert 'unknown batches: choose from batch, epochs' in str(wrong.exception)
