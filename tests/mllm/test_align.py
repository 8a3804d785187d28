# Generated from nbs/mllm/20_align.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import torch
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.images.features import FeatureSet
from tinyemo.mllm.align import _fits, _frequent, _ridge, align, ridge, stated, word_vector
from tinyemo.mllm.model import MLLM, MLLMSpec
from tinyemo.mllm.tiny import FAMILIES, tiny_mllm
from tinyemo.synthesis.conversations import single_turn


def test_what_the_records_say_of_each_image():
    rs = [single_turn('1', 'a.png', 'What colour is the top?', 'It is red.', {"gold": "anger"}),
          single_turn('2', 'a.png', 'Describe the image.',
                      'A person with a hat and narrowed eyes. There is no beard.'),
          single_turn('3', 'b.png', 'Does the person wear glasses?', 'No, there are no glasses.')]
    of_a = {'emotion': {'anger'}, 'clothing': {'red'}, 'headwear': {'hat'}, 'eyes': {'narrowed'}, 'facial_hair': {'no'}}
    test_eq(stated(rs), {'a.png': of_a, 'b.png': {'eyewear': {'no'}}})
    light = single_turn('4', 'c.png', 'Describe the image.', 'A bright, vivid photograph of a dark street.')
    assert 'c.png' in stated([light]) # words that are measured on a photograph are facts that nobody checks here


def test_a_closed_form():
    for name in ('Gemma-3', 'Gemma-2', 'SmolLM2'):
        family = FAMILIES[name]
        read = MLLM(family.llm(), family.tokenizer(), MLLMSpec('toy', 4, 10, 'mlp'))
        embedding = read.llm.get_input_embeddings()
        letters = read.tokenizer(' joy', add_special_tokens=False, return_tensors='pt').input_ids
        test_close(word_vector(read, 'joy'), embedding(letters)[0].detach().mean(0), eps=1e-6)
        rows = embedding.weight[letters[0]].detach().mean(0)
        test_close(word_vector(read, 'joy')/rows, torch.full((32,), 32**.5 if 'Gemma' in name else 1.), eps=1e-2)


def test_any_words_of_captions():
    rng = np.random.default_rng(0)
    words = 'cat dog bird tree river snow boat child smile night'.split()
    theme = np.repeat(np.arange(50), 6)
    there = rng.random((50, 10))[theme] < .35 # pictures of a theme show the same things
    mixed = 3 + there@rng.normal(size=(10, 40)) + .3*rng.normal(size=(300, 40)) # not around zero, as no encoder's are
    toy_words = FeatureSet(mixed.astype(np.float16), None, [f'{i}.png' for i in range(300)], meta={'encoder': 'toy'})
    captions = [single_turn(str(i), f'{i}.png', 'Describe the image.', ' '.join(np.array(words)[there[i]]) or 'Nothing.',
                            {'theme': str(theme[i])}) for i in range(200)]
    m = tiny_mllm('words')
    tokens = m.as_tokens(toy_words.features)
    report = align(m.normalise(tokens[:200]), toy_words, captions)
    shown = m.connector.chosen((tokens[200:]-m.mean)*m.scale)['said']
    scores = m.connector.score['said'].read(((tokens[:200]-m.mean)*m.scale).flatten(1))[:, :report['said']['words']]
    assert (scores.std(0)-1).abs().max() < .1 # so that rare words and frequent ones can be compared
    vectors = torch.stack([word_vector(m, word) for word in words])
    which = (m.connector.said[shown].unsqueeze(2)-vectors).norm(dim=-1).argmin(2).numpy()
    some = there[200:].any(1)
    first_true = np.take_along_axis(there[200:], which[:, :1], 1)[some].mean()
    assert first_true > .95


