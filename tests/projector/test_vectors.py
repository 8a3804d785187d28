# Generated from nbs/projector/00_vectors.ipynb by tinyemo.dev.nbtools: edit the notebook.
import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
import tempfile
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from safetensors.numpy import save_file
from tinyemo.images.fingerprints import unit
from tinyemo.projector.vectors import PUBLISHED, Published, WordTable, mean_rows, minilm_vectors, published_vectors, shipped_table, source_vectors, word_vectors
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import AutoModel, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from unittest.mock import patch


def test_a_table_of_words():
    table = WordTable(['joy', 'fear'], np.array([[1., 2.], [3., 4.]]), 'by hand')
    with tempfile.TemporaryDirectory() as d:
        again = WordTable.load(table.save(Path(d)/'t.safetensors'))
    test_eq((again.words, again.source), (table.words, 'by hand'))
    test_close(again.vectors, table.vectors)


def test_rows_of_a_language_model_s_input_table():
    vocabulary = {' joy': [0], ' fear': [1, 2]}
    rows = np.array([[1., 0.], [0., 1.], [0., 3.]])
    vectors = mean_rows(['joy', 'fear'], vocabulary.get, rows)
    test_close(vectors, [[1, 0], [0, 2]])


def test_words_of_the_published_projectors():
    words = {'[UNK]': 0, 'joy': 1, 'fear': 2, 'evoking': 3}
    tokens = Tokenizer(models.WordLevel(words, '[UNK]'))
    tokens.pre_tokenizer = pre_tokenizers.Whitespace()
    config = LlamaConfig(vocab_size=4, hidden_size=8, intermediate_size=8, num_hidden_layers=2, num_attention_heads=2)
    llama = LlamaForCausalLM(config)
    with tempfile.TemporaryDirectory() as d:
        llama.save_pretrained(d)
        PreTrainedTokenizerFast(tokenizer_object=tokens, unk_token='[UNK]').save_pretrained(d)
        vectors = source_vectors(['joy', 'evoking fear'], f'llm:{d}')
    weight = llama.get_input_embeddings().weight.detach().numpy()
    test_close(vectors, [weight[1], weight[2:].mean(0)])
    vectors.round(2)
    words = {'<s>': 0, '[UNK]': 1, 'joy': 2, 'fear': 3, 'awe': 4}
    tokens = Tokenizer(models.WordLevel(words, '[UNK]'))
    tokens.pre_tokenizer = pre_tokenizers.Whitespace()
    tokens.post_processor = processors.TemplateProcessing(single='<s> $A', special_tokens=[('<s>', 0)])
    table = np.random.default_rng(0).normal(size=(5, 64)).astype(np.float32)
    key = 'model.embed_tokens.weight'
    with tempfile.TemporaryDirectory() as d:
        LlamaConfig(vocab_size=5, hidden_size=64, num_attention_heads=2, num_hidden_layers=1).save_pretrained(d)
        save_file({key: table}, f'{d}/model.safetensors', {'format': 'pt'})
        PreTrainedTokenizerFast(tokenizer_object=tokens, unk_token='[UNK]', bos_token='<s>').save_pretrained(d)
        rows = {'tiny': Published('', '', d), 'named': Published('', '', d, table=key),
                'other': Published('', '', d, table='x'), 'gone': Published('', '', f'{d}/gone')}
        with patch.dict(PUBLISHED, rows):
            ways = {'with start': 'published:tiny', 'without': f'llm:{d}'}
            found = {way: unit(source_vectors(['joy', 'fear'], source)) for way, source in ways.items()}
            test_eq(published_vectors(['joy'], 'named'), published_vectors(['joy'], 'tiny')) # its table named
            for name in ('gone', 'other'):
                test_fail(lambda: published_vectors(['joy'], name), contains=f"the words of '{name}'")
    test_close(found['with start'], unit((table[0] + table[2:4])/2), eps=1e-6)
    test_close(found['without'], unit(table[2:4]), eps=1e-6)
    cosines = {way: round(float(z[0]@z[1]), 2) for way, z in found.items()} # of joy and fear
    assert cosines['with start'] > cosines['without'] + .3


def test_tables_that_ship():
    words = ['joy', 'delight', 'contentment', 'sadness', 'grief', 'anger', 'rage', 'fear', 'terror', 'disgust']
    fig, axes = plt.subplots(1, 2, figsize=(8, 3.6), layout='constrained')
    for ax, source in zip(axes, ('smollm2', 'minilm')):
        z = unit(word_vectors(words, source))
        cosines = z@z.T
        sns.heatmap(cosines, vmin=0, vmax=1, cmap='cividis', square=True, xticklabels=words, yticklabels=words,
                    ax=ax, cbar=ax is axes[1])
        ax.set_title(source)
        if source == 'minilm':
            assert cosines[3, 4] > cosines[0, 3] and cosines[7, 8] > cosines[0, 7]
    plt.close()


def test_edge_cases():
    test_fail(lambda: source_vectors(['joy'], 'llm:./no-such-model'), contains='could not be loaded')
    test_fail(lambda: source_vectors(['joy'], 'gpt9'), contains='unknown prototype source')
    test_eq(len(shipped_table('gpt9').words), 0)
    with patch('transformers.AutoModel.from_pretrained', wraps=AutoModel.from_pretrained) as loading:
        pair, alone = minilm_vectors(['joy', 'a quiet grief']), minilm_vectors(['joy'])
    test_close(pair[:1], alone, eps=1e-5)
    assert loading.call_count < 2 # once a process
