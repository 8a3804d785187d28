# Generated from nbs/cli/25_prefer.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tinyemo.cli.prefer
from fastcore.test import test_eq
from tinyemo.cli.app import app, command_table, invoke


def test_command():
    table = command_table(app)
    test_eq(invoke('prefer', '--help').exit_code, 0)
    table.to_frame()[-1:]
