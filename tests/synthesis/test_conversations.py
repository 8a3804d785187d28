# Generated from nbs/synthesis/00_conversations.ipynb by tinyemo.dev.nbtools: edit the notebook.
import codecs
import json
import matplotlib.pyplot as plt
import tempfile
import tracemalloc
from PIL import Image
from dataclasses import asdict, replace
from datasets import load_dataset
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.figures import OKABE_ITO
from tinyemo.synthesis.conversations import Record, Reroot, conversation, iter_array, iter_parquet, iter_records, parse_record, single_turn, write_lines, write_llava, write_parquet


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


def test_reading_one_record_at_a_time():
    def copies(n): # n records of half a kilobyte
        return (single_turn(f'{i}', 'a.png', 'Describe the image.', 'word '*80) for i in range(n))
    def peak(read): # largest memory while a file is read, in MB
        tracemalloc.start()
        read()
        used = tracemalloc.get_traced_memory()[1]/1e6
        tracemalloc.stop()
        return used
    sizes, whole, streamed = (1000, 4000, 8000), [], []
    with tempfile.TemporaryDirectory() as d:
        for n in sizes:
            write_llava(copies(n), f'{d}/{n}.json')
            whole.append(peak(lambda: json.loads(Path(f'{d}/{n}.json').read_text())))
            streamed.append(peak(lambda: sum(1 for _ in iter_array(f'{d}/{n}.json', size=1<<18))))
    assert whole[-1] > 5*whole[0] and streamed[-1] < 1.5*streamed[0]
    _, ax = plt.subplots(figsize=(4, 3), layout='constrained')
    ax.plot(sizes, whole, 's--', color=OKABE_ITO[1], label='json.loads')
    ax.plot(sizes, streamed, 'o-', color=OKABE_ITO[0], label='iter_array')
    ax.set(xlabel='records in the file', ylabel='peak memory (MB)', ylim=(0, None))
    ax.legend(frameon=False);
    beach = {'image': 'WEBEmo/train/3/beach.jpg', 'id': 'beach'}
    asked = ('<image>\nProvide emotional reasoning about the image, on what you feel and how is the depicted emotion. Also '
         'choose the emotion that best corresponds to the image from the following options:\n\n'
         'Labels: [nervousness, irritabilty]\n\nImportant: note that the correct label is nervousness.')
    published = [
        {**beach, 'conversations': [{'from': 'human', 'value': '<image>\nDescribe the image.'},
                                    {'from': 'gpt', 'value': 'Three people on a beach.'}]},
        {**beach, 'conversations': [{'from': 'human', 'value': '<image>\nWhat colour is the “sea”?'},
                                    {'from': 'gpt', 'value': 'It is blue.'}]},
        {'image': 'WEBEmo/train/11/mob.jpg', 'id': 'mob', 'conversations': [
            {'from': 'human', 'value': asked},
            {'from': 'gpt', 'value': 'Reasoning: The crowd looks tense.\n\nPredicted Label: nervousness'}]}]
    with tempfile.TemporaryDirectory() as d:
        f = Path(d)/'pretrain.json'
        f.write_text(json.dumps(published, indent=2))
        records = list(iter_records(f))
        test_eq([r.llava() for r in records], published)
        again, third = Path(d)/'again.json', Path(d)/'third.json'
        write_llava(records, again)
        write_llava(iter_records(again), third)
        test_eq(again.read_bytes(), third.read_bytes())
        test_eq(json.loads(again.read_text()), published)

        write_lines(records, f'{d}/r.jsonl')
        lines = Path(f'{d}/r.jsonl').read_text().splitlines()
        Path(f'{d}/r.jsonl').write_text('\n'.join([lines[0], lines[1][:30], '{"id": 3}', '', lines[2]]))
        bad = []
        test_eq(len(list(iter_records(f'{d}/r.jsonl', bad))), 2)


def test_where_the_images_are():
    with tempfile.TemporaryDirectory() as d:
        (Path(d)/'train'/'3').mkdir(parents=True)
        (Path(d)/'train'/'3'/'beach.jpg').touch()
        reroot = Reroot(d)
        found = [reroot(Record('x', f'WEBEmo/train/{name}', [])) for name in ('3/beach.jpg', '3/beach.jpg', '11/mob.jpg')]
        far = reroot(Record('x', '/data/sets/WEBEmo/train/3/beach.jpg', []))
    test_eq([r and r.image for r in found], ['train/3/beach.jpg', 'train/3/beach.jpg', None])
    test_eq((far.image, reroot.missing), ('train/3/beach.jpg', ['WEBEmo/train/11/mob.jpg']))


