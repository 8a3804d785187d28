# Generated from nbs/cli/35_audit.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tinyemo.cli.audit
from fastcore.test import test_eq
from tinyemo.cli.app import app, command_table, invoke
from tinyemo.html import Rows


def test_command():
    here = ['audit']
    mine = Rows(row for row in command_table(app) if row.command in here)
    test_eq([row.command for row in mine], here)
    for row in mine:
        test_eq(invoke(row.command, '--help').exit_code, 0)
