# Generated from nbs/06_agreement.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
from fastcore.test import test_close, test_fail
from scipy.stats import pearsonr
from tinyemo.agreement import agreement, agreement_intervals, rating_ceiling
from tinyemo.figures import OKABE_ITO


def test_three_figures():
    rng = np.random.default_rng(0)
    rated = rng.normal(4, 1.2, 300)
    timid = 4 + .4*(rated - 4) + rng.normal(0, .3, 300)
    figures = agreement(rated, timid)
    test_close(figures['r'], pearsonr(rated, timid).statistic, 1e-9)
    assert figures['ccc'] < figures['r'] - .1
    fig, ax = plt.subplots(figsize=(3.2, 3))
    ax.plot([1, 7], [1, 7], color='grey', linewidth=1)
    ax.plot(rated, timid, '.', color=OKABE_ITO[0])
    title = f"r {figures['r']:.2f}, CCC {figures['ccc']:.2f}"
    ax.set(xlabel='rated', ylabel='predicted', title=title, xlim=(1, 7), ylim=(1, 7))
    fig.show()


def test_intervals_by_groups():
    rng = np.random.default_rng(0)
    rated = rng.normal(4, 1.2, 300)
    timid = 4 + .4*(rated - 4) + rng.normal(0, .3, 300)
    alone = agreement_intervals(rated, timid)
    copies = agreement_intervals(np.repeat(rated, 4), np.repeat(timid, 4), np.repeat(np.arange(300), 4))
    naive = agreement_intervals(np.repeat(rated, 4), np.repeat(timid, 4))
    wide, narrow = (low_high[2] - low_high[1] for low_high in (copies['r'], naive['r']))
    assert narrow < .7*wide # four copies of a picture are not four pictures


def test_what_the_raters_allow():
    rng = np.random.default_rng(0)
    true = rng.normal(4, 1.2, 2000)
    answers = true[:, None] + rng.normal(0, 2, (2000, 10)) # ten raters
    table = np.stack([answers.mean(1), answers.std(1, ddof=1), np.full(2000, 10)], 1)
    test_close(rating_ceiling(table), pearsonr(true, table[:, 0]).statistic, .02)
    rating_ceiling(table)


def test_edge_cases():
    test_fail(lambda: agreement([1, 2], [1]), contains='(2,) ratings and (1,) predictions')
    test_fail(lambda: agreement([1, np.nan], [1, 2]), contains='NaN or infinity')
    test_close([*agreement([1, 2, 3], [1, 2, 3]).values()], [1, 1, 0])
    assert np.isnan(agreement([1, 2, 3], [2, 2, 2])['r'])
    test_close(agreement([1, 2, 3], [2, 2, 2])['ccc'], 0)
    test_close(agreement([1, 2, 3], [3, 4, 5])['ccc'], 2*(2/3)/(2/3 + 2/3 + 2**2)) # too high by 2
    assert np.isnan(rating_ceiling([[1, np.nan, 3], [2, 1, 3]]))
