# Generated from nbs/mllm/20_align.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import torch
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.images.features import FeatureSet
from tinyemo.mllm.align import align, ridge, stated, word_vector
from tinyemo.mllm.model import MLLM, MLLMSpec
from tinyemo.synthesis.conversations import single_turn
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast


def test_what_the_records_say_of_each_image():
    rs = [single_turn('1', 'a.png', 'What colour is the top?', 'It is red.', {"gold": "anger"}), single_turn('2', 'a.png', 'Describe the image.', 'A person with a hat and narrowed eyes. There is no beard.'),
          single_turn('3', 'b.png', 'Does the person wear glasses?', 'No, there are no glasses.')]
    test_eq(stated(rs), {'a.png': {'emotion': {'anger'}, 'clothing': {'red'}, 'headwear': {'hat'}, 'eyes': {'narrowed'}, 'facial_hair': {'no'}}, 'b.png': {'eyewear': {'no'}}})


def test_a_closed_form():
    letters = Tokenizer(models.BPE({c: i for i, c in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))} | {'<|end|>': 256}, []))
    letters.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    letters.decoder = decoders.ByteLevel()
    tok = PreTrainedTokenizerFast(tokenizer_object=letters, eos_token='<|end|>', chat_template="{% for m in messages %}{{ m['content'] }}<|end|>{% endfor %}")
    def tiny(connector='readout'):
        torch.manual_seed(0)
        llm = LlamaForCausalLM(LlamaConfig(vocab_size=257, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2, bos_token_id=None, eos_token_id=256))
        return MLLM(llm, tok, MLLMSpec('toy', 4, 10, connector))
    rng = np.random.default_rng(0)
    shirts, moods = ['red', 'blue', 'green'], ['anger', 'awe']
    n, maps = 200, rng.normal(size=(5, 40))
    shirt = rng.integers(3, size=n)
    mood = rng.integers(2, size=n)
    toy = FeatureSet((np.eye(3)[shirt]@maps[:3] + np.eye(2)[mood]@maps[3:] + .3*rng.normal(size=(n, 40))).astype(np.float16), None, [f'{i}.png' for i in range(n)], meta={'encoder': 'toy'})
    rs = [single_turn(str(i), f'{i}.png', 'What colour is the top?', f'The top is {shirts[shirt[i]]}.', {"gold": moods[mood[i]]}) for i in range(100)]
    m = tiny().normalise(torch.from_numpy(toy.features[:100].reshape(-1, 4, 10)))
    report = align(m, toy, rs)
    seen = m.image_embeddings(torch.from_numpy(toy.features[100:].reshape(-1, 4, 10))).detach()
    for place, words, truth in ((2*list(report).index('clothing')+1, shirts, shirt), (2*list(report).index('emotion')+1, moods, mood)):
        vectors = torch.stack([word_vector(m, w) for w in words])
        assert ((seen[:, place, None]-vectors).norm(dim=-1).argmin(1).numpy() == truth[100:]).mean() > .95
    x, y = rng.normal(size=(12, 30)).astype(np.float32), rng.normal(size=(12, 2)).astype(np.float32)
    w, b, r2 = ridge(x, y, np.array([.1]))
    total = np.linalg.eigvalsh((x-x.mean(0))@(x-x.mean(0)).T).sum()
    def naive(i): # ridge without row i, its penalty unchanged, the centre of all rows
        keep = np.arange(12) != i
        a = np.c_[x-x.mean(0), np.ones(12)]
        beta = np.linalg.solve(a[keep].T@a[keep]+np.diag([*[.1*total]*30, 0]), a[keep].T@y[keep])
        return a[i]@beta
    test_close(r2, 1-sum(((y[i]-naive(i))**2).sum() for i in range(12))/((y-y.mean(0))**2).sum(), eps=1e-3)
    test_eq(ridge(x, np.ones((12, 1), np.float32))[2], 0.) # nothing to tell apart
    test_fail(lambda: align(tiny('mlp'), toy, rs), contains="a closed-form start needs connector 'readout', this model has 'mlp'")
    test_fail(lambda: align(m, toy, [single_turn('1', '0.png', 'What?', 'Nothing to see.')]), contains='the records state nothing')
