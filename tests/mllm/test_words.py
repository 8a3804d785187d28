# Generated from nbs/mllm/05_words.ipynb by tinyemo.dev.nbtools: edit the notebook.
import torch
from PIL import Image
from fastcore.test import test_close, test_eq
from sklearn.datasets import load_sample_images
from tinyemo.images.encoders import load_encoder
from tinyemo.images.lite0 import lite0_model, object_names, see_objects
from tinyemo.mllm.words import Objects, Said, Words, content_words, shared_words, stem


def test_what_a_caption_is_about():
    caption = 'A dark-haired man with his mouth open, pointing at two dogs.'
    test_eq(list(content_words(caption).values()), ['dark', 'haired', 'man', 'mouth', 'open', 'pointing', 'dogs'])
    content_words(caption)
    captions = ['A cat sleeps.', 'Two cats play.', 'A dog sleeps on a sofa.', 'A red sofa.', 'A dog plays.', 'Red sky.']
    themes = ['cat', 'cat', 'dog', 'sofa', 'dog', 'sky']
    test_eq(shared_words(captions, themes, least=2), {'sleep': 'sleeps', 'play': 'play', 'sofa': 'sofa', 'red': 'red'})
    shared_words(captions, themes, least=2)


def test_names_of_objects():
    photographs = [Image.fromarray(pixels) for pixels in load_sample_images().images]
    tokens = load_encoder('lite0-tokens')(photographs).reshape(2, 16, 808)
    mean, scale = tokens.mean((0, 1)), 1/tokens.std((0, 1)).clamp(min=1e-3)
    net, classifier = lite0_model(), Objects(808)
    classifier.take(net, mean, scale)
    named = [object_names()[i] for i in classifier((tokens-mean)*scale).argmax(1)]
    test_eq(named, [seen[0][0] for seen in see_objects(photographs, net, top=1)])


def test_the_connector():
    torch.manual_seed(0)
    connector = Words(10, 8, 4, 2, 3, names=20, words=12).eval()
    connector.objects.copy_(torch.randn(20, 8))
    connector.said.copy_(torch.randn(12, 8))
    x = torch.randn(5, 4, 10)
    places, chosen = connector(x).detach(), connector.chosen(x)
    test_eq(tuple(places.shape), (5, 5, 8))
    test_close(places[:, 0], connector.objects[chosen['objects'][:, 0]]) # at first a word is what is shown
    test_close(places[:, 2:], connector.said[chosen['said']])


def test_edge_cases():
    torch.manual_seed(0)
    said = Said(40, 12)
    said.noise += .5
    x = torch.randn(200, 4, 10)
    assert not torch.equal(said.train()(x), said(x)) and torch.equal(said.eval()(x), said(x)) # blurred in training only
    test_close((said.train()(x)-said.eval()(x)).std().item(), .5, eps=.03)
    assert not any(name.startswith(('objects', 'said')) for name, _ in Words(10, 8, 4).named_parameters())
    test_eq(content_words(''), {})
    test_eq(shared_words([], []), {})
    test_eq(stem('bus'), 'bus')
