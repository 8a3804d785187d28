# Generated from nbs/85_cli_share.ipynb by tinyemo.nbtools: edit the notebook.
import tinyemo.cli_share
from tinyemo.terminal import app
from typer.testing import CliRunner


def test_commands():
    commands = [['share'], ['onnx'], ['serve'], ['app']]
    help_of = lambda words: CliRunner().invoke(app, [*words, '--help'])
    assert all(help_of(words).exit_code == 0 for words in commands)
    print(help_of(['serve']).output)
