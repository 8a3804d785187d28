# Generated from nbs/mllm/15_tiny.ipynb by tinyemo.dev.nbtools: edit the notebook.
import torch
from fastcore.test import test_eq
from tinyemo.mllm.tiny import FAMILIES, tiny_mllm, tiny_tokenizer


def test_a_tokenizer_of_bytes():
    tokenizer = tiny_tokenizer()
    ids = tokenizer('a fächer')['input_ids']
    test_eq((tokenizer.decode(ids), len(ids)), ('a fächer', 9))
    tokenizer.apply_chat_template([{'role': 'user', 'content': 'Who?'}], tokenize=False, add_generation_prompt=True)


def test_a_model_around_it():
    model = tiny_mllm()
    answers = model.answer(['Who?'], torch.zeros(1, 4, 10), 8)
    test_eq(answers, tiny_mllm().answer(['Who?'], torch.zeros(1, 4, 10), 8))
    sum(p.numel() for p in model.parameters())


def test_one_of_each_family():
    for family in FAMILIES.values():
        test_eq(family.llm().get_input_embeddings().num_embeddings, len(family.tokenizer()))
    {name: family.kind for name, family in FAMILIES.items()}
