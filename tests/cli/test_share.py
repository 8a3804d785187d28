# Generated from nbs/cli/50_share.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tinyemo.cli.share
from tinyemo.cli.app import app
from typer.testing import CliRunner


def test_commands():
    commands = [['share'], ['onnx'], ['serve'], ['app']]
    help_of = lambda words: CliRunner().invoke(app, [*words, '--help'])
    assert all(help_of(words).exit_code == 0 for words in commands)
    print(help_of(['serve']).output)
