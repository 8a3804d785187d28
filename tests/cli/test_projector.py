# Generated from nbs/cli/10_projector.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tinyemo.cli.projector
from tinyemo.cli.app import app
from typer.testing import CliRunner


def test_commands():
    commands = [['features', 'import'], ['features', 'extract'], ['fit'], ['classify'], ['quickstart']]
    help_of = lambda words: CliRunner().invoke(app, [*words, '--help'])
    assert all(help_of(words).exit_code == 0 for words in commands)
    print(help_of(['features', 'import']).output)
