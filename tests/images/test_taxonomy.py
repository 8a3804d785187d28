# Generated from nbs/images/00_taxonomy.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import matplotlib.pyplot as plt
import pandas as pd
from dataclasses import asdict
from fastcore.test import test_eq, test_fail
from itertools import permutations
from tinyemo.figures import OKABE_ITO
from tinyemo.images.taxonomy import EKMAN, MIKELS, PARROTT25, PARROTT6, SYNONYMS, TAXONOMIES, TEMPLATES, Taxonomy, _maps, counterpart, custom_taxonomy, find_taxonomy, get_taxonomy, ground, label_list, map_label, map_table, sentiment_of, synonyms


def test_a_taxonomy_is_an_ordered_set_of_labels():
    weather = Taxonomy('weather', ('sunny', 'rainy'), (1, -1), {'wet': 'rainy'})
    test_eq([weather.index(label) for label in ('sunny', ' Rainy ', 'WET')], [0, 1, 1])
    assert 'wet' in weather and 'foggy' not in weather
    test_eq(Taxonomy(**json.loads(json.dumps(asdict(weather)))), weather)


def test_the_four_taxonomies():
    sides = ['unpleasant', 'unpleasant', 'neutral', 'neutral', 'pleasant']
    test_eq([sentiment_of(v) for v in (1.2, 3.4, 3.5, 4.5, 4.6)], sides)
    test_eq(sentiment_of(70, (0, 100)), 'pleasant')
    test_eq(get_taxonomy('sentiment').labels, ('neutral', 'pleasant', 'unpleasant'))
    [(v, sentiment_of(v)) for v in (2, 3.5, 4, 5.9)]
    def with_valence(taxonomy, valence):
        return ', '.join(label for label, v in zip(taxonomy.labels, taxonomy.valence) if v == valence)

    pd.set_option('display.max_colwidth', None)
    rows = [(t.name, len(t), with_valence(t, 1), with_valence(t, -1), with_valence(t, 0)) for t in TAXONOMIES.values()]
    pd.DataFrame(rows, columns=['taxonomy', 'k', 'positive', 'negative', 'neither'])


def test_synonyms():
    test_eq(synonyms('anger', held_out=True), SYNONYMS['anger'][3:])
    rows = [(label, ', '.join(synonyms(label)), ', '.join(synonyms(label, held_out=True))) for label in EKMAN.labels]
    pd.DataFrame(rows, columns=['label', 'for training', 'held out']).set_index('label')


def test_your_own_labels():
    test_eq(label_list('Ekman'), list(EKMAN.labels))
    test_eq(label_list('parrott6'), list(PARROTT6.labels))
    test_eq(label_list('calm, grief,'), ['calm', 'grief'])
    test_eq(find_taxonomy('sad,content,fear,disgust,anger,awe,amusement,excitement'), MIKELS)
    mine = find_taxonomy('calm, grief,awe')
    test_eq((mine.name, mine.labels, mine.valence), ('custom', ('calm', 'grief', 'awe'), (0, -1, 1)))


def test_maps_between_taxonomies():
    ekman_to_mikels = map_table('ekman6', 'mikels8')
    test_eq((ekman_to_mikels['fear'], ekman_to_mikels['joy']), ('fear', None))
    counterpart('enthrallment', PARROTT25, MIKELS)
    rows = sorted(PARROTT25.labels, key=lambda label: (str(map_label(label, PARROTT25, PARROTT6)), label))
    columns = [PARROTT25, PARROTT6, EKMAN, MIKELS]
    colours = {1: OKABE_ITO[0], -1: OKABE_ITO[3], 0: 'dimgrey'} # positive, negative, neither
    fig, ax = plt.subplots(figsize=(5, 4.5))
    for y, label in enumerate(rows):
        colour = colours[PARROTT25.valence[PARROTT25.index(label)]]
        for x, taxonomy in enumerate(columns):
            ax.text(x, -y, map_label(label, PARROTT25, taxonomy) or '', color=colour, fontsize=8, va='center')
    ax.set(xlim=(-.1, 3.9), ylim=(-len(rows) + .3, 1), yticks=[])
    ax.set_xticks(range(4), [t.name for t in columns], ha='left')
    ax.tick_params(length=0, top=False, labeltop=True, labelbottom=False)
    ax.spines[:].set_visible(False)
    blanks = {t.name: list(map_table(PARROTT25, t).values()).count(None) for t in columns[1:]}
    assert blanks['mikels8'] > blanks['ekman6'] > blanks['parrott6'] == 0
    print(f'labels without a counterpart: {blanks}')


