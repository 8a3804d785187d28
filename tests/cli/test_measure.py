# Generated from nbs/cli/30_measure.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tinyemo.cli.measure
from fastcore.test import test_eq
from tinyemo.cli.app import app, command_table, invoke


def test_commands():
    mine = command_table(app)
    for row in mine:
        test_eq(invoke(*row.command.split(), '--help').exit_code, 0)
