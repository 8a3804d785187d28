# Generated from nbs/cli/33_reasonings.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
import tinyemo.cli.reasonings
from fastcore.test import test_eq
from tinyemo.cli.app import app, command_table, invoke
from tinyemo.files import write_jsonl
from tinyemo.html import Rows
from tinyemo.synthesis.calls import CUT_OFF, refused_reply
from tinyemo.synthesis.generators import LONGEST
from tinyemo.synthesis.writers import load_generator
from unittest.mock import patch


def test_commands():
    here = ['texts', 'judge', 'sheet']
    mine = Rows(row for row in command_table(app) if row.command in here)
    test_eq([row.command for row in mine], here)
    for row in mine:
        test_eq(invoke(row.command, '--help').exit_code, 0)
    class Long:
        "Cuts off every answer, as a service does."
        name, sees, chunk = 'long', True, 0
        def __init__(self):
            self.given, self.asked = [], 0
        def __call__(self, requests):
            for r in requests:
                self.asked += 1
                yield refused_reply(r.key, CUT_OFF, self.name, (9, 4))

    long, asked = Long(), []
    def loaded(spec, **options):
        long.given.append(options['max_tokens'])
        return long

    with tempfile.TemporaryDirectory() as d, patch.dict(load_generator.__globals__, load_generator=loaded):
        for name in 'ab':
            write_jsonl([{'path': 'x.png', 'reasoning': f'{name} says why', 'stated': 'joy'}], f'{d}/{name}.jsonl')
        def judged(generator, *words):
            common = ('--out', f'{d}/j', '--blind', '--generator', generator)
            return invoke('judge', f'{d}/a.jsonl', f'{d}/b.jsonl', *common, *words)
        for words in ([], [], ['--max-tokens', 900, '--retry-refused']):
            ran = judged('openai:m', *words)
            test_eq(ran.exit_code, 0)
            asked.append(long.asked)
        refused = [str(judged('hf:m', *words).exception) for words in (['--retry-refused'], ['--in-flight', 2])]
    test_eq((asked, long.given), ([2, 2, 4], [LONGEST, LONGEST, 900]))
    test_eq(refused, [f'{option} cannot be used with hf:m: leave it out' for option in ('--retry-refused', '--in-flight')])
    print(ran.stderr.replace(d, ''))
