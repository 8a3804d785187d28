# Generated from nbs/apps/26_terms.ipynb by tinyemo.dev.nbtools: edit the notebook.
import re
from fastcore.test import test_eq
from tinyemo.apps.terms import Limits, REFUSALS, Refusal, labels_field, refusal, refusals
from tinyemo.html import Rows


def test_what_may_be_asked():
    pattern = labels_field(Limits()).json_schema_extra['pattern']
    fits = {words: bool(re.match(pattern, words)) for words in ('', 'calm, grief', 'a,b,c', 'calm', 'a,,b', ',')}
    test_eq(list(fits.values()), [True]*3 + [False]*3)
    Rows({'labels': repr(words), 'taken': taken} for words, taken in fits.items())


def test_what_is_refused():
    no = refusal(503, 'too many pictures are waiting', {'Retry-After': '1'})
    test_eq((no.status_code, no.detail, no.headers), (503, 'too many pictures are waiting', {'Retry-After': '1'}))
    test_eq({status: said['model'] for status, said in refusals(413, 422).items()}, {413: Refusal, 422: Refusal})
    Rows({'status': status, 'meaning': meaning} for status, meaning in REFUSALS.items())
