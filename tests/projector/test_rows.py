# Generated from nbs/projector/07_rows.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
import tempfile
from dataclasses import replace
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.images.features import FeatureSet
from tinyemo.images.shards import split_features
from tinyemo.images.taxonomy import EKMAN, MIKELS, PARROTT25
from tinyemo.projector.rows import canonical, related_words, sampling_weights, some_rows, training_rows


def test_words_are_what_data_sets_share():
    words = [canonical(w) for w in ('Cheerfullness', 'happiness', 'sad', ' Calm ')]
    test_eq(words, ['cheerfulness', 'joy', 'sadness', 'calm'])
    def invented(taxonomy, n, name, d=16, seed=0):
        rng = np.random.default_rng(seed)
        y = np.arange(n) % len(taxonomy)
        return FeatureSet(rng.normal(size=(n, d)).astype(np.float16), y, [f'{name}/{i}' for i in range(n)], taxonomy.labels,
                          {'encoder': 'toy', 'dataset': name})

    sets = [invented(EKMAN, 60, 'roi'), invented(MIKELS, 80, 'emoset'), invented(PARROTT25, 100, 'webemo')]
    rows = training_rows(*sets)
    test_eq((len(rows), len(rows.classes), rows.names()), (240, 31, ['ekman6', 'mikels8', 'parrott25']))
    fig, ax = plt.subplots(figsize=(8, 1.9), layout='constrained')
    ax.imshow(rows.known, cmap='cividis', aspect='auto')
    ax.set_yticks(range(3), rows.names())
    ax.set_xticks(range(31), rows.classes, rotation=90, fontsize=8)
    plt.close()
    test_eq(some_rows(4, 9, None), [0, 1, 2, 3])
    test_eq(len(set(some_rows(90, 9, np.random.default_rng(0)))), 9)
    few, many = invented(EKMAN, 60, 'few'), invented(MIKELS, 6000, 'many')
    uneven = training_rows(few, many)
    shares = {t: float(sampling_weights(uneven, t)[:60].sum()) for t in (1, 2, np.inf)}
    test_close(shares[1], 60/6060)
    test_close(shares[np.inf], 6/14) # six labels of fourteen cells
    assert shares[1] < shares[2] < shares[np.inf]
    {t: round(s, 3) for t, s in shares.items()}
    related_words(rows)


