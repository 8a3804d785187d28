# Generated from nbs/70_portable.ipynb by tinyemo.nbtools: edit the notebook.
import json
import numpy as np
import pytest
import subprocess
import sys
import tempfile
import torch
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.bench import timed
from tinyemo.classify import classify, gather
from tinyemo.encoders import load_encoder
from tinyemo.faceset import draw_faces, face_set
from tinyemo.features import FeatureSet, extract
from tinyemo.fit import fit
from tinyemo.portable import PixelsToProbabilities, to_onnx


def test_does_it_say_the_same():
    def faces_with(encoder, folder):
        table = draw_faces(folder, face_set({'train': 60}, 0), 'mild', 0)
        rows = [json.loads(l) for l in table.read_text().splitlines()]
        fs, _ = extract([folder/r['path'] for r in rows], load_encoder(encoder), [r['path'] for r in rows])
        names = tuple(sorted({r['label'] for r in rows}))
        return FeatureSet(fs.features, np.array([names.index(r['label']) for r in rows]), fs.ids, names, fs.meta)
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        fs = faces_with('lite0-grid', d/'faces')
        model, _ = fit(fs, 'best', transfer=False)
        folder = to_onnx(model, d/'onnx')
        config, lines = json.loads((folder/'config.json').read_text()), (folder/'example.py').read_text().count('\n')
        paths = [str(d/'faces'/i) for i in fs.ids[:8]]
        said = subprocess.run([sys.executable, '-c', "import sys; sys.modules['torch'] = None; import runpy; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0])", str(folder/'example.py'), *paths], capture_output=True, text=True)
        theirs = [json.loads(l) for l in said.stdout.splitlines()]
        ours = classify(model, gather(paths, model)[0])
        test_fail(lambda: to_onnx(model, d/'no', tolerance=-1), contains='nothing was written')
        assert not (d/'no'/'model.onnx').exists()
        from onnxruntime import InferenceSession
        session, net = InferenceSession(str(folder/'model.onnx')), PixelsToProbabilities(load_encoder('lite0-grid'), model).eval()
        x = np.zeros((8, 224, 224, 3), np.uint8)
        with torch.inference_mode(): seconds = {'torch': timed(lambda: net(torch.from_numpy(x)), 5)[0], 'onnxruntime': timed(lambda: session.run(None, {'pixels': x}), 5)[0]}
    test_eq([max((v, k) for k, v in t.items() if k != 'path')[1] for t in theirs], [o['label'] for o in ours])
    assert max(abs(t[c]-p) for t, o in zip(theirs, ours) for c, p in o['probabilities'].items()) < .01
    from tinyemo.projector import load_model
    test_fail(lambda: to_onnx(load_model('emotion6-clip-vit-l14'), 'nowhere'), contains='lite0-grid')


@pytest.mark.slow
def test_does_it_say_the_same_slow():
    def faces_with(encoder, folder):
        table = draw_faces(folder, face_set({'train': 60}, 0), 'mild', 0)
        rows = [json.loads(l) for l in table.read_text().splitlines()]
        fs, _ = extract([folder/r['path'] for r in rows], load_encoder(encoder), [r['path'] for r in rows])
        names = tuple(sorted({r['label'] for r in rows}))
        return FeatureSet(fs.features, np.array([names.index(r['label']) for r in rows]), fs.ids, names, fs.meta)
    with tempfile.TemporaryDirectory() as d:
        d = Path(d)
        fs = faces_with('lite0-grid', d/'faces')
        model, _ = fit(fs, 'best', transfer=False)
        folder = to_onnx(model, d/'onnx')
        config, lines = json.loads((folder/'config.json').read_text()), (folder/'example.py').read_text().count('\n')
        paths = [str(d/'faces'/i) for i in fs.ids[:8]]
        said = subprocess.run([sys.executable, '-c', "import sys; sys.modules['torch'] = None; import runpy; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0])", str(folder/'example.py'), *paths], capture_output=True, text=True)
        theirs = [json.loads(l) for l in said.stdout.splitlines()]
        ours = classify(model, gather(paths, model)[0])
        test_fail(lambda: to_onnx(model, d/'no', tolerance=-1), contains='nothing was written')
        assert not (d/'no'/'model.onnx').exists()
        from onnxruntime import InferenceSession
        session, net = InferenceSession(str(folder/'model.onnx')), PixelsToProbabilities(load_encoder('lite0-grid'), model).eval()
        x = np.zeros((8, 224, 224, 3), np.uint8)
        with torch.inference_mode(): seconds = {'torch': timed(lambda: net(torch.from_numpy(x)), 5)[0], 'onnxruntime': timed(lambda: session.run(None, {'pixels': x}), 5)[0]}
    test_eq([max((v, k) for k, v in t.items() if k != 'path')[1] for t in theirs], [o['label'] for o in ours])
    assert max(abs(t[c]-p) for t, o in zip(theirs, ours) for c, p in o['probabilities'].items()) < .01
    with tempfile.TemporaryDirectory() as d:
        fs = faces_with('lite0', Path(d)/'faces')
        for preset in ('linear', 'paper'): print(preset, json.loads((to_onnx(fit(fs, preset, transfer=False)[0], f'{d}/{preset}')/'config.json').read_text())['largest_difference_to_torch'])
    from tinyemo.projector import load_model
    test_fail(lambda: to_onnx(load_model('emotion6-clip-vit-l14'), 'nowhere'), contains='lite0-grid')
