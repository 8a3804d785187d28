# Generated from nbs/cli/20_language.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tinyemo.cli.language
from tinyemo.cli.app import app
from typer.testing import CliRunner


def test_commands():
    commands = [['synth'], ['convert'], ['pretrain'], ['finetune'], ['reason'], ['export']]
    help_of = lambda words: CliRunner().invoke(app, [*words, '--help'])
    assert all(help_of(words).exit_code == 0 for words in commands)
    print(help_of(['synth']).output)