def test_parquet_for_the_hugging_face_hub():
    def picture_record(i):
        meta = {'task': 'caption', 'facts': {'n': i}}
        return single_turn(f'{i}', f'{i}.png', 'Describe the image.', f'Picture {i}.', meta)
    records = [picture_record(i) for i in range(5)]
    with tempfile.TemporaryDirectory() as d:
        for r in records:
            Image.new('RGB', (8, 8), (40*int(r.id), 0, 0)).save(f'{d}/{r.image}')
        n = write_parquet(records, f'{d}/r.parquet', d, group=2)
        test_eq((n, list(iter_parquet(f'{d}/r.parquet'))), (5, records))
        hub = load_dataset('parquet', data_files=f'{d}/r.parquet', cache_dir=f'{d}/cache', split='train')
        test_eq(hub[2]['conversations'], records[2].conversations)
        test_eq(hub[2]['image'].getpixel((0, 0)), (80, 0, 0))


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
    for image in (None, [], 7, ['a.png', 7], {'path': 'a.png'}):
        test_fail(lambda: parse_record(r.llava() | {'image': image}),
                  contains=f'image must be a path or a list of paths: {image}')
    test_eq(parse_record(r.llava() | {'image': ['train/beach_01.jpg']}).llava(), r.llava()) # a list of one
    talk = [{'from': 'human', 'value': '<image>\nWhat is it?'}, {'from': 'gpt', 'value': 'A beach.'},
            {'from': 'human', 'value': 'And here?\n<image>'}, {'from': 'gpt', 'value': 'A crowd.'}]
    row = {'image': ['set/beach.jpg', 'set/mob.jpg'], 'id': 'both', 'conversations': talk}
    with tempfile.TemporaryDirectory() as d:
        both = parse_record(row | {'meta': {'task': 'vqa'}})
        write_llava([both], f'{d}/r.json')
        test_eq(json.loads(Path(f'{d}/r.json').read_text()), [row])
        write_lines([both], f'{d}/r.jsonl')
        test_eq(list(iter_records(f'{d}/r.jsonl')), [both])
        test_eq(parse_record(json.loads(Path(f'{d}/r.jsonl').read_text())).images, both.images)
        test_fail(lambda: write_parquet([both], f'{d}/r.parquet'), contains='record both has 2 images, a row of a parquet')
        reroot = Reroot(d)
        test_eq((reroot(both), reroot.missing), (None, ['set/beach.jpg, set/mob.jpg']))
        (Path(d)/'beach.jpg').touch()
        test_eq((reroot(both), reroot.missing[1:]), (None, ['set/mob.jpg']))
        (Path(d)/'mob.jpg').touch()
        test_eq(reroot(both), replace(both, image='beach.jpg', more=('mob.jpg',)))
    test_eq(both.pairs, [('<image>\nWhat is it?', 'A beach.'), ('And here?\n<image>', 'A crowd.')])
    with tempfile.TemporaryDirectory() as d:
        records = [single_turn(f'{i}', 'a.png', 'Why “so”?', f'Picture {i}.') for i in range(3)]
        f = Path(d)/'r.json'
        f.write_text(json.dumps([r.llava() for r in records], indent=2, ensure_ascii=False))
        test_eq(list(iter_array(f, size=7)), [r.llava() for r in records])
        test_eq((write_llava([], f'{d}/none.json'), list(iter_records(f'{d}/none.json'))), (0, []))
        f.write_text(json.dumps([r.llava() for r in records])[:-90])
        test_fail(lambda: list(iter_records(f)), contains='is cut off or damaged after 2 records')
        write_lines(records, f'{d}/r.jsonl')
        test_eq(list(iter_records(f'{d}/r.jsonl')), records)
        Path(f'{d}/r.jsonl').write_text(f'{json.dumps(records[0].llava())}\n{{"id": 3')
        test_fail(lambda: list(iter_records(f'{d}/r.jsonl')), contains='line 2: is not valid JSON')
        test_fail(lambda: Reroot(f'{d}/nowhere'), contains='does not exist')

        array, line = json.dumps([r.llava() for r in records]), json.dumps(records[0].llava(), ensure_ascii=False)
        f.write_text(array + ' \n', encoding='utf-8-sig')
        test_eq([r.id for r in iter_records(f)], ['0', '1', '2'])
        for rest in (array, 'and more', 100_000*' ' + 'x'):
            f.write_text(f'{array}\n{rest}')
            test_fail(lambda: list(iter_records(f)), contains='goes on behind its array of 3 records, with')
        f.write_text(f'[{line}, {100_000*"["}')
        test_fail(lambda: list(iter_records(f)), contains='record 2 is nested too deeply')
        lines = f'{line}\n[{line}]\n{100_000*"["}\n'
        f.write_bytes(codecs.BOM_UTF8 + lines.encode() + '{"id": "más"}\n'.encode('latin-1') + line.encode())
        bad = []
        test_eq(len(list(iter_records(f, bad))), 2)
        test_eq([(n, why) for n, why, _ in bad], [(2, 'is not an object but list'), (3, 'is nested too deeply'),
                                                 (4, 'is not UTF-8 (byte 9)')])
        f.write_bytes('["más"]'.encode('latin-1'))
        test_fail(lambda: list(iter_records(f)), contains='is not UTF-8')
        test_fail(lambda: list(iter_records(f'{d}/nowhere')), contains='does not exist')
    with tempfile.TemporaryDirectory() as d:
        records = [single_turn('2', '2.png', 'Describe the image.', 'Picture 2.')]
        test_eq((write_parquet(records, f'{d}/r.parquet'), list(iter_parquet(f'{d}/r.parquet'))), (1, records))
        hub = load_dataset('parquet', data_files=f'{d}/r.parquet', cache_dir=f'{d}/cache', split='train')
        test_eq((hub[0]['image'], hub[0]['conversations']), ('2.png', records[0].conversations))
        gone = [Record('x', 'gone.png', [], {})]
        test_fail(lambda: write_parquet(gone, f'{d}/x.parquet', d), contains='gone.png cannot be embedded')
