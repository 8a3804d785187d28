# Generated from nbs/82_cli_language.ipynb by tinyemo.nbtools: edit the notebook.
import tinyemo.cli_language
from tinyemo.terminal import app
from typer.testing import CliRunner


def test_commands():
    commands = [['synth'], ['convert'], ['pretrain'], ['finetune'], ['reason'], ['export']]
    help_of = lambda words: CliRunner().invoke(app, [*words, '--help'])
    assert all(help_of(words).exit_code == 0 for words in commands)
    print(help_of(['synth']).output)
