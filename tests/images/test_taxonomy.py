# Generated from nbs/images/00_taxonomy.ipynb by tinyemo.dev.nbtools: edit the notebook.
from fastcore.test import test_eq, test_fail
from tinyemo.images.taxonomy import EKMAN, MIKELS, PARROTT25, PARROTT6, SYNONYMS, TAXONOMIES, TEMPLATES, Taxonomy, _maps, counterpart, custom_taxonomy, find_taxonomy, get_taxonomy, ground, map_label, map_table, synonyms


def test_a_taxonomy_is_an_ordered_set_of_labels():
    import json
    from dataclasses import asdict

    weather = Taxonomy('weather', ('sunny', 'rainy'), (1, -1), {'wet': 'rainy'})
    test_eq([weather.index(l) for l in ('sunny', ' Rainy ', 'WET')], [0, 1, 1])
    test_eq((len(weather), weather.k, weather.names), (2, 2, ['sunny', 'rainy']))
    assert 'wet' in weather and 'foggy' not in weather
    test_eq(Taxonomy(**json.loads(json.dumps(asdict(weather)))), weather)
    test_fail(lambda: weather.index('foggy'), contains="unknown label 'foggy' for weather: choose one of sunny, rainy")


def test_the_four_taxonomies():
    test_eq([len(t) for t in TAXONOMIES.values()], [6, 6, 8, 25])
    assert all(list(t.labels) == sorted(set(t.labels)) and len(t.valence) == t.k for t in TAXONOMIES.values())
    test_eq(sum(MIKELS.valence), 0)
    test_eq(PARROTT25.index('cheerfullness'), PARROTT25.index('Cheerfulness'))
    test_eq(MIKELS.canonical('sad'), 'sadness')
    test_fail(lambda: EKMAN.index('glee'), contains="unknown label 'glee' for ekman6: choose one of anger, disgust, fear, joy")
    test_fail(lambda: get_taxonomy('plutchik'), contains="unknown taxonomy 'plutchik': choose one of ekman6")
    import pandas as pd

    pd.DataFrame([(t.name, t.k, *(', '.join(l for l, v in zip(t.labels, t.valence) if v == s) for s in (1, -1, 0)))
                  for t in TAXONOMIES.values()], columns=['taxonomy', 'k', 'positive', 'negative', 'neither'])


def test_synonyms():
    every = [w for words in SYNONYMS.values() for w in words]
    labels = {l for t in TAXONOMIES.values() for l in t.labels}
    test_eq(set(SYNONYMS), labels)
    assert all(len(synonyms(l)) == 3 and len(synonyms(l, held_out=True)) >= 1 for l in labels)
    assert len(every) == len(set(every)) and not set(every) & labels, 'a word under two labels, or a synonym that is a label'
    assert all(w.isalpha() and w == w.lower() for w in every)
    test_eq(synonyms('calm'), ())
    print(f'{len(labels)} labels, {len(every)} synonyms')
    {l: (synonyms(l), synonyms(l, held_out=True)) for l in EKMAN.labels}


def test_your_own_labels():
    mine = find_taxonomy('calm, grief,awe')
    test_eq((mine.name, mine.labels, mine.valence), ('custom', ('calm', 'grief', 'awe'), (0, -1, 1)))
    test_eq(find_taxonomy(['Sadness', 'joy', 'fear', 'disgust', 'anger', 'surprise']), EKMAN)
    test_eq(find_taxonomy('sad,content,fear,disgust,anger,awe,amusement,excitement'), MIKELS)
    test_eq(find_taxonomy('joy,fear').name, 'custom')
    test_fail(lambda: custom_taxonomy('joy,,fear'), contains='an empty label')
    test_fail(lambda: custom_taxonomy(['joy', 'Joy ']), contains='more than once: joy')
    test_fail(lambda: custom_taxonomy('joy'), contains='only 1 label given (joy): name at least 2')
    test_fail(lambda: custom_taxonomy([]), contains='only 0 label given (none)')


def test_maps_between_taxonomies():
    test_eq(map_table('ekman6', 'mikels8'),
            dict(anger='anger', disgust='disgust', fear='fear', joy=None, sadness='sadness', surprise=None))
    test_eq(map_label('irritabilty', PARROTT25, EKMAN), 'anger')
    test_eq(map_label('love', PARROTT6, EKMAN), None)
    test_eq(map_label('joy', EKMAN, EKMAN), 'joy')
    test_fail(lambda: map_label('glee', EKMAN, MIKELS), contains="unknown label 'glee' for ekman6")
    test_fail(lambda: map_label('calm', custom_taxonomy('calm,awe'), MIKELS), contains='no reviewed map from custom to mikels8')
    counterpart('enthrallment', PARROTT25, MIKELS)
    from itertools import permutations

    for src, dst in permutations(TAXONOMIES.values(), 2):
        for l, to in map_table(src, dst).items():
            basis = counterpart(l, src, dst).basis
            test_eq(to is None, basis.startswith('none: '))
            assert basis.startswith(('same word', 'tree: ', 'GoEmotions ', 'judged: ', 'none: ')), basis
            if l in dst:
                test_eq(to, l)
            if to is None:
                continue
            assert src.valence[src.index(l)]*dst.valence[dst.index(to)] >= 0, (l, to)
            via = map_label(l, src, PARROTT25)
            if via and map_label(via, PARROTT25, dst):
                test_eq(map_label(via, PARROTT25, dst), to)
    test_eq(len(_maps()), sum(a.k for a, b in permutations(TAXONOMIES.values(), 2)))
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots(figsize=(6, 5))
    colors = {1: '#0072B2', -1: '#D55E00', 0: '#777777'}
    rows = sorted(PARROTT25.labels, key=lambda l: (str(map_label(l, PARROTT25, PARROTT6)), l))
    for y, l in enumerate(rows):
        c = colors[PARROTT25.valence[PARROTT25.index(l)]]
        for x, t in enumerate((PARROTT25, PARROTT6, EKMAN, MIKELS)):
            ax.text(x, -y, map_label(l, PARROTT25, t) or '', color=c, fontsize=8, va='center')
    ax.set(xlim=(-.1, 3.9), ylim=(-len(rows)+.3, 1), xticks=range(4), yticks=[])
    ax.set_xticklabels(['parrott25', 'parrott6', 'ekman6', 'mikels8'])
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    for l in ax.get_xticklabels():
        l.set_ha('left')
    for s in ax.spines.values():
        s.set_visible(False)


def test_sentences_that_ground_a_word():
    test_eq([ground('awe', t) for t in ('word', 'scene')], ['awe', 'a scene evoking awe'])
    test_eq(ground('joy', 'a painting full of {emotion}'), 'a painting full of joy')
    test_fail(lambda: ground('joy', 'scenery'), contains="unknown template 'scenery': choose one of word, scene")
    assert all('{emotion}' in t for t in TEMPLATES.values())
    [ground('awe', t) for t in TEMPLATES]
