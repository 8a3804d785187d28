# Generated from nbs/images/45_photographs.ipynb by tinyemo.dev.nbtools: edit the notebook.
from fastcore.test import test_eq
from tinyemo.figures import contact_sheet
from tinyemo.html import Rows
from tinyemo.images.images import open_image
from tinyemo.images.photographs import PHOTOGRAPHS, sample_photographs


def test_what_there_is():
    Rows({'photograph': name, 'package': p.package, 'source': p.source} for name, p in PHOTOGRAPHS.items())
    here = sample_photographs()
    assert {'temple', 'flower', 'officer'} <= set(here)
    test_eq([open_image(path).mode for path in here.values()], ['RGB']*len(here))
    contact_sheet([open_image(path, 256) for path in here.values()], here, columns=4)
