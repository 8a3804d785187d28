# Generated from nbs/dev/42_clients.ipynb by tinyemo.dev.nbtools: edit the notebook.
import random
from fastcore.test import test_eq
from tinyemo.apps.door import Running
from tinyemo.apps.look import Looker
from tinyemo.apps.serve import make_service
from tinyemo.dev.clients import KINDS, asks, make_aim


def test_the_kinds():
    with Running(make_service(Looker())) as url:
        aim, rng = make_aim(url, n=3), random.Random(0)
        right = {kind: act(aim, rng) for kind, (act, _) in KINDS.items() if kind != 'stalls'} # which takes ten seconds
        aim.labels = ['no label']*3
        wrong = asks(aim, rng)
    test_eq((list(right.values()), wrong), ([True]*8, False))
