# Generated from nbs/cli/42_bench_language.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tinyemo.cli.bench_language
from fastcore.test import test_eq
from tinyemo.cli.app import bench_app, command_table, invoke


def test_commands():
    here = ['synth', 'grounding', 'captions', 'connectors', 'prefer', 'mllm', 'needs']
    mine = [row for row in command_table(bench_app) if row.command in here]
    test_eq(sorted(row.command for row in mine), sorted(here))
    for row in mine:
        test_eq(invoke('bench', row.command, '--help').exit_code, 0)
