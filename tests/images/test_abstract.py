# Generated from nbs/images/65_abstract.ipynb by tinyemo.dev.nbtools: edit the notebook.
from fastcore.test import test_eq, test_fail, test_ne
from tinyemo.figures import contact_sheet
from tinyemo.images.abstract import ABSTRACT, draw_abstract


def test_four_families():
    pictures = [p for kind in ABSTRACT for p in draw_abstract(kind, 6, seed=1)]
    contact_sheet(pictures, size=1.1)


def test_edge_cases():
    for kind in ABSTRACT:
        first, again = draw_abstract(kind, 2, size=64), draw_abstract(kind, 1, size=64)
        other = draw_abstract(kind, 1, seed=5, size=64)
        test_eq(first[0].tobytes(), again[0].tobytes())
        test_ne(first[0].tobytes(), first[1].tobytes())
        test_ne(first[0].tobytes(), other[0].tobytes())
        test_eq({p.mode for p in first}, {'RGB'})
    test_eq(draw_abstract('noise', 0), [])
    test_fail(lambda: draw_abstract('cats', 1), contains="unknown kind of picture 'cats': choose one of noise")
