# Generated from nbs/projector/72_head.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import torch
from fastcore.test import test_close, test_eq
from tinyemo.projector.checkpoint import load_model
from tinyemo.projector.head import head_shapes, head_weights, word_head


def test_shapes_and_weights_apart():
    model = load_model('emotion6-clip-vit-l14')
    x = np.random.default_rng(0).normal(size=(5, model.d_img)).astype(np.float32)
    with torch.no_grad():
        probs = word_head(model)(torch.from_numpy(x)).softmax(1)
    test_close(probs.numpy(), model.predict_proba(x), 1e-5)
    head_shapes(model)['members'][0]


def test_edge_cases():
    faces = load_model('faces-smollm2')
    x = np.random.default_rng(0).normal(size=(5, faces.d_img)).astype(np.float32)
    head = word_head(faces)
    test_close(head(torch.from_numpy(x)).softmax(1).numpy(), faces.predict_proba(x), 1e-5)
    test_close(head.embed(torch.from_numpy(x)).numpy(), faces.embed(x), 1e-5)
    test_eq(set(head.state_dict()), set(head_weights(faces)))
