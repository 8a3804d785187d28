# Generated from nbs/apps/10_export.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import numpy as np
import pytest
import subprocess
import sys
import tempfile
import torch
from PIL import Image
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from tinyemo.apps.export import PixelsToProbabilities, to_llava, to_onnx
from tinyemo.images.encoders import load_encoder
from tinyemo.images.faceset import draw_faces, face_set
from tinyemo.images.features import FeatureSet, encode_images
from tinyemo.mllm.chat import encode_question
from tinyemo.mllm.model import MLLM, MLLMSpec, save_mllm
from tinyemo.mllm.sft import add_adapters
from tinyemo.projector.classify import classify, gather
from tinyemo.projector.fit import fit
from tinyemo.runs import timed
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import AutoProcessor, CLIPImageProcessor, CLIPVisionConfig, CLIPVisionModel, LlamaConfig, LlamaForCausalLM, LlavaForConditionalGeneration, PreTrainedTokenizerFast


def test_does_it_say_the_same():
    def faces_with(encoder, folder):
        table = draw_faces(folder, face_set({'train': 60}, 0), 'mild', 0)
        rows = [json.loads(l) for l in table.read_text().splitlines()]
        fs = encode_images([folder/r['path'] for r in rows], load_encoder(encoder), [r['path'] for r in rows])
        names = tuple(sorted({r['label'] for r in rows}))
        return FeatureSet(fs.features, np.array([names.index(r['label']) for r in rows]), fs.ids, names, fs.meta)
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        fs = faces_with('lite0-grid', d/'faces')
        model = fit(fs, 'best', transfer=False)
        folder = to_onnx(model, d/'onnx')
        config = json.loads((folder/'config.json').read_text())
        lines = (folder/'example.py').read_text().count('\n')
        paths = [str(d/'faces'/i) for i in fs.ids[:8]]
        said = subprocess.run([sys.executable, '-c', "import sys; sys.modules['torch'] = None; import runpy; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0])", str(folder/'example.py'), *paths], capture_output=True, text=True)
        theirs = [json.loads(l) for l in said.stdout.splitlines()]
        ours = classify(model, gather(paths, model))
        test_fail(lambda: to_onnx(model, d/'no', tolerance=-1), contains='nothing was written')
        assert not (d/'no'/'model.onnx').exists()
        from onnxruntime import InferenceSession
        session, net = InferenceSession(str(folder/'model.onnx')), PixelsToProbabilities(load_encoder('lite0-grid'), model).eval()
        x = np.zeros((8, 224, 224, 3), np.uint8)
        with torch.inference_mode():
            seconds = {'torch': timed(lambda: net(torch.from_numpy(x)), 5)[0], 'onnxruntime': timed(lambda: session.run(None, {'pixels': x}), 5)[0]}
    test_eq([max((v, k) for k, v in t.items() if k != 'path')[1] for t in theirs], [o['label'] for o in ours])
    assert max(abs(t[c]-p) for t, o in zip(theirs, ours) for c, p in o['probabilities'].items()) < .01
    from tinyemo.projector.model import load_model

    test_fail(lambda: to_onnx(load_model('emotion6-clip-vit-l14'), 'nowhere'), contains='lite0-grid')


