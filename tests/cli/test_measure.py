# Generated from nbs/cli/30_measure.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tinyemo.cli.measure
from tinyemo.cli.app import app
from typer.testing import CliRunner


def test_commands():
    commands = [['evaluate'], ['compare'], ['texts'], ['judge'], ['sheet'], ['audit']]
    help_of = lambda words: CliRunner().invoke(app, [*words, '--help'])
    assert all(help_of(words).exit_code == 0 for words in commands)
    print(help_of(['evaluate']).output)
