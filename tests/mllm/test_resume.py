# Generated from nbs/mllm/26_resume.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.files import read_json
from tinyemo.mllm.resume import last_checkpoint, same_run


def test_going_on():
    with tempfile.TemporaryDirectory() as d:
        test_eq((last_checkpoint(d), last_checkpoint(f'{d}/none')), (None, None))
        for step, state in ((9, '{}'), (10, '{}'), (200, '{"half'), (300, None)):
            folder = Path(d)/f'checkpoint-{step}'
            folder.mkdir()
            if state is not None:
                (folder/'trainer_state.json').write_text(state)
        (Path(d)/'checkpoint-best').mkdir()
        test_eq(Path(last_checkpoint(d)).name, 'checkpoint-10') # 200 was cut short, 300 has no state yet
        file = f'{d}/run.json'
        same_run(file, {'lr': .1, 'targets': ('q', 'v')}, True, 'checkpoints') # there was none: kept from here on
        same_run(file, {'lr': .1, 'targets': ('q', 'v'), 'new': 1}, True, 'checkpoints')
        test_fail(lambda: same_run(file, {'lr': .2}, True, 'checkpoints'), contains='holds checkpoints (lr 0.1, now 0.2)')
        same_run(file, {'lr': .2}, False, 'checkpoints') # nothing was begun
        test_eq(read_json(file), {'lr': .2})
