# Generated from nbs/apps/09_zeroshot.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import tempfile
import torch
from PIL import Image
from fastcore.test import test_close, test_eq, test_fail
from tinyemo.apps.pretrained import to_transformers
from tinyemo.apps.zeroshot import TOKENIZER, _default_template, add_words, spelled
from tinyemo.images.encode import encode_images
from tinyemo.images.encoders import load_encoder
from tinyemo.projector.checkpoint import load_model
from tinyemo.projector.fit import fit
from tinyemo.projector.vocabulary import with_labels
from transformers import CLIPImageProcessor, CLIPVisionConfig, CLIPVisionModelWithProjection, pipeline


def test_words_in_logits_out():
    texts = ['This is a photo of calm.', 'a sense of wonder', 'Gemütlichkeit']
    test_eq(spelled(TOKENIZER(texts, padding=True, return_tensors='pt')['input_ids']), ['calm', *texts[1:]])
    _default_template()
    drawn, words = Image.new('RGB', (64, 64), 'gold'), ['delight', 'dread', 'calm']
    model = load_model('faces-smollm2')
    with tempfile.TemporaryDirectory() as d:
        folder = add_words(model, to_transformers(model, f'{d}/faces'))
        answers = pipeline('zero-shot-image-classification', model=str(folder))(drawn, candidate_labels=words)
        test_eq(load_model(folder).classes, model.classes)
    features = encode_images([drawn], load_encoder(model.encoder)).features
    ours = dict(zip(words, with_labels(model, words).predict_proba(features)[0]))
    test_close([a['score'] for a in answers], [ours[a['label']] for a in answers], 1e-3)


def test_edge_cases():
    sizes = dict(hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2, image_size=32)
    rng = np.random.default_rng(0)
    pictures = [Image.fromarray(rng.integers(0, 256, (40, 40, 3), np.uint8)) for _ in range(24)]
    torch.manual_seed(0)
    clip = CLIPVisionModelWithProjection(CLIPVisionConfig(**sizes, patch_size=16, projection_dim=24))
    with tempfile.TemporaryDirectory() as d:
        clip.save_pretrained(f'{d}/clip')
        CLIPImageProcessor(size={'shortest_edge': 32}, crop_size={'height': 32, 'width': 32}).save_pretrained(f'{d}/clip')
        ids, labels = [str(i) for i in range(24)], [i % 3 for i in range(24)]
        about = {'dataset': 'noise', 'split': 'train'}
        fs = encode_images(pictures, load_encoder(f'hf-pooled:{d}/clip'), ids, labels, ('awe', 'fear', 'joy'), about)
        model = fit(fs, 'linear', transfer=False)
        folder = add_words(model, to_transformers(model, f'{d}/model'))
        classify = pipeline('zero-shot-image-classification', model=str(folder))
        for words in (['joy', 'awe', 'fear'], ['sadness', 'awe']):
            asked = classify(pictures[:2], candidate_labels=words)
            ours = with_labels(model, words).predict_proba(fs.features[:2])
            for answers, p in zip(asked, ours):
                scores = {a['label']: a['score'] for a in answers}
                test_close([scores[w] for w in words], p, 2e-3)
        as_given = classify(pictures[0], candidate_labels=['joy', 'fear'], hypothesis_template='{}')
        test_eq(as_given, classify(pictures[0], candidate_labels=['joy', 'fear']))
        test_fail(lambda: classify(pictures[0], candidate_labels=['joy']))
        plain = pipeline('image-classification', model=str(folder))(pictures[0], top_k=3)
        test_close([a['score'] for a in plain], sorted(model.predict_proba(fs.features[:1])[0], reverse=True), 2e-3)