def test_edge_cases():
    def made(taxonomy, n, name):
        x = np.random.default_rng(n).normal(size=(n, 16)).astype(np.float16)
        meta = {'encoder': 'toy', 'dataset': name}
        return FeatureSet(x, np.arange(n) % len(taxonomy), [f'{name}/{i}' for i in range(n)], taxonomy.labels, meta)

    sets = [made(EKMAN, 60, 'roi'), made(MIKELS, 80, 'emoset'), made(PARROTT25, 100, 'webemo')]
    rows = training_rows(*sets)
    found = [sets[0].features[3:4], sets[1].features[10:11], sets[2].features[[10, 99]]]
    test_eq(rows.rows([3, 70, 150, 239]), np.concatenate(found).astype(np.float32))
    test_eq(np.concatenate([x for _, x in rows.blocks(37)]), rows.rows(range(240)))
    test_eq(rows.targets().argmax(1), rows.labels)
    test_eq([rows.classes[i] for i in rows.labels[[0, 60, 140]]], ['anger', 'amusement', 'affection'])
    part = rows.subset(rows.label_set == 1)
    test_eq((len(part), part.classes, part.label_set.tolist()), (80, rows.classes, [1]*80))
    test_eq([fs.ids for fs in rows.subset([3, 70, 239]).feature_sets()], [['roi/3'], ['emoset/10'], ['webemo/99']])
    assert rows.feature_sets()[1] is sets[1] # whole parts are not copied
    votes = np.full((60, 6), 1/6, np.float32)
    soft = FeatureSet(sets[0].features, sets[0].labels, sets[0].ids, EKMAN.labels, sets[0].meta, votes)
    test_close(training_rows(soft).targets(), votes)
    for n in (2, 3):
        few = training_rows(replace(sets[0], groups=np.arange(60)//6 % n))
        test_eq([len(set(few.groups[test])) for _, test in few.folds(5)], [1]*n)
    single = training_rows(replace(sets[0], groups=np.zeros(60, int)))
    test_fail(lambda: single.folds(5), contains='all rows are of one group')
    same = training_rows(sets[0], made(EKMAN, 12, 'emotion6'))
    test_eq((len(same.sets), same.known.all()), (1, True))
    assert training_rows(rows) is rows
    own = FeatureSet(np.ones((4, 2)), np.arange(4) % 2, list('abcd'), ('Happy', 'Sad'), {'encoder': 'toy'})
    test_eq(training_rows(own).classes, ('Happy', 'Sad'))
    test_eq(training_rows(own, replace(own, classes=('sadness', 'calm'))).classes, ('happy', 'sadness', 'calm'))
    other = FeatureSet(sets[0].features, sets[0].labels, sets[0].ids, EKMAN.labels, {'encoder': 'lite0'})
    for odd in ([0, 2], [-1, 0], [.5, 1], [None, 'joy']):
        odd = FeatureSet(np.eye(2), odd, ['a', 'b'], ('joy', 'awe'))
        test_fail(lambda odd=odd: training_rows(odd), contains='for 2 classes: give words, or whole numbers')
    test_fail(lambda: training_rows(FeatureSet(np.eye(2), [0, 1], ['a', 'b'])), contains='0, 1 for 0 classes: give words')
    for wrong in (np.eye(4), 'features.safetensors', None):
        test_fail(lambda wrong=wrong: training_rows(wrong), contains='is not a feature set: give what te.extract')
    test_fail(lambda: training_rows(sets[0], other), contains='different encoders in one fit (lite0, toy)')
    parts = [replace(sets[0], meta=sets[0].meta | {'split': split}) for split in ('train', 'test', 'valid')]
    test_fail(lambda: training_rows(*parts), contains='roi is here with its test part')
    test_eq(len(training_rows(parts[0], parts[2])), 120)
    both = training_rows(own, replace(own, classes=('red', 'green')), replace(own, classes=('car', 'tree')))
    test_eq(both.names(), ['set 1', 'set 2', 'set 3'])
    of_one_name = [replace(fs, meta=fs.meta | {'dataset': 'images'}) for fs in both.parts]
    test_eq(training_rows(*of_one_name).names(), ['images', 'images-2', 'images-3'])
    double = FeatureSet(np.ones((4, 2)), np.arange(4) % 2, list('abcd'), ('joy', 'happiness'), {'dataset': 'mine'})
    test_fail(lambda: training_rows(double), contains="mine has 'joy' and 'happiness', which are one word (joy)")
    with tempfile.TemporaryDirectory() as d:
        parts = [made(EKMAN, 60, 'roi'), made(MIKELS, 80, 'emoset')]
        votes = np.random.default_rng(0).dirichlet(np.ones(8), 80).astype(np.float32)
        parts[1] = replace(parts[1], soft=votes)
        pieces = [split_features(fs, f'{d}/{fs.meta["dataset"]}', 25) for fs in parts]
        whole, lazy = training_rows(*parts), training_rows(*pieces)
        test_eq(lazy.rows([139, 3, 59, 60, 24, 25]), whole.rows([139, 3, 59, 60, 24, 25]))
        test_eq(np.concatenate([x for _, x in lazy.blocks(37)]), whole.rows(range(140)))
        test_eq((lazy.targets(), lazy.ids), (whole.targets(), whole.ids))
        some = lazy.subset(np.arange(10, 130))
        test_eq((some.ids, some.targets()), (whole.ids[10:130], whole.targets()[10:130]))
        test_eq(list(some.feature_sets()[1].ids), whole.ids[60:130])
