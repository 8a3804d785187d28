# Generated from nbs/projector/22_checkpoint.ipynb by tinyemo.dev.nbtools: edit the notebook.
import json
import numpy as np
import os
import resource
import shutil
import signal
import tempfile
from fastcore.test import test_close, test_eq, test_fail
from pathlib import Path
from safetensors.numpy import load_file, save_file
from tinyemo.core import TinyEmoError
from tinyemo.files import read_json
from tinyemo.images.taxonomy import EKMAN
from tinyemo.projector.checkpoint import load_model, save_model
from tinyemo.projector.model import Layer, MetricProjector, Projector, Reading
from tinyemo.projector.prototypes import Prototypes
from unittest.mock import patch


def test_one_folder():
    rng = np.random.default_rng(0)
    first = Layer(rng.normal(size=(5, 4)).astype(np.float32), np.ones(5, np.float32), 'gelu')
    last = Layer(rng.normal(size=(3, 5)).astype(np.float32), np.zeros(3, np.float32))
    member = Projector([first, last], np.ones(4, np.float32)/3)
    words = Prototypes(np.eye(3, dtype=np.float32)[:2], np.arange(2), ['awe', 'joy'])
    about = {'dataset': 'mine', 'ids': ['a'], 'fingerprints': np.ones((1, 32), np.uint8)}
    readings = {'moods': Reading(('good', 'bad'), np.eye(3, dtype=np.float32)[1:], np.ones(2, np.float32))}
    model = MetricProjector([member], words, ('awe', 'joy'), .07, encoder='lite0', meta={'seed': 3}, trained_on=about,
                            bias=np.array([.5, 0]), sample=np.ones((4, 2)), readings=readings)
    x = rng.normal(size=(6, 4))
    with tempfile.TemporaryDirectory() as d:
        test_fail(lambda: save_model(Path(d)/'m', model), exc=TinyEmoError,
                  contains='is no projector: te.save_model takes the projector first, then the folder')
        again = load_model(save_model(model, Path(d)/'m'))
        test_close(again.predict_proba(x), model.predict_proba(x))
        test_eq((again.classes, again.meta, again.space), (model.classes, {'seed': 3}, model.space))
        test_eq(again.trained_on['ids'], ['a'])
        test_eq(np.array(again.trained_on['fingerprints']), about['fingerprints'])
        assert 'fingerprints' not in read_json(Path(d)/'m/config.json')['trained_on'] # they are arrays, not text
        test_eq(model.trained_on, about) # and saving takes nothing away
        test_eq((again.bias, again.sample), (model.bias, model.sample))
        test_eq(again.readings['moods'].classes, ('good', 'bad'))
        test_eq(again.readings['moods'].vectors, readings['moods'].vectors)
        test_eq(sorted(p.name for p in (Path(d)/'m').iterdir()), ['config.json', 'model.safetensors'])
        (Path(d)/'m'/'model.safetensors').unlink()
        test_fail(lambda: load_model(Path(d)/'m'), contains='is not a projector folder, model.safetensors missing')
        test_fail(lambda: load_model(Path(d)/'none'), contains='config.json and model.safetensors missing')
        test_fail(lambda: load_model('photos-lite'), contains='or a model that ships with tinyemo: emotion6-clip')


def test_the_one_that_ships():
    shipped = load_model('emotion6-clip-vit-l14')
    test_eq((shipped.encoder, shipped.d_img, shipped.classes), ('clip-vit-l14', 768, EKMAN.labels))
    test_close(shipped.predict_proba(np.random.default_rng(0).normal(size=(5, 768))).sum(1), np.ones(5))
    assert shipped.density is not None
    shipped.density = None # as in checkpoints from before there were densities
    with tempfile.TemporaryDirectory() as d:
        test_eq(load_model(save_model(shipped, d)).density, None)