def test_sentences_that_ground_a_word():
    test_eq(ground('joy', 'a painting full of {emotion}'), 'a painting full of joy')
    [ground('awe', template) for template in TEMPLATES]


def test_edge_cases():
    weather = Taxonomy('weather', ('sunny', 'rainy'), (1, -1), {'wet': 'rainy'})
    test_eq(len(weather), 2)
    test_fail(lambda: weather.index('foggy'), contains="unknown label 'foggy' for weather: choose one of sunny, rainy")
    test_eq([len(t) for t in TAXONOMIES.values()], [6, 6, 8, 25])
    assert all(list(t.labels) == sorted(set(t.labels)) and len(t.valence) == len(t) for t in TAXONOMIES.values())
    test_eq(sum(MIKELS.valence), 0)
    test_eq(PARROTT25.index('cheerfullness'), PARROTT25.index('Cheerfulness'))
    test_eq(MIKELS.canonical('sad'), 'sadness')
    test_fail(lambda: EKMAN.index('glee'), contains="unknown label 'glee' for ekman6: choose one of anger, disgust, fear")
    test_fail(lambda: get_taxonomy('plutchik'), contains="unknown taxonomy 'plutchik': choose one of ekman6")
    every = [word for words in SYNONYMS.values() for word in words]
    labels = {label for t in TAXONOMIES.values() for label in t.labels}
    test_eq(set(SYNONYMS), labels)
    assert all(len(synonyms(label)) == 3 and len(synonyms(label, held_out=True)) >= 1 for label in labels)
    assert len(every) == len(set(every)), 'a word under two labels'
    assert not set(every) & labels, 'a synonym that is a label'
    assert all(word.isalpha() and word == word.lower() for word in every)
    test_eq(synonyms('calm'), ())
    print(f'{len(labels)} labels, {len(every)} synonyms')
    test_eq(find_taxonomy(['Sadness', 'joy', 'fear', 'disgust', 'anger', 'surprise']), EKMAN)
    test_eq(find_taxonomy('joy,fear').name, 'custom')
    test_eq(find_taxonomy('sad,sadness,fear,disgust,anger,awe,amusement,excitement').name, 'custom') # one label twice
    test_fail(lambda: custom_taxonomy('joy,,fear'), contains='an empty label')
    test_fail(lambda: custom_taxonomy(',,'), contains='an empty label')
    test_fail(lambda: custom_taxonomy(['joy', 'Joy ']), contains='more than once: joy')
    test_fail(lambda: custom_taxonomy('joy'), contains='only 1 label given (joy): name at least 2')
    test_fail(lambda: custom_taxonomy([]), contains='only 0 label given (none)')
    for src, dst in permutations(TAXONOMIES.values(), 2):
        for label, to in map_table(src, dst).items():
            basis = counterpart(label, src, dst).basis
            test_eq(to is None, basis.startswith('none: '))
            assert basis.startswith(('same word', 'tree: ', 'GoEmotions ', 'judged: ', 'none: ')), basis
            if label in dst:
                test_eq(to, label)
            if to is None:
                continue
            assert src.valence[src.index(label)]*dst.valence[dst.index(to)] >= 0, (label, to)
            via = map_label(label, src, PARROTT25)
            if via and map_label(via, PARROTT25, dst):
                test_eq(map_label(via, PARROTT25, dst), to)
    test_eq(len(_maps()), sum(len(src) for src, dst in permutations(TAXONOMIES.values(), 2)))
    test_eq(map_table('ekman6', 'mikels8'),
            dict(anger='anger', disgust='disgust', fear='fear', joy=None, sadness='sadness', surprise=None))
    test_eq(map_label('irritabilty', PARROTT25, EKMAN), 'anger')
    test_eq(map_label('love', PARROTT6, EKMAN), None)
    test_eq(map_label('joy', EKMAN, EKMAN), 'joy')
    calm = custom_taxonomy('calm,awe')
    test_fail(lambda: map_label('glee', EKMAN, MIKELS), contains="unknown label 'glee' for ekman6")
    test_fail(lambda: map_label('calm', calm, MIKELS), contains='no reviewed map from custom to mikels8')
    test_eq([ground('awe', t) for t in ('word', 'scene')], ['awe', 'a scene evoking awe'])
    test_fail(lambda: ground('joy', 'scenery'), contains="unknown template 'scenery': choose one of word, scene")
    assert all('{emotion}' in t for t in TEMPLATES.values())