def test_facts_tried_out():
    rng = np.random.default_rng(0)
    shirts, moods = ['red', 'blue', 'green'], ['anger', 'awe']
    n, maps = 200, rng.normal(size=(5, 40))
    shirt = rng.integers(3, size=n)
    mood = rng.integers(2, size=n)
    mixed = np.eye(3)[shirt]@maps[:3] + np.eye(2)[mood]@maps[3:] + .3*rng.normal(size=(n, 40))
    toy = FeatureSet(mixed.astype(np.float16), None, [f'{i}.png' for i in range(n)], meta={'encoder': 'toy'})
    tokens = torch.from_numpy(toy.features.reshape(-1, 4, 10))
    rs = [single_turn(str(i), f'{i}.png', 'What colour is the top?', f'The top is {shirts[shirt[i]]}.',
                      {"gold": moods[mood[i]]}) for i in range(100)]
    m = tiny_mllm('readout').normalise(tokens[:100])
    report = align(m, toy, rs)
    seen = m.image_embeddings(tokens[100:]).detach()
    for kind, words, truth in (('clothing', shirts, shirt), ('emotion', moods, mood)):
        place = 2*list(report).index(kind)+1
        vectors = torch.stack([word_vector(m, w) for w in words])
        nearest = (seen[:, place, None]-vectors).norm(dim=-1).argmin(1).numpy()
        assert (nearest == truth[100:]).mean() > .95
    x, y = rng.normal(size=(12, 30)).astype(np.float32), rng.normal(size=(12, 2)).astype(np.float32)
    w, b, r2 = ridge(x, y, np.array([.1]))
    centred = x-x.mean(0)
    total = np.linalg.eigvalsh(centred@centred.T).sum()
    def naive(i): # ridge without row i, its penalty unchanged, the centre of all rows
        keep = np.arange(12) != i
        a = np.c_[centred, np.ones(12)]
        penalty = np.diag([*[.1*total]*30, 0])
        beta = np.linalg.solve(a[keep].T@a[keep]+penalty, a[keep].T@y[keep])
        return a[i]@beta
    error = sum(((y[i]-naive(i))**2).sum() for i in range(12))
    test_close(r2, 1-error/((y-y.mean(0))**2).sum(), eps=1e-3)
    pairs = np.arange(12)//2 # left out two by two
    *_, two_out = _ridge(x, y, np.array([.1]), pairs)
    for g in range(6):
        keep = pairs != g
        a, penalty = np.c_[centred, np.ones(12)], np.diag([*[.1*total]*30, 0])
        test_close(two_out[~keep], a[~keep]@np.linalg.solve(a[keep].T@a[keep] + penalty, a[keep].T@y[keep]), eps=1e-3)
    test_eq(ridge(x, np.ones((12, 1), np.float32))[2], 0.) # nothing to tell apart
    told = [{'top': ['red']}, {'top': ['red', 'blue']}, {'top': ['green']}]
    test_eq(_frequent(told, [0, 1, 2], 'top', 2), ['red']) # as many as are asked for are enough
    both = {i: {'top': {'red', 'blue'} if i%2 else {'red'}, 'mood': {shirts[shirt[i]]}} for i in range(100)}
    m.connector.score = torch.nn.Linear(1, 4) # two words for the top leave two of the three moods
    fit, moods_left = _fits(m, toy, both, 5)
    pixels = ((tokens[:100] - m.mean)*m.scale).flatten(1).numpy()
    test_close((pixels@fit.weights + fit.bias).mean(0), [.75, .25], eps=.01) # of two words at once each has half a share
    test_eq((fit.words, len(moods_left.words)), (['red', 'blue'], 2))
    line = np.arange(30, dtype=np.float32)[:, None] + 100 # far from zero: the offset has to make up for it
    slope, offset, _ = ridge(line, 3*line + 2, np.array([1e-9]))
    test_close((slope.item(), offset.item()), (3, 2), eps=.01)
    test_fail(lambda: align(tiny_mllm('mlp'), toy, rs),
              contains="a closed-form start needs connector 'readout' or 'words', this model has 'mlp'")
    nothing = [single_turn('1', '0.png', 'What?', 'Nothing to see.')]
    test_fail(lambda: align(m, toy, nothing), contains='the records state nothing')
    test_fail(lambda: align(tiny_mllm('words'), toy, nothing), contains='the captions of 1 images have 0 words in common')
