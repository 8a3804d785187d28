# Generated from nbs/mllm/12_folders.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tempfile
import torch
from fastcore.test import test_eq, test_fail
from pathlib import Path
from peft import LoraConfig, get_peft_model
from tinyemo.files import write_json
from tinyemo.mllm.folders import _adapters, load_mllm, merge_adapters, save_mllm
from tinyemo.mllm.language import load_llm
from tinyemo.mllm.model import MLLM, MLLMSpec
from tinyemo.mllm.tiny import tiny_llm, tiny_tokenizer


def test_keeping_it():
    with tempfile.TemporaryDirectory() as d:
        only = _adapters(Path(d), 4).name
        (Path(d)/'adapters-4bit').mkdir()
        found = [_adapters(Path(d), bits).name for bits in (None, 16, 4)]
    test_eq((only, found), ('adapters', ['adapters', 'adapters', 'adapters-4bit']))
    tokens = torch.randn(2, 4, 10)
    questions = ['Who?', 'What is it?']
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as d:
        tiny_llm().save_pretrained(f'{d}/llm')
        tiny_tokenizer().save_pretrained(f'{d}/llm')
        lora = LoraConfig(r=2, target_modules=['q_proj', 'v_proj'], init_lora_weights=False)
        adapted = get_peft_model(load_llm(f'{d}/llm')[0], lora)
        model = MLLM(adapted, tiny_tokenizer(), MLLMSpec('toy', 4, 10, 'mlp', f'{d}/llm')).normalise(tokens).eval()
        said = model.answer(questions, tokens, 8)
        Path(f'{d}/model/adapters-4bit').mkdir(parents=True) # of a model that was here before
        again = load_mllm(save_mllm(model, f'{d}/model'))
        merged = merge_adapters(load_mllm(f'{d}/model'))
        test_eq((again.answer(questions, tokens, 8), merged.answer(questions, tokens, 8)), (said, said))
        assert torch.equal(again.image_embeddings(tokens), model.image_embeddings(tokens))
        assert all(torch.equal(a, b) for a, b in zip(again.state_dict().values(), model.state_dict().values()))
        files = sorted(p.name for p in Path(f'{d}/model').iterdir())
    test_eq(files, ['adapters', 'config.json', 'connector.safetensors'])


def test_edge_cases():
    with tempfile.TemporaryDirectory() as d:
        test_fail(lambda: load_mllm(d), contains='config.json and connector.safetensors missing')
        write_json({'format': 'tinyemo-projector-1'}, f'{d}/config.json')
        Path(f'{d}/connector.safetensors').write_bytes(b'')
        test_fail(lambda: load_mllm(d), contains='is not of a multimodal model: it has format')
        tiny_llm(64, 64).save_pretrained(f'{d}/llm')
        tiny_tokenizer().save_pretrained(f'{d}/llm')
        four = MLLM(load_llm(f'{d}/llm', bits=4)[0], tiny_tokenizer(), MLLMSpec('toy', 4, 10))
    test_fail(lambda: merge_adapters(four), contains='merged into full precision')
