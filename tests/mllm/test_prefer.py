# Generated from nbs/mllm/75_prefer.ipynb by tinyemo.dev.nbtools: edit the notebook.
import math
import torch
from contextlib import redirect_stdout
from fastcore.test import test_close, test_eq, test_fail
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from tinyemo.core import TinyEmoError
from tinyemo.files import read_json, write_jsonl
from tinyemo.images.faceset import draw_faces, face_set
from tinyemo.images.taxonomy import MIKELS
from tinyemo.mllm.folders import load_mllm, save_mllm
from tinyemo.mllm.language import load_llm
from tinyemo.mllm.model import MLLM, MLLMSpec
from tinyemo.mllm.pairs import Sampling, judged
from tinyemo.mllm.plan import precision
from tinyemo.mllm.prefer import prefer
from tinyemo.mllm.sft import add_adapters
from tinyemo.mllm.sources import Towers
from tinyemo.mllm.tiny import tiny_llm, tiny_tokenizer
from tinyemo.synthesis.subjects import face_subjects
from unittest.mock import patch


def test_the_stage():
    with TemporaryDirectory() as d:
        d = Path(d)
        tiny_llm().save_pretrained(d/'llm')
        tiny_tokenizer().save_pretrained(d/'llm')
        spec = MLLMSpec('lite0-tokens', *Towers().shape('lite0-tokens'), 'mlp', str(d/'llm'))
        save_mllm(add_adapters(MLLM(*load_llm(spec.llm), spec), 2), d/'tuned')
        table = draw_faces(d/'faces', face_set({'valid': 4}))
        rows = []
        for s in face_subjects(table, MIKELS.labels):
            other = 'fear' if s.gold != 'fear' else 'awe'
            texts = [f'Reasoning: The face shows {label}.\n\nPredicted Label: {label}' for label in (s.gold, other)]
            rows.append({'image': s.image, 'question': 'Why?', 'answers': [judged(t, s.scene, s.labels) for t in texts]})
        write_jsonl(rows, d/'out'/'samples.jsonl')
        news, casts, keys = [], [], []
        with redirect_stdout(StringIO()):
            def stop(*args):
                casts.append(torch.is_autocast_enabled('cpu'))
                keys.append(args[4])
                raise TinyEmoError('enough')
            for dtype in ('bfloat16', 'float32', ''): # the reference is had in the arithmetic of the training
                with patch.dict(prefer.__globals__, refer=stop):
                    test_fail(lambda: prefer(str(table), d/'tuned', d/'out', dtype=dtype), contains='enough')
            test_eq(casts, [True, False, precision('cpu')[1]])
            test_eq([key == keys[2] for key in keys[:2]], [precision('cpu')[1], not precision('cpu')[1]]) # of no other
            out = prefer(str(table), d/'tuned', d/'out', valid=.5, steps=3, adapter_lr=1e-2, say=news.append,
                         options={'disable_tqdm': True})
        about, written = read_json(out/'prefer.json'), sorted(f.name for f in out.iterdir())
        answer = load_mllm(out).answer(['Why?'], None, 3)
        test_fail(lambda: prefer(str(table), d/'tuned', out, Sampling(temperature=.5)), contains='temperature 1.0, now 0.5')
    test_eq((about['stage'], about['steps'], about['from'], len(answer)), ('prefer', 3, 'tuned', 1))
    assert {'adapters', 'connector.safetensors', 'pairs.jsonl', 'reference.json', 'samples.jsonl'} <= set(written)
    test_close(about['loss'][0]['loss'], math.log(2), 1e-4)
    assert about['valid'][0]['loss'] - math.log(2) < 1e-4 and 'checkpoints' not in written
