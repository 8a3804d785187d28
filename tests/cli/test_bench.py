# Generated from nbs/cli/40_bench.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tinyemo.cli.bench
from tinyemo.cli.app import app
from typer.testing import CliRunner


def test_commands():
    commands = [['bench', 'projector'], ['bench', 'features'], ['bench', 'accuracy'], ['bench', 'names'], ['bench', 'synth'], ['bench', 'sight'], ['bench', 'mllm'], ['bench', 'evaluate'], ['bench', 'leak'], ['bench', 'words'], ['bench', 'audit'], ['bench', 'planted'], ['bench', 'mitigate'], ['bench', 'classify'], ['bench', 'serve']]
    help_of = lambda words: CliRunner().invoke(app, [*words, '--help'])
    assert all(help_of(words).exit_code == 0 for words in commands)
    print(help_of(['bench', 'projector']).output)
