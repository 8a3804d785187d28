# Generated from nbs/cli/10_projector.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tinyemo.cli.projector
from fastcore.test import test_eq
from tinyemo.cli.app import app, command_table, invoke


def test_commands():
    mine = command_table(app)
    for row in mine:
        test_eq(invoke(*row.command.split(), '--help').exit_code, 0)
