# Generated from nbs/cli/40_bench.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tinyemo.cli.bench
from fastcore.test import test_eq
from tinyemo.cli.app import bench_app, command_table, invoke


def test_commands():
    mine = command_table(bench_app)
    for row in mine:
        test_eq(invoke('bench', row.command, '--help').exit_code, 0)
