# Generated from nbs/synthesis/66_candidates.ipynb by tinyemo.dev.nbtools: edit the notebook.
from dataclasses import replace
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.images.taxonomy import MIKELS
from tinyemo.synthesis.candidates import Settings, fill, first_request
from tinyemo.synthesis.journal import Reply
from tinyemo.synthesis.prompts import Subject
from tinyemo.synthesis.tasks import ask


def test_from_replies_to_candidates():
    here = Subject('x', 'x.png', None, 'awe', 'awe', MIKELS.labels)
    good, odd = Reply('k', 'A calm face.', 'me'), Reply('k', '...', 'me')
    def hasty(r): # writes something readable only when told what was wrong
        return good if 'could not be used: the reply has no words' in r.prompt else odd
    filled = fill('caption', here, 0, hasty)
    test_eq(filled.record.answer, 'A calm face.')


def test_edge_cases():
    good, odd = Reply('k', 'A calm face.', 'me'), Reply('k', '...', 'me')
    test_eq(fill('caption', Subject('x', 'x.png', Path('moved/x.png')), 0, lambda r: good).fault, 'image')
    here = Subject('x', 'x.png', None, 'awe', 'awe', MIKELS.labels)
    test_eq(fill('caption', here, 0, lambda r: good).record.answer, 'A calm face.')
    both = fill('caption', here, 0, lambda r: odd)
    test_eq((both.record, both.fault, both.reason, both.text), (None, 'form', 'the reply has no words', '...'))
    test_eq(fill('caption', here, 0, lambda r: None, {}).reason, 'no reply')
    test_fail(lambda: Settings(('captions',)), contains="unknown task 'captions'")
    test_fail(lambda: Settings(near=2), contains='near is 2: give a share')
    test_fail(lambda: Settings(repeat=0), contains='repeat is 0')
    test_fail(lambda: Settings(turns=1), contains='turns is 1')
    talk = Reply('k', 'Question: What?\nAnswer: A face.\nQuestion: Calm?\nAnswer: Yes.', 'me')
    seen = Subject('x', 'x.png', None, 'awe', scene={'kind': 'photograph', 'theme': 'sea'}, again=1)
    record = fill('conversation', seen, 0, lambda r: talk).record
    test_eq((record.id, record.meta['theme'], record.pairs[1]), ('x-conversation-2', 'sea', ('Calm?', 'Yes.')))
    twice = [here, replace(here, again=1)]
    test_eq(len({first_request(s, ask('caption', s), sees).key for s in twice for sees in (True, False)}), 4)
