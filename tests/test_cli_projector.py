# Generated from nbs/81_cli_projector.ipynb by tinyemo.nbtools: edit the notebook.
import tinyemo.cli_projector
from tinyemo.terminal import app
from typer.testing import CliRunner


def test_commands():
    commands = [['features', 'import'], ['features', 'extract'], ['fit'], ['classify'], ['quickstart']]
    help_of = lambda words: CliRunner().invoke(app, [*words, '--help'])
    assert all(help_of(words).exit_code == 0 for words in commands)
    print(help_of(['features', 'import']).output)
