# Generated from nbs/synthesis/00_conversations.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import tempfile
from dataclasses import asdict
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.synthesis.conversations import Record, Reroot, conversation, parse_record, single_turn


def test_a_record():
    r = single_turn('beach_01', 'train/beach_01.jpg', 'Describe the image.', 'A beach at dusk.', {'task': 'caption'})
    test_eq((r.question, r.answer), ('Describe the image.', 'A beach at dusk.'))
    test_eq(parse_record(json.loads(json.dumps(asdict(r)))), r)
    r.llava()
    turns = [{'from': 'human', 'value': '<image>\n<image>\nWhat changed?'}, {'from': 'gpt', 'value': 'The light.'}]
    two = parse_record({'image': ['noon.jpg', 'dusk.jpg'], 'id': 'beach', 'conversations': turns})
    test_eq((two.image, two.more, two.images), ('noon.jpg', ('dusk.jpg',), ('noon.jpg', 'dusk.jpg')))
    test_eq(two.question, '<image>\n<image>\nWhat changed?') # as it can be asked of a model
    two.llava()


def test_where_the_images_are():
    with tempfile.TemporaryDirectory() as d:
        (Path(d)/'train'/'3').mkdir(parents=True)
        (Path(d)/'train'/'3'/'beach.jpg').touch()
        reroot = Reroot(d)
        found = [reroot(Record('x', f'WEBEmo/train/{name}', [])) for name in ('3/beach.jpg', '3/beach.jpg', '11/mob.jpg')]
        far = reroot(Record('x', '/data/sets/WEBEmo/train/3/beach.jpg', []))
        for name in ('beach.jpg', 'train/beach.jpg'): # the longest end is another picture than shorter ones
            (Path(d)/name).touch()
        paths = ('x/beach.jpg', 'x/train/beach.jpg', 'x/train/3/beach.jpg')
        many = [reroot(Record('x', path, [])).image for path in paths]
    test_eq([r and r.image for r in found], ['train/3/beach.jpg', 'train/3/beach.jpg', None])
    test_eq((far.image, reroot.missing), ('train/3/beach.jpg', ['WEBEmo/train/11/mob.jpg']))
    test_eq(many, ['beach.jpg', 'train/beach.jpg', 'train/3/beach.jpg'])


def test_edge_cases():
    r = single_turn('beach_01', 'train/beach_01.jpg', 'Describe the image.', 'A beach at dusk.', {'task': 'caption'})
    test_eq(parse_record(r.llava()).llava(), r.llava())
    test_fail(lambda: parse_record({'id': 1, 'text': 'x'}), contains='lacks image, conversations: found id, text')
    for turns in (['hi', 'ho'], 5, None, {'from': 'human'}):
        row = {'id': 1, 'image': 'a', 'conversations': turns}
        test_fail(lambda: parse_record(row), contains='must be a list of turns')
    asked = [('What is it?', 'A beach.'), ('When?', 'At dusk.')]
    talk = conversation('beach_01', 'beach_01.jpg', asked)
    test_eq((talk.pairs, talk.question, len(talk.conversations)), (asked, 'What is it?', 4))
    test_eq(sum('<image>' in turn['value'] for turn in talk.conversations), 1)
    test_eq(parse_record(talk.llava()), talk)
    backwards = {'id': 1, 'image': 'a', 'conversations': r.conversations[::-1]}
    test_fail(lambda: parse_record(backwards), contains='must alternate')
    test_fail(lambda: parse_record([1]), contains='is not an object but list')
    test_fail(lambda: parse_record(r.llava() | {'id': 'half \ud83d'}), contains=r"holds half of a character, '\ud83d'")
    for image in (None, [], 7, ['a.png', 7], {'path': 'a.png'}):
        test_fail(lambda: parse_record(r.llava() | {'image': image}),
                  contains=f'image must be a path or a list of paths: {image}')
    test_eq(parse_record(r.llava() | {'image': ['train/beach_01.jpg']}).llava(), r.llava()) # a list of one
