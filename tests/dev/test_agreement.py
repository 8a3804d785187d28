# Generated from nbs/dev/60_agreement.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
import torch
from fastcore.test import test_close
from sklearn.linear_model import LinearRegression
from tinyemo.audit.gaps import compare_groups
from tinyemo.audit.groups import make_groups, quantities
from tinyemo.calibration import ece
from tinyemo.dev.agreement import peer
from tinyemo.metrics import softmax
from tinyemo.projector.attributes import eraser
from tinyemo.projector.checkpoint import load_model
from tinyemo.projector.head import word_head
from tinyemo.projector.model import Projector, Rater
from unittest import SkipTest


def test_peers():
    try:
        peer('no_such_library')
    except SkipTest as e:
        said = str(e)
    assert 'pip install no_such_library' in said


@pytest.mark.peers
def test_calibration_netcal_and_relplot_peers():
    netcal = peer('netcal.metrics')
    rng = np.random.default_rng(0)
    probs = softmax(rng.normal(size=(2000, 6))*2)
    labels = np.array([rng.choice(6, p=p) for p in probs]) # what a calibrated model would see
    for sharper in (1, .5, 2):
        other = softmax(np.log(probs)*sharper)
        test_close(ece(other, labels), netcal.ECE(bins=15).measure(other, labels), 1e-6)
    ece(probs, labels)
    relplot = peer('relplot')
    rng = np.random.default_rng(0)
    confidence = rng.uniform(.5, 1, 4000)
    right = rng.random(4000) < confidence
    def both(shift):
        "Ours and theirs, of answers that are right as often as they say, less a shift."
        said = np.clip(confidence + shift, 0, 1)
        return ece(np.stack([said, 1 - said], 1), 1 - right.astype(int)), relplot.smECE(said, right.astype(int))
    calibrated, too_sure = both(0), both(.1*(confidence < .9))
    assert calibrated[1] < .03 and calibrated[0] < .03
    test_close(*too_sure, .02)


@pytest.mark.peers
def test_conformal_intervals_mapie_peers():
    mapie = peer('mapie.regression')
    rng = np.random.default_rng(0)
    x = rng.normal(size=(300, 5))
    y = x@rng.normal(size=5) + rng.normal(size=300)
    line = LinearRegression().fit(x[:150], y[:150])
    errors = np.sort(abs(line.predict(x[150:]) - y[150:]))
    rater = Rater(('valence',), Projector([]), None, errors[:, None])
    for level in (.8, .9, .95):
        theirs = mapie.SplitConformalRegressor(line, confidence_level=level, prefit=True).conformalize(x[150:], y[150:])
        said, ends = theirs.predict_interval(x[:4])
        test_close(rater.reach(level)[0], (ends[:, 1, 0] - ends[:, 0, 0])/2, 1e-9)
    rater.reach(.9)[0]


@pytest.mark.peers
def test_erasure_concept_erasure_peers():
    leace = peer('concept_erasure')
    rng = np.random.default_rng(0)
    values = rng.integers(0, 3, 400)
    x = rng.normal(size=(400, 12)) + np.eye(3, 12)[values]*2
    ours = eraser(x, values.tolist())(x)
    theirs = leace.LeaceEraser.fit(torch.from_numpy(x), torch.eye(3, dtype=torch.float64)[values], shrinkage=False)
    test_close(ours, theirs(torch.from_numpy(x)).numpy(), 1e-6)
    abs(ours - theirs(torch.from_numpy(x)).numpy()).max()


@pytest.mark.peers
def test_fairness_fairlearn_peers():
    fair = peer('fairlearn.metrics')
    rng = np.random.default_rng(0)
    probs = softmax(rng.normal(size=(400, 3))*2)
    labels = rng.integers(0, 3, 400)
    tone = rng.choice(['dark', 'light'], 400)
    groups = make_groups({'tone': tone.tolist()})
    names, values, counts = quantities(probs, labels, ['awe', 'fear', 'joy'])
    said = probs.argmax(1)

    rows = compare_groups(names, values, counts, None, groups, permutations=10)
    gap = {row.quantity: abs(row.gap) for row in rows}
    accuracy = fair.MetricFrame(metrics=lambda t, p: (t == p).mean(), y_true=labels, y_pred=said, sensitive_features=tone)
    joy, is_joy = (said == 2).astype(int), (labels == 2).astype(int)
    parity = fair.demographic_parity_difference(is_joy, joy, sensitive_features=tone)
    recall = fair.MetricFrame(metrics=fair.true_positive_rate, y_true=is_joy, y_pred=joy, sensitive_features=tone)
    theirs = {'accuracy': accuracy.difference(), 'says joy': parity, 'recall of joy': recall.difference()}
    for quantity, difference in theirs.items():
        test_close(gap[quantity], difference, 1e-6)


@pytest.mark.peers
def test_explanations_captum_peers():
    captum = peer('captum.attr')
    model = load_model('emotion6-clip-vit-l14')
    head = word_head(model)
    rng = np.random.default_rng(0)
    x = torch.from_numpy(rng.normal(size=(2, model.d_img)).astype(np.float32))
    neutral = torch.from_numpy(rng.normal(size=(1, model.d_img)).astype(np.float32))
    with torch.no_grad():
        answer = head(x).argmax(1)
        difference = head(x)[[0, 1], answer] - head(neutral)[0, answer]
    parts = captum.IntegratedGradients(head).attribute(x, neutral, target=answer, n_steps=200)
    test_close(parts.sum(1).numpy(), difference.numpy(), .02*abs(difference).max().item())
    parts.sum(1), difference
