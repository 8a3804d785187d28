# Generated from nbs/cli/50_share.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tinyemo.cli.share
from fastcore.test import test_eq
from tinyemo.cli.app import app, command_table, invoke


def test_commands():
    mine = command_table(app)
    for row in mine:
        test_eq(invoke(*row.command.split(), '--help').exit_code, 0)
    for wrong in (('--port', '99999'), ('--port', '0'), ('--workers', '-1')):
        test_eq(invoke('serve', *wrong).exit_code, 2)
    for command in ('serve', 'app'):
        ran = invoke(command, 'no model', '--allow-host', 'emo.example.org', '--allow-host', 'https://emo.example.org')
        assert "'https://emo.example.org' is no host" in str(ran.exception)
