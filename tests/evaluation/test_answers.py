# Generated from nbs/evaluation/66_answers.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import tempfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.evaluation.answers import join, read_answers, read_known


def test_rows_and_what_is_known_of_their_images():
    with tempfile.TemporaryDirectory() as d:
        def write(name, *rows): Path(d, name).write_text('\n'.join(map(json.dumps, rows)))
        write('answers.jsonl', {'path': 'a/pictures/x.png', 'label': 'joy', 'stated': 'joy', 'reasoning': 'A smile.'},
              {'path': 'y.png', 'answer': 'red'})
        conversation = [{'from': 'human', 'value': 'Why?'},
                        {'from': 'gpt', 'value': 'Reasoning: Two.\n\nPredicted Label: joy'}]
        write('refs.jsonl', {'path': 'pictures/x.png', 'references': ['One.'], 'gold': 'joy'},
              {'id': 'x', 'image': 'pictures/x.png', 'conversations': conversation})
        rows, known = read_answers(f'{d}/answers.jsonl'), read_known(f'{d}/refs.jsonl')
        test_eq(join(rows, known), [{'references': ['One.', 'Two.'], 'gold': 'joy'}])
    join(rows, known)


def test_edge_cases():
    with tempfile.TemporaryDirectory() as d:
        nothing = Path(d, 'none.jsonl')
        nothing.write_text(json.dumps({'path': 'y.png'}))
        test_fail(lambda: read_answers(nothing), contains='no row with a reasoning')
        nothing.write_text('3\n[]\n' + json.dumps({'reasoning': 'Calm.'}))
        test_fail(lambda: read_answers(nothing), contains='row 3 has no path')
        nothing.write_text(json.dumps({'image': 'y.png', 'id': 'y', 'conversations': 'x'}))
        test_fail(lambda: read_known(nothing), contains='row 1: conversations must be a list of turns')
        nothing.write_text('3')
        test_fail(lambda: read_known(nothing), contains='is no row')
        nothing.write_text('\n'.join(json.dumps({'path': 'a/0.png', 'gold': gold}) for gold in ('joy', 'fear')))
        test_fail(lambda: read_known(nothing), contains="two things of a/0.png: gold 'joy' and 'fear'")
        nothing.write_text(json.dumps({'gold': 'joy'}))
        test_fail(lambda: read_known(nothing), contains='neither path nor image')
    answers = [{'path': 'a/x.png'}, {'path': 'y.png'}]
    test_fail(lambda: join(answers, {'z.png': {}}), contains='about an image that is known')
    test_fail(lambda: join([{'path': 'awe/0.png'}], {'fear/0.png': {'gold': 'fear'}}), contains='about an image that is')