@pytest.mark.slow
def test_does_it_say_the_same_slow():
    def faces_with(encoder, folder):
        table = draw_faces(folder, face_set({'train': 60}, 0), 'mild', 0)
        rows = [json.loads(l) for l in table.read_text().splitlines()]
        fs = encode_images([folder/r['path'] for r in rows], load_encoder(encoder), [r['path'] for r in rows])
        names = tuple(sorted({r['label'] for r in rows}))
        return FeatureSet(fs.features, np.array([names.index(r['label']) for r in rows]), fs.ids, names, fs.meta)
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        fs = faces_with('lite0-grid', d/'faces')
        model = fit(fs, 'best', transfer=False)
        folder = to_onnx(model, d/'onnx')
        config = json.loads((folder/'config.json').read_text())
        lines = (folder/'example.py').read_text().count('\n')
        paths = [str(d/'faces'/i) for i in fs.ids[:8]]
        said = subprocess.run([sys.executable, '-c', "import sys; sys.modules['torch'] = None; import runpy; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0])", str(folder/'example.py'), *paths], capture_output=True, text=True)
        theirs = [json.loads(l) for l in said.stdout.splitlines()]
        ours = classify(model, gather(paths, model))
        test_fail(lambda: to_onnx(model, d/'no', tolerance=-1), contains='nothing was written')
        assert not (d/'no'/'model.onnx').exists()
        from onnxruntime import InferenceSession
        session, net = InferenceSession(str(folder/'model.onnx')), PixelsToProbabilities(load_encoder('lite0-grid'), model).eval()
        x = np.zeros((8, 224, 224, 3), np.uint8)
        with torch.inference_mode():
            seconds = {'torch': timed(lambda: net(torch.from_numpy(x)), 5)[0], 'onnxruntime': timed(lambda: session.run(None, {'pixels': x}), 5)[0]}
    test_eq([max((v, k) for k, v in t.items() if k != 'path')[1] for t in theirs], [o['label'] for o in ours])
    assert max(abs(t[c]-p) for t, o in zip(theirs, ours) for c, p in o['probabilities'].items()) < .01
    with tempfile.TemporaryDirectory() as d:
        fs = faces_with('lite0', Path(d)/'faces')
        for preset in ('linear', 'paper'):
            print(preset, json.loads((to_onnx(fit(fs, preset, transfer=False), f'{d}/{preset}')/'config.json').read_text())['largest_difference_to_torch'])
    from tinyemo.projector.model import load_model

    test_fail(lambda: to_onnx(load_model('emotion6-clip-vit-l14'), 'nowhere'), contains='lite0-grid')


def test_what_is_ours_and_why():
    letters = Tokenizer(models.BPE({c: i for i, c in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))} | {'<|end|>': 256}, []))
    letters.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    letters.decoder = decoders.ByteLevel()
    tok = PreTrainedTokenizerFast(tokenizer_object=letters, eos_token='<|end|>', chat_template="{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }}<|end|>{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}")
    torch.manual_seed(0)
    llm = LlamaForCausalLM(LlamaConfig(vocab_size=257, hidden_size=32, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2, bos_token_id=None, eos_token_id=256)).eval()
    tower = CLIPVisionModel(CLIPVisionConfig(hidden_size=24, intermediate_size=32, num_hidden_layers=3, num_attention_heads=2, image_size=32, patch_size=16))
    picture = Image.effect_noise((40, 40), 60).convert('RGB')
    with tempfile.TemporaryDirectory() as d:
        tower.save_pretrained(f'{d}/tower')
        CLIPImageProcessor(size={'shortest_edge': 32}, crop_size={'height': 32, 'width': 32}).save_pretrained(f'{d}/tower')
        llm.save_pretrained(f'{d}/llm')
        tok.save_pretrained(f'{d}/llm')
        encoder = load_encoder(f'hf:{d}/tower')
        other = save_mllm(MLLM(llm, tok, MLLMSpec('lite0-tokens', 4, 24, 'linear', f'{d}/llm')), f'{d}/other')
        test_fail(lambda: to_llava(other, f'{d}/x'), contains="encoder 'lite0-tokens' with connector 'linear' has no LLaVA form")
        model = MLLM(llm, tok, MLLMSpec(f'hf:{d}/tower', 4, 24, 'mlp', f'{d}/llm')).normalise(3+2*torch.randn(50, 4, 24))
        for n, p in add_adapters(model, 2).llm.named_parameters():
            if 'lora_B' in n:
                torch.nn.init.normal_(p, std=.1)
        save_mllm(model.eval(), f'{d}/ours')
        out = to_llava(f'{d}/ours', f'{d}/llava')
        theirs = LlavaForConditionalGeneration.from_pretrained(out).eval()
        processor = AutoProcessor.from_pretrained(out)
        ids = torch.as_tensor(encode_question('Who?', model.tokenizer, 4))[None]
        inputs = processor(images=picture, text=processor.apply_chat_template([{'role': 'user', 'content': '<image>\nWho?'}], add_generation_prompt=True), return_tensors='pt')
        with torch.no_grad():
            ours = model.llm(inputs_embeds=model.embeddings(ids, model.as_tokens(encoder([picture])))).logits[0, -1]
            test_eq(inputs['input_ids'].tolist(), ids.tolist())
            test_close(theirs(**inputs).logits[0, -1, :257], ours, eps=1e-4)
        print(sorted(p.name for p in Path(out).iterdir()))
