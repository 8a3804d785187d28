# Generated from nbs/projector/00_prototypes.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import pytest
import tempfile
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.projector.prototypes import SOURCES, WordSpace, WordTable, build_table, centre, class_prototypes, mean_rows, reference_words, shipped_table, source_vectors, whiten


def test_a_table_of_words():
    table = WordTable(['joy', 'fear'], np.array([[1., 2.], [3., 4.]]), 'by hand')
    with tempfile.TemporaryDirectory() as d:
        again = WordTable.load(table.save(Path(d)/'t.safetensors'))
    test_eq((again.words, again.source), (table.words, 'by hand'))
    test_close(again.vectors, table.vectors)


def test_rows_of_a_language_model_s_input_table():
    vocabulary = {' joy': [0], ' fear': [1, 2]}
    rows = np.array([[1., 0.], [0., 1.], [0., 3.]])
    test_close(mean_rows(['joy', 'fear'], vocabulary.get, rows), [[1, 0], [0, 2]])


def test_other_sources():
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    words = {'[UNK]': 0, 'joy': 1, 'fear': 2, 'evoking': 3}
    tokens = Tokenizer(models.WordLevel(words, '[UNK]'))
    tokens.pre_tokenizer = pre_tokenizers.Whitespace()
    llama = LlamaForCausalLM(LlamaConfig(vocab_size=4, hidden_size=8, intermediate_size=8, num_hidden_layers=2, num_attention_heads=2))
    with tempfile.TemporaryDirectory() as d:
        llama.save_pretrained(d)
        PreTrainedTokenizerFast(tokenizer_object=tokens, unk_token='[UNK]').save_pretrained(d)
        v = source_vectors(['joy', 'evoking fear'], f'llm:{d}')
    weight = llama.get_input_embeddings().weight.detach().numpy()
    test_close(v, [weight[1], weight[2:].mean(0)])
    test_fail(lambda: source_vectors(['joy'], 'llm:./no-such-model'), contains='could not be loaded')
    test_fail(lambda: source_vectors(['joy'], 'gpt9'), contains="unknown prototype source")


def test_a_space_of_words():
    x = np.random.default_rng(0).normal(size=(200, 3))*[1, 5, .2] + 3
    test_close(centre(x, x).mean(0), np.zeros(3))
    round_ = whiten(x, x, shrink=0)
    test_close(round_.T@round_/len(x), np.eye(3))
    space = WordSpace()
    z = space(['joy', 'fear', 'anger'])
    test_close(np.linalg.norm(z, axis=1), np.ones(3))
    print(len(reference_words()), 'words')
    (z@z.T).round(2)


def test_prototypes_of_a_set_of_labels():
    from tinyemo.images.taxonomy import EKMAN

    one, each, mean = (class_prototypes(EKMAN.labels, mode=m) for m in ('none', 'each', 'mean'))
    test_eq((one.labels.tolist(), one.words), (list(range(6)), list(EKMAN.labels)))
    test_eq(np.bincount(each.labels).tolist(), [4]*6)
    expected = each.vectors[each.labels == 3].mean(0)
    test_close(mean.vectors[3], expected/np.linalg.norm(expected))


@pytest.mark.slow
def test_making_the_shipped_tables_slow():
    for source in SOURCES:
        fresh = build_table(source)
        shipped = shipped_table(source)
        test_eq(fresh.words, shipped.words)
        test_close(fresh.vectors, shipped.vectors, eps=2e-3)
