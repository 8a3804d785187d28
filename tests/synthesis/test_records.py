# Generated from nbs/synthesis/02_records.ipynb by tinyemo.dev.nbtools: edit the notebook.
import codecs
import json
import matplotlib.pyplot as plt
import tempfile
import tracemalloc
from dataclasses import replace
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.figures import OKABE_ITO
from tinyemo.synthesis.conversations import Reroot, parse_record, single_turn
from tinyemo.synthesis.records import iter_array, iter_records, write_lines, write_llava


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


def test_edge_cases():
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
        f.write_text(json.dumps([records[0].llava(), {'id': 'text', 'conversations': []}]))
        test_fail(lambda: list(iter_records(f)), contains='record 2: lacks image: found id, conversations; `tinyemo c')
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
        reroot = Reroot(d)
        test_eq((reroot(both), reroot.missing), (None, ['set/beach.jpg, set/mob.jpg']))
        (Path(d)/'beach.jpg').touch()
        test_eq((reroot(both), reroot.missing[1:]), (None, ['set/mob.jpg']))
        (Path(d)/'mob.jpg').touch()
        test_eq(reroot(both), replace(both, image='beach.jpg', more=('mob.jpg',)))
    test_eq(both.pairs, [('<image>\nWhat is it?', 'A beach.'), ('And here?\n<image>', 'A crowd.')])
