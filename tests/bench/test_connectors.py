# Generated from nbs/bench/26_connectors.ipynb by tinyemo.dev.nbtools: edit the notebook.
import pandas as pd
import tempfile
from fastcore.test import test_eq, test_fail
from tinyemo.bench.connectors import connector_row, connectors_bench, halves
from tinyemo.mllm.tiny import tiny_llm, tiny_tokenizer
from tinyemo.synthesis.build import build_dataset
from tinyemo.synthesis.conversations import single_turn
from tinyemo.synthesis.records import iter_records, write_lines


def test_one_connector():
    quiet = {'disable_tqdm': True, 'report_to': 'none', 'logging_strategy': 'no'}
    with tempfile.TemporaryDirectory() as d:
        build_dataset('faces:16', f'{d}/set', 'templates', say=lambda *a: None)
        tiny_llm(64, 64).save_pretrained(f'{d}/llm')
        tiny_tokenizer().save_pretrained(f'{d}/llm')
        few = dict(connectors=('mlp', 'shuffle', 'readout'), steps=2, batch=2, options=quiet)
        found = connectors_bench(f'{d}/set', f'{d}/out', llm=f'{d}/llm', say=lambda n: None, **few)
        learn, held, _ = halves(f'{d}/set', f'{d}/out')
        apart = [{r.image for r in iter_records(part)} for part in (learn, held)]
    assert not apart[0] & apart[1] and min(map(len, apart)) > 1
    rows = {row['connector']: row for row in found['rows']}
    test_eq(rows['shuffle']['places'], 4)
    assert rows['mlp']['low'] <= rows['mlp']['another picture / right']
    pd.DataFrame(found['rows']).set_index('connector').round(2)


def test_edge_cases():
    strange = 'mlp', 'perceiver'
    test_fail(lambda: connectors_bench('none', 'none', connectors=strange), contains="unknown connector 'perceiver'")
    with tempfile.TemporaryDirectory() as d:
        build_dataset('faces:8', f'{d}/set', 'templates', say=lambda *a: None)
        bare = [single_turn(r.id, r.image, 'What is it?', 'It is it.') for r in iter_records(f'{d}/set/records.jsonl')]
        write_lines(bare, f'{d}/bare.jsonl')
        tiny_llm(64, 64).save_pretrained(f'{d}/llm')
        tiny_tokenizer().save_pretrained(f'{d}/llm')
        files = f'{d}/bare.jsonl', f'{d}/bare.jsonl', f'{d}/set/images'
        row = connector_row('readout', files, f'{d}/model', 2, llm=f'{d}/llm', say=lambda *a: None)
    assert row['start'].startswith('none: ') and row['loss'] is None
