# Generated from nbs/synthesis/00_conversations.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import tempfile
from dataclasses import asdict
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.synthesis.conversations import Record, Reroot, iter_array, iter_parquet, iter_records, parse_record, single_turn, write_lines, write_llava, write_parquet


def test_a_record():
    r = single_turn('beach_01', 'train/beach_01.jpg', 'Describe the image.', 'A beach at dusk.', {'task': 'caption'})
    test_eq(parse_record(json.loads(json.dumps(asdict(r)))), r)
    test_eq(parse_record(r.llava()).llava(), r.llava())
    test_eq((r.question, r.answer), ('Describe the image.', 'A beach at dusk.'))
    test_fail(lambda: parse_record({'id': 1, 'text': 'x'}), contains='lacks image, conversations: found id, text')
    test_fail(lambda: parse_record({'id': 1, 'image': 'a', 'conversations': ['hi', 'ho']}), contains='must be a list of turns')
    test_fail(lambda: parse_record({'id': 1, 'image': 'a', 'conversations': r.conversations[::-1]}), contains='must alternate')
    r.llava()


def test_reading_one_record_at_a_time():
    published = [
        {'image': 'WEBEmo/train/3/beach.jpg', 'id': 'beach', 'conversations': [{'from': 'human', 'value': '<image>\nDescribe the image.'}, {'from': 'gpt', 'value': 'Three people on a beach.'}]},
        {'image': 'WEBEmo/train/3/beach.jpg', 'id': 'beach', 'conversations': [{'from': 'human', 'value': '<image>\nWhat colour is the “sea”?'}, {'from': 'gpt', 'value': 'It is blue.'}]},
        {'image': 'WEBEmo/train/11/mob.jpg', 'id': 'mob', 'conversations': [
            {'from': 'human', 'value': '<image>\nProvide emotional reasoning about the image, on what you feel and how is the depicted emotion. Also choose the emotion that best '
                                   'corresponds to the image from the following options:\n\nLabels: [nervousness, irritabilty]\n\nImportant: note that the correct label is nervousness.'},
            {'from': 'gpt', 'value': 'Reasoning: The crowd looks tense.\n\nPredicted Label: nervousness'}]}]
    with tempfile.TemporaryDirectory() as d:
        f = Path(d)/'pretrain.json'
        f.write_text(json.dumps(published, indent=2))
        records = list(iter_records(f))
        test_eq([r.llava() for r in records], published)
        write_llava(records, f'{d}/again.json')
        write_llava(iter_records(f'{d}/again.json'), f'{d}/third.json')
        test_eq(Path(f'{d}/again.json').read_bytes(), Path(f'{d}/third.json').read_bytes())
        test_eq(json.loads(Path(f'{d}/again.json').read_text()), published)
        test_eq(list(iter_array(f, size=7)), published) # wherever the pieces are cut
        write_lines(records, f'{d}/r.jsonl')
        test_eq(list(iter_records(f'{d}/r.jsonl')), records)
        test_eq((write_llava([], f'{d}/none.json'), list(iter_records(f'{d}/none.json'))), (0, []))
        f.write_text(json.dumps(published)[:-200])
        test_fail(lambda: list(iter_records(f)), contains='is cut off or damaged after 2 records')
        lines = Path(f'{d}/r.jsonl').read_text().splitlines()
        Path(f'{d}/r.jsonl').write_text('\n'.join([lines[0], lines[1][:30], '{"id": 3}', '', lines[2]]))
        bad = []
        test_eq(len(list(iter_records(f'{d}/r.jsonl', bad))), 2)
        test_fail(lambda: list(iter_records(f'{d}/r.jsonl')), contains='line 2: is not valid JSON')


def test_where_the_images_are():
    with tempfile.TemporaryDirectory() as d:
        (Path(d)/'train'/'3').mkdir(parents=True)
        (Path(d)/'train'/'3'/'beach.jpg').touch()
        reroot = Reroot(d)
        found = [reroot(Record('x', f'WEBEmo/train/{name}', [])) for name in ('3/beach.jpg', '3/beach.jpg', '11/mob.jpg')]
        test_eq([r and r.image for r in found], ['train/3/beach.jpg', 'train/3/beach.jpg', None])
        test_eq(reroot(Record('x', '/data/sets/WEBEmo/train/3/beach.jpg', [])).image, 'train/3/beach.jpg')
        test_eq(reroot.missing, ['WEBEmo/train/11/mob.jpg'])
        test_fail(lambda: Reroot(f'{d}/nowhere'), contains='does not exist')


def test_parquet_for_the_hugging_face_hub():
    from datasets import load_dataset
    from PIL import Image

    records = [single_turn(f'{i}', f'{i}.png', 'Describe the image.', f'Picture {i}.', {'task': 'caption', 'facts': {'n': i}}) for i in range(5)]
    with tempfile.TemporaryDirectory() as d:
        for r in records:
            Image.new('RGB', (8, 8), (40*int(r.id), 0, 0)).save(f'{d}/{r.image}')
        for images in ('', d):
            test_eq(write_parquet(records, f'{d}/r.parquet', images, group=2), 5)
            test_eq(list(iter_parquet(f'{d}/r.parquet')), records)
            hub = load_dataset('parquet', data_files=f'{d}/r.parquet', cache_dir=f'{d}/cache{bool(images)}', split='train')
            test_eq(hub[2]['conversations'], records[2].conversations)
            test_eq(hub[2]['image'].getpixel((0, 0)) if images else hub[2]['image'], (80, 0, 0) if images else '2.png')
        test_fail(lambda: write_parquet([Record('x', 'gone.png', [], {})], f'{d}/x.parquet', d), contains='gone.png cannot be embedded')
