# Generated from nbs/apps/10_export.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import matplotlib.pyplot as plt
import numpy as np
import pytest
import subprocess
import sys
import tempfile
import torch
from PIL import Image
from fastcore.test import test_close, test_eq, test_fail
from onnxruntime import InferenceSession
from pathlib import Path
from tinyemo.apps.export import PixelsToProbabilities, to_llava, to_onnx
from tinyemo.audit.counterfactual import drawn
from tinyemo.figures import OKABE_ITO
from tinyemo.files import read_json
from tinyemo.images.encode import encode_images
from tinyemo.images.encoders import load_encoder
from tinyemo.images.faceset import draw_parts, face_set
from tinyemo.images.features import FeatureSet
from tinyemo.images.files import part_features
from tinyemo.images.taxonomy import MIKELS
from tinyemo.mllm.chat import encode_question
from tinyemo.mllm.folders import save_mllm
from tinyemo.mllm.model import MLLM, MLLMSpec
from tinyemo.mllm.sft import add_adapters
from tinyemo.mllm.tiny import tiny_llm, tiny_tokenizer
from tinyemo.projector.checkpoint import load_model
from tinyemo.projector.classify import classify, gather
from tinyemo.projector.fit import fit
from tinyemo.runs import timed
from transformers import AutoModelForImageTextToText, AutoProcessor, CLIPImageProcessor, CLIPVisionConfig, CLIPVisionModel


def test_a_projector_as_onnx():
    with tempfile.TemporaryDirectory() as d:
        folder = Path(d)
        rows = draw_parts(folder, {'train-mild': 60})['train-mild']
        fs = part_features(folder, 'train-mild', rows, lambda: load_encoder('lite0-grid'), folder)
        model = fit(fs, 'best', transfer=False)
        out = to_onnx(model, folder/'onnx')
        config = read_json(out/'config.json')
        session = InferenceSession(str(out/'model.onnx'))
        program = (out/'example.py').read_text()
        paths = [str(folder/r['path']) for r in rows[:8]]
        clear, deep = Image.open(paths[0]).convert('RGBA'), Image.open(paths[1]).convert('L')
        clear.putalpha(Image.radial_gradient('L').resize(clear.size))
        clear.save(folder/'zz-clear.png') # behind the others in the order of `gather`
        Image.fromarray(np.asarray(deep).astype(np.uint16)*200).save(folder/'zz-deep.png')
        paths += [f'{d}/zz-clear.png', f'{d}/zz-deep.png']
        no_torch = "import sys; sys.modules['torch'] = None; import runpy; del sys.argv[0]; runpy.run_path(sys.argv[0])"
        command = [sys.executable, '-c', no_torch, str(out/'example.py'), *paths]
        said = subprocess.run(command, capture_output=True, text=True).stdout
        by_library = classify(model, gather(paths, model))
    assert config['largest_difference_to_torch'] < 1e-3 and config['labels'] == list(MIKELS.labels)
    {k: v for k, v in config.items() if k != 'labels'}
    net = PixelsToProbabilities(load_encoder('lite0-grid'), model).eval()
    faces = np.stack([np.asarray(face) for face in drawn(face_set({'test': 12}, 0)['test'], 224)])
    noise = np.random.default_rng(0).integers(0, 256, faces.shape, dtype=np.uint8)
    fig, ax = plt.subplots(figsize=(4, 3))
    for name, pixels, color, mark in (('faces', faces, OKABE_ITO[0], 'o'), ('noise', noise, OKABE_ITO[1], '+')):
        with torch.inference_mode():
            by_torch = net(torch.from_numpy(pixels)).numpy()
        by_onnx, = session.run(None, {'pixels': pixels})
        test_close(by_onnx, by_torch, eps=1e-3)
        ax.scatter(by_torch, by_onnx, 25, color, mark, label=name)
    ax.set(xlabel='probability by torch', ylabel='probability by ONNX')
    ax.legend(frameon=False);
    by_example = [json.loads(line) for line in said.splitlines()]
    for theirs, ours in zip(by_example, by_library, strict=True):
        del theirs['path']
        test_eq(max(theirs, key=theirs.get), ours['label'])
        assert max(abs(theirs[label]-p) for label, p in ours['probabilities'].items()) < .01
    lines = program.count('\n')
    pixels = np.zeros((8, 224, 224, 3), np.uint8)
    with torch.inference_mode():
        by_torch, _ = timed(lambda: net(torch.from_numpy(pixels)), 5)
    by_onnx, _ = timed(lambda: session.run(None, {'pixels': pixels}), 5)
    print(f'a batch of 8 pictures: torch takes {by_torch/by_onnx:.2f} times as long as ONNX')


