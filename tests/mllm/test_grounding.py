# Generated from nbs/mllm/60_grounding.ipynb by tinyemo.dev.nbtools: edit the notebook.
import numpy as np
import torch
from fastcore.test import test_eq
from tinyemo.images.faces import Face
from tinyemo.images.faceset import sample_faces, split_heads
from tinyemo.images.features import FeatureSet
from tinyemo.images.taxonomy import MIKELS
from tinyemo.mllm.grounding import FACTS, facts_probed, facts_stated, faithfulness, grounding_table, right, value
from tinyemo.mllm.model import MLLM, MLLMSpec
from tinyemo.projector.fit import fit
from tinyemo.synthesis.scenes import face_scene
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast


def test_questions_with_one_right_answer():
    scene = face_scene(Face('smile', 'afro', clothing='red', hair='black', accessory='glasses'))
    test_eq([right(t, 'clothing', scene) for t in ('The top is red.', 'The top is blue.', 'It is red.', 'A person in a top.', 'The top is red, the shirt is blue.')], [True, False, True, False, False])
    test_eq([right(t, 'eyewear', scene) for t in ('Yes, there are glasses.', 'No, there are no glasses.', 'Yes.')], [True, False, True])
    test_eq((value(scene, 'headwear'), value({**scene, 'eyewear': ''}, 'eyewear'), value(scene, 'emotion')), (None, '', 'contentment'))
    for kind, (question, sentence, _) in FACTS.items(): # a probe's sentence for a true value is found true
        for s in (scene, face_scene(Face('angryWithFang', 'hijab', clothing='turquoise', hair='black', facial_hair='full'))):
            if value(s, kind):
                assert right(sentence.format(value(s, kind)), kind, s), (kind, s)


def test_whom_does_it_follow():
    rng = np.random.default_rng(0)
    faces = sample_faces(120, split_heads()['train'])
    scenes = [face_scene(f) for f in faces]
    colours = sorted({s['clothing'] for s in scenes})
    toy = FeatureSet((rng.normal(size=(len(colours), 20))[[colours.index(s['clothing']) for s in scenes]] + .1*rng.normal(size=(120, 20))).astype(np.float32), None, [f.id for f in faces], meta={'encoder': 'toy'})
    part = np.arange(120) < 80
    probe, frequent = facts_probed(toy.subset(part), scenes[:80], toy.subset(~part), scenes[80:], ('clothing', 'eyewear'))
    assert probe['clothing'].mean() > .9 > .5 > frequent['clothing'].mean() and probe['eyewear'].mean() > .5
    letters = Tokenizer(models.BPE({c: i for i, c in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))} | {'<|end|>': 256}, []))
    letters.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    letters.decoder = decoders.ByteLevel()
    tok = PreTrainedTokenizerFast(tokenizer_object=letters, eos_token='<|end|>', chat_template="{% for m in messages %}{{ m['content'] }}<|end|>{% endfor %}")
    torch.manual_seed(0)
    m = MLLM(LlamaForCausalLM(LlamaConfig(vocab_size=257, hidden_size=32, intermediate_size=64, num_hidden_layers=1, num_attention_heads=2, bos_token_id=None, eos_token_id=256)), tok, MLLMSpec('toy', 2, 10)).eval()
    stated = facts_stated(m, toy.subset(~part), scenes[80:], kinds=('clothing', 'eyewear'))
    rows = grounding_table(stated, facts_stated(m, toy.subset(~part), scenes[80:], True, ('clothing', 'eyewear')), probe, frequent)
    test_eq([(r['fact'], r['images'], r['model']) for r in rows], [('clothing', 40, 0.), ('eyewear', 40, 0.)])
    labelled = FeatureSet(toy.features, np.array([MIKELS.labels.index(s['label']) for s in scenes]), toy.ids, MIKELS.labels, {'encoder': 'toy'})
    p = fit(labelled, 'linear', transfer=False)
    f = faithfulness(m, p, labelled.subset(np.arange(4)))
    test_eq((f['picture'], f['prompt'], f['neither'], f['images']), (0., 0., 1., 4))
    bare = np.array([value(s, 'headwear') is None for s in scenes]) # a kind of fact that no image has
    few = toy.subset(bare), [s for s, b in zip(scenes, bare) if b]
    for part in (facts_stated(m, *few, True, ('headwear',)), *facts_probed(*few, *few, ('headwear',))):
        test_eq(len(part['headwear']), 0)
