# Generated from nbs/projector/48_draws.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import torch
from fastcore.test import test_eq
from tinyemo.images.features import FeatureSet
from tinyemo.images.taxonomy import EKMAN, MIKELS
from tinyemo.projector.draws import Draws, counterparts, references
from tinyemo.projector.network import MLPConfig
from tinyemo.projector.rows import training_rows


def test_a_word_for_each_image():
    word_labels = torch.tensor([0, 0, 1, 1])
    y = torch.tensor([0, 1]*200)
    drawn = references(y, word_labels, torch.Generator().manual_seed(0))
    assert word_labels[drawn].equal(y)
    test_eq(sorted(set(drawn.tolist())), [0, 1, 2, 3])
    four = torch.zeros(4000, dtype=torch.long), torch.zeros(4, dtype=torch.long)
    assert abs((references(*four, torch.Generator().manual_seed(0)) == 0).float().mean() - .5) < .03


def test_several_data_sets():
    two = []
    for t, n in ((EKMAN, 60), (MIKELS, 240)):
        ids = [str(i) for i in range(n)]
        two.append(FeatureSet(np.zeros((n, 4), np.float32), np.arange(n) % len(t), ids, t.labels, {'encoder': 'toy'}))
    rows = training_rows(*two)
    names = counterparts(rows)
    def called(i, label):
        return f'{rows.classes[label]} of {rows.names()[i]}'

    said = {called(*name): [called(*other) for other in others] for name, others in names.items()}
    draws = Draws(rows, MLPConfig(sampling_temperature=np.inf, batch=50), torch.Generator().manual_seed(0))
    drawn = torch.cat([positions for positions, _, _ in draws.epoch()])
    assert abs((drawn < 60).float().mean() - 6/14) < .1 # every label of every set alike
    merged = Draws(rows, MLPConfig(merged=True, batch=50), torch.Generator().manual_seed(0))
    for positions, labels, sets in merged.epoch():
        for p, label, s in zip(positions.tolist(), labels.tolist(), sets.tolist()):
            was = rows.label_set[p], rows.labels[p]
            assert (s, label) == was or (s, label) in names[was]
