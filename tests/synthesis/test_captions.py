# Generated from nbs/synthesis/25_captions.ipynb by tinyemo.dev.nbtools: edit the notebook.
from fastcore.test import test_eq
from tinyemo.synthesis.captions import clean_caption, groups_mentioned, inside, mentions, singular, split_words, things, with_article


def test_words_for_things():
    test_eq([singular(w) for w in ('dogs', 'wolves', 'bushes', 'grass')], ['dog', 'wolf', 'bush', 'grass'])
    [with_article(noun) for noun in ('otter', 'unicorn', 'grass', 'palm-tree', 'sunglasses', 'sky')]


def test_mentions():
    text = "Two brown dogs chase a black and white cat past a statue of a lion; no trees, a man's hat."
    found = mentions(split_words(text))
    test_eq([m.noun for m in found if not m.there], ['lion', 'tree', 'man'])
    for m in found:
        print(f'{m.noun:7}{m.count or "":3} {"there" if m.there else "mentioned":10} {" and ".join(m.colours)}')


def test_things():
    found = things('Two brown dogs chase a cat. Another cat sleeps on the grass beside three red apples.')
    test_eq([t.phrase for t in found], ['two brown dogs', 'a cat', 'grass', 'three red apples'])


def test_a_caption_as_an_answer():
    test_eq(clean_caption(' a cat   on\na mat '), 'A cat on a mat.')
    test_eq(inside('A cat on a mat. It sleeps.'), 'a cat on a mat')
    inside('Paris by night, seen from above.')


def test_edge_cases():
    nouns = lambda text: [t.noun for t in things(text)]
    test_eq(nouns(''), [])
    test_eq(nouns('A fly on a plate.'), ['fly', 'plate'])
    test_eq(nouns('Birds fly; people watch and rest.'), ['bird', 'people'])
    test_eq(nouns('A race track without cars. A car body. Four ski jumpers.'), [])
    test_eq(nouns('A guinea pig and two polar bears'), ['guinea-pig', 'polar-bear'])
    test_eq(nouns('A cloud that looks like a dog. A toy truck.'), ['cloud'])
    test_eq(nouns('The hat of a woman next to a rubber duck'), ['hat', 'woman', 'rubber-duck'])
    test_eq((nouns("A man's hand and the dog's tail"), nouns('A man’s hand and the dog’s tail')), ([], []))
    test_eq(groups_mentioned("A man's hand"), {'person'})
    test_eq(groups_mentioned('Rafters in white water'), {'person', 'nature'})
    test_eq(groups_mentioned('Sand.'), {'nature'})
    one = lambda text: things(text)[0]
    test_eq(one('Two women and three women.').count, None)
    test_eq(one('Four brown pine cones on a tree.').phrase, 'four brown pine cones')
    test_eq(one('An old, black, white and red car').phrase, 'a black, white and red car')
    test_eq((one('Five old cars.').count, one('Some cars.').count), (5, None))
    test_eq(one('A black, white and brown dog.').colour, 'black and white and brown')
    test_eq(one('A dog. The brown dog.').colour, '')
    test_eq(one('Two wolves.').phrase, 'two wolves')
    assert one('Sunglasses.').plural and not one('A dog.').plural
    test_eq(clean_caption('Already here!'), 'Already here!')
    test_eq(clean_caption(' ... '), '')
    test_eq(clean_caption('"quoted",'), 'Quoted.')
    test_eq(inside('Two dogs.'), 'two dogs')
    test_eq([with_article(w) for w in ('user', 'unit', 'umbrella')], ['a user', 'a unit', 'an umbrella'])
