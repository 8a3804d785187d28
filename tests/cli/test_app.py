# Generated from nbs/cli/00_app.ipynb by tinyemo.dev.nbtools: edit the notebook.
from contextlib import redirect_stderr
from fastcore.test import test_eq
from io import StringIO
from tinyemo.cli.app import report_skipped


def test_the_program():
    with redirect_stderr(StringIO()) as said:
        report_skipped([('a.png', 'a.png: cannot be read')])
    test_eq(said.getvalue(), 'skipped a.png: cannot be read\n1 skipped\n')