def test_edge_cases():
    def toy(labels, wide=4, **changes): # a projector of one layer
        layer = Layer(np.eye(3, wide, dtype=np.float32), np.zeros(3, np.float32))
        words = Prototypes(np.eye(3, dtype=np.float32), np.arange(3), list(labels))
        return MetricProjector([Projector([layer])], words, tuple(labels), .07, **changes)

    x = np.eye(3, 4)
    with tempfile.TemporaryDirectory() as d:
        save_model(toy(['awe', 'fear', 'joy']), d)
        before = load_model(d).predict_proba(x)
        plain, limit = signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limit[1])) # as on a disk that is full
        try:
            test_fail(lambda: save_model(toy(['joy', 'awe', 'fear'], 4000), d))
            test_fail(lambda: save_model(toy(['joy', 'awe', 'fear'], meta={'long': 5000*'x'}), d))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limit)
            signal.signal(signal.SIGXFSZ, plain)
        again = load_model(d)
        test_eq((again.classes, sorted(os.listdir(d))), (('awe', 'fear', 'joy'), ['config.json', 'model.safetensors']))
        test_close(again.predict_proba(x), before)

        rename = os.replace
        def killed(source, target): # after the first name
            rename(source, target)
            raise KeyboardInterrupt
        with patch('os.replace', killed):
            try:
                save_model(toy(['joy', 'awe', 'fear'], meta={'seed': 1}, bias=np.ones(3)), d)
            except KeyboardInterrupt:
                pass
        test_fail(lambda: load_model(d), contains='config.json and model.safetensors are not of one fit')
    def changed(d, config={}, arrays={}): # a copy of a good folder with other values; None: without it
        bad = Path(d)/'bad'
        shutil.rmtree(bad, ignore_errors=True)
        save_model(toy(['awe', 'fear', 'joy'], bias=np.zeros(3)), bad)
        kept = {k: v for k, v in (load_file(bad/'model.safetensors') | arrays).items() if v is not None}
        save_file(kept, bad/'model.safetensors')
        about = json.loads((bad/'config.json').read_text()) | {'weights': ''} | config
        (bad/'config.json').write_text(json.dumps({k: v for k, v in about.items() if v is not None}))
        return bad

    with tempfile.TemporaryDirectory() as d:
        test_eq(load_model(changed(d)).classes, ('awe', 'fear', 'joy'))
        for config, said in (
            ({'classes': ['awe', 'fear']}, 'prototypes of the classes [0, 1, 2] for 2 classes'),
            ({'classes': ['awe', 'fear', 'joy', 'rage']}, 'prototypes of the classes [0, 1, 2] for 4 classes'),
            ({'classes': ['awe', 'awe', 'joy']}, 'not names that differ'),
            ({'classes': [1, 2, 3]}, 'not names that differ'),
            ({'words': ['awe']}, 'for 1 words'),
            ({'temperature': 0}, 'the temperature is 0, not a number above 0'),
            ({'temperature': -1.}, 'the temperature is -1.0'),
            ({'temperature': 'warm'}, "the temperature is 'warm'"),
            ({'temperature': None}, "KeyError: 'temperature'"),
            ({'members': [['gelu', 'none']]}, "'members.0.1.weight'"),
            ({'members': [['glue']]}, "unknown activation 'glue'"),
            ({'members': []}, 'members that take features of widths []'),
            ({'members': 3}, 'does not hold what its config.json lists'),
            ({'space': []}, 'does not hold what its config.json lists'),
            ({'trained_on': 'a'}, 'does not hold what its config.json lists'),
            ({'encoder': 5}, 'the encoder is not a name'),
        ):
            test_fail(lambda: load_model(changed(d, config)), contains=said)
        for arrays, said in (
            ({'prototype_labels': np.array([0, 1, 1])}, 'prototypes of the classes [0, 1] for 3 classes'),
            ({'prototypes': np.eye(2, 3, dtype=np.float32)}, 'prototypes of shape (2, 3) for 3 words'),
            ({'prototypes': np.full((3, 3), np.nan, np.float32)}, 'not finite'),
            ({'prototypes': np.eye(3, 5, dtype=np.float32)}, 'layers that end in 3 numbers, prototypes have 5'),
            ({'members.0.0.bias': np.zeros(2, np.float32)}, 'a layer of shape (3, 4) with a bias of (2,)'),
            ({'members.0.0.weight': np.zeros((3, 4), np.int64)}, 'a layer of int64'),
            ({'members.0.mean': np.zeros(5, np.float32)}, 'a mean of shape (5,) for features of 4 numbers'),
            ({'bias': np.zeros(2, np.float32)}, 'a bias of shape (2,) for 3 classes'),
            ({'prototypes': None}, "KeyError: 'prototypes'"),
        ):
            test_fail(lambda: load_model(changed(d, {}, arrays)), contains=said)
        bad = changed(d)
        for text in ('[]', '3', '{"format": []}', 100_000*'['):
            (bad/'config.json').write_text(text)
            test_fail(lambda: load_model(bad), exc=TinyEmoError)
        bad = changed(d)
        for front in (b'', b'junk', 8*b'\xff', (2).to_bytes(8, 'little') + b'[]', (2).to_bytes(8, 'little') + b'{}',
                      (30).to_bytes(8, 'little') + b'{"prototypes": {"dtype": "F3"}}'):
            (bad/'model.safetensors').write_bytes(front)
            test_fail(lambda: load_model(bad), exc=TinyEmoError)
