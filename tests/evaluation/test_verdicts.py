# Generated from nbs/evaluation/75_verdicts.ipynb by tinyemo.dev.nbtools: edit the notebook.
from fastcore.test import test_close, test_eq
from sklearn.metrics import cohen_kappa_score
from tinyemo.evaluation.verdicts import kappa, summarise, tally, unswapped


def test_who_wins():
    test_eq([unswapped(said, True) for said in ('a', 'b', 'tie', None)], ['second', 'first', 'tie', None])
    counted = tally([['first', 'first'], ['second', 'first'], ['tie', 'second']])
    test_close(counted['win rate'], (1 + .5 + .25)/3)
    test_eq([counted[key] for key in ('wins', 'losses', 'ties')], [3, 2, 1])


def test_do_they_agree():
    x = ['first', 'tie', 'second', 'first']
    y = ['first', 'tie', 'first', None]
    test_eq(kappa(x, y), cohen_kappa_score(x[:3], y[:3]))
    test_eq((kappa([], []), kappa(['tie'], ['tie'])), (None, None))


def test_a_judge_asked_in_both_orders():
    won = {'path': 'x', 'order 1': 'first', 'order 2': 'first', 'verdict': 'first'}
    says_a = {'path': 'y', 'order 1': 'first', 'order 2': 'second', 'verdict': 'tie'}
    unread = {'path': 'y', 'order 1': None, 'order 2': 'second', 'verdict': None}
    s = summarise([won | {'run': 0}, says_a | {'run': 0}, won | {'run': 1}, unread | {'run': 1}])
    test_eq((s['pairs'], s['unreadable'], s['win rate'], s['answers for position A']), (4, 1, .75, 4/6))
    test_eq(s['κ of the runs'], None) # one pair only was judged twice
    test_eq(summarise([unread | {'run': 0}]), {'pairs': 1, 'unreadable': 1, 'win rate': None})
