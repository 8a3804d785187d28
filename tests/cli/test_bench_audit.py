# Generated from nbs/cli/44_bench_audit.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tinyemo.cli.bench_audit
from fastcore.test import test_eq
from tinyemo.cli.app import bench_app, command_table, invoke


def test_commands():
    here = ['evaluate', 'leak', 'words', 'audit', 'rated', 'planted', 'mitigate']
    mine = [row for row in command_table(bench_app) if row.command in here]
    test_eq(sorted(row.command for row in mine), sorted(here))
    for row in mine:
        test_eq(invoke('bench', row.command, '--help').exit_code, 0)