def test_a_language_model_as_llava():
    def tiny_tower(folder): # four patches of 24 numbers
        config = CLIPVisionConfig(hidden_size=24, intermediate_size=32, num_hidden_layers=3, num_attention_heads=2,
                                  image_size=32, patch_size=16)
        CLIPVisionModel(config).save_pretrained(folder)
        CLIPImageProcessor(size={'shortest_edge': 32}, crop_size={'height': 32, 'width': 32}).save_pretrained(folder)
        return load_encoder(f'hf:{folder}')
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as d:
        llm, tokenizer = tiny_llm(), tiny_tokenizer()
        llm.save_pretrained(f'{d}/llm')
        tokenizer.save_pretrained(f'{d}/llm')
        encoder = tiny_tower(f'{d}/tower')
        unknown = save_mllm(MLLM(llm, tokenizer, MLLMSpec('lite0-tokens', 4, 24, 'linear', f'{d}/llm')), f'{d}/unknown')
        refused = "encoder 'lite0-tokens' with connector 'linear' has no LLaVA form"
        test_fail(lambda: to_llava(unknown, d), contains=refused)
        model = MLLM(llm, tokenizer, MLLMSpec(encoder.name, 4, 24, 'mlp', f'{d}/llm'))
        model.normalise(3+2*torch.randn(50, 4, 24))
        for name, weight in add_adapters(model, 2).llm.named_parameters():
            if 'lora_B' in name: # zero at first
                torch.nn.init.normal_(weight, std=.1)
        save_mllm(model.eval(), f'{d}/ours')
        out = to_llava(f'{d}/ours', f'{d}/llava')
        llava = AutoModelForImageTextToText.from_pretrained(out).eval()
        processor = AutoProcessor.from_pretrained(out)
        files = sorted(p.name for p in out.iterdir())
    picture = Image.effect_noise((40, 40), 60).convert('RGB')
    conversation = [{'role': 'user', 'content': [{'type': 'image', 'image': picture}, {'type': 'text', 'text': 'Who?'}]}]
    inputs = processor.apply_chat_template(conversation, add_generation_prompt=True, tokenize=True, return_dict=True,
                                           return_tensors='pt')
    ids = torch.as_tensor(encode_question('Who?', model.tokenizer, 4))[None]
    test_eq(inputs['input_ids'].tolist(), ids.tolist())
    with torch.no_grad():
        tokens = model.as_tokens(encoder([picture]))
        ours = model.llm(inputs_embeds=model.embeddings(ids, tokens)).logits[0, -1]
        theirs = llava(**inputs).logits[0, -1, :257]
    test_close(theirs, ours, eps=1e-4)
    print(f'scores from {ours.min():.2f} to {ours.max():.2f}, largest difference {abs(theirs-ours).max():.0e}')


def test_edge_cases():
    rng = np.random.default_rng(0)
    fs = FeatureSet(rng.normal(size=(64, load_encoder('lite0-grid').dim)), np.arange(64) % 8, [str(i) for i in range(64)],
                    MIKELS.labels, {'encoder': 'lite0-grid'})
    with tempfile.TemporaryDirectory() as d:
        test_fail(lambda: to_onnx(fit(fs, 'linear', transfer=False), d, tolerance=-1), contains='nothing was written')
        assert not Path(d, 'model.onnx').exists()
    test_fail(lambda: to_onnx(load_model('emotion6-clip-vit-l14'), 'nowhere'), contains='lite0-grid')


@pytest.mark.slow
def test_edge_cases_slow():
    with tempfile.TemporaryDirectory() as d:
        folder = Path(d)
        rows = draw_parts(folder, {'train-mild': 60})['train-mild']
        fs = encode_images([folder/r['path'] for r in rows], load_encoder('lite0'), [r['id'] for r in rows])
        fs = FeatureSet(fs.features, np.array([MIKELS.index(r['label']) for r in rows]), fs.ids, MIKELS.labels, fs.meta)
        for preset in ('linear', 'paper'):
            config = read_json(to_onnx(fit(fs, preset, transfer=False), folder/preset)/'config.json')
            print(preset, config['largest_difference_to_torch'])
