# Generated from nbs/evaluation/70_texts.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import matplotlib.pyplot as plt
from fastcore.test import test_close, test_eq
from tinyemo.evaluation.texts import text_scores, text_table
from tinyemo.figures import RIGHT, WRONG


def test_all_measures():
    scene = {'kind': 'drawing', 'label': 'joy', 'ekman': 'joy', 'word': 'happy', 'valence': 'positive', 'clothing': 'red',
             'hair_colour': 'black', 'hair': 'black hair', 'headwear': '', 'eyewear': '', 'facial_hair': '',
             'brows': 'raised brows', 'eyes': 'closed eyes', 'mouth': 'a wide smile'}
    looping = 'The open mouth and the blue top speak of joy and joy and joy and joy and joy.'
    rows = [{'path': 'a', 'label': 'joy', 'stated': 'joy', 'reasoning': 'A wide smile and a red top speak of happiness.'},
            {'path': 'b', 'label': 'joy', 'stated': 'fear', 'reasoning': looping},
            {'path': 'c', 'label': None, 'stated': None, 'reasoning': 'Nothing.'}]
    about = [{'gold': 'joy', 'scene': scene, 'references': ['A wide smile.']},
             {'gold': 'joy', 'scene': scene, 'objects': ['mouth']}, {}]
    s = text_scores(rows, about, draws=50)
    m = {name: v['value'] for name, v in s['metrics'].items()}
    test_close([m['ends in a label'], m['stated label is the gold label'], m['stated label is the projector’s'],
                m['argues for its label, by lexicon']], [2/3, .5, .5, .5])
    faultless = s['metrics']['texts without a false statement']
    test_eq((faultless['value'], faultless['n'], m['objects hallucinated, share of mentions']), (.5, 2, 0.))
    assert m['repeated four-word runs'] > 0 and s['metrics']['bleu']['n'] == 1
    json.dumps(s)

    checks = [name for name in m if name.startswith(('ends', 'stated', 'argues', 'texts'))]
    fig, ax = plt.subplots(figsize=(6, 2.2), layout='constrained')
    for i, name in enumerate(checks):
        told = s['metrics'][name]
        agree = told['value']*told['n']
        ax.barh(i, agree, color=RIGHT)
        ax.barh(i, told['n']-agree, left=agree, color=WRONG, hatch='//', edgecolor='white')
        ax.barh(i, 3-told['n'], left=told['n'], color='.85')
    ax.set(yticks=range(len(checks)), yticklabels=checks, ylim=(len(checks)-.5, -.5), xlabel='texts', xticks=range(4))
    names = ['agrees', 'disagrees', 'cannot be told']
    ax.legend(names, frameon=False, fontsize=8, ncols=3, loc='lower center', bbox_to_anchor=(.4, 1));
    test_eq([s['metrics'][name]['n'] for name in checks], [3, 2, 2, 2, 2])
    text_table({'three rows': s})
