# Generated from nbs/images/97_jobs.ipynb by tinyemo.dev.nbtools: edit the notebook.
import tarfile
import tempfile
from PIL import Image
from fastcore.test import test_eq, test_fail
from pathlib import Path
from tinyemo.images.jobs import _label_id, chunks, plan_archives, plan_files


def test_plans():
    jobs = plan_files([f'{i}.png' for i in range(5)], list('abcde'), 2, labels=[0, 1, 0, 1, 1])
    test_eq([(job['n'], job['of'], job['ids'], job['labels']) for job in jobs],
            [(0, 3, ['a', 'b'], [0, 1]), (1, 3, ['c', 'd'], [0, 1]), (2, 3, ['e'], [1])])
    test_eq([job['n'] for job in plan_archives(['b.tar', 'a.tar'])], [0, 1])
    test_fail(lambda: plan_archives(['x/a.tar', 'y/a.tar']), contains='1 of 2 archives have the name of another')
    [Path(job['archive']).name for job in plan_archives(['b.tar', 'a.tar'])]


def test_pictures_of_a_job():
    with tempfile.TemporaryDirectory() as d:
        (Path(d)/'set').mkdir()
        for name in 'abc':
            Image.new('RGB', (8, 8)).save(f'{d}/set/{name}.png')
        (Path(d)/'set/b.png').write_bytes(b'torn')
        with tarfile.open(f'{d}/set.tar', 'w') as tar:
            for path in sorted((Path(d)/'set').iterdir()):
                tar.add(path, path.name)
        some = list(chunks({'archive': f'{d}/set.tar'}, size=1))
    test_eq([chunk.ids for chunk in some], [['set/a.png'], ['set/c.png'], []])
    test_eq([[id for id, _ in chunk.skipped] for chunk in some], [[], ['set/b.png'], []])
    files = plan_files(['a.png', 'b.png'], ['a', 'b'])[0]
    test_eq([(chunk.ids, chunk.labels) for chunk in chunks(files)], [(['a', 'b'], None)])


def test_edge_cases():
    test_eq([_label_id(*given, 'x') for given in (('b', ('a', 'b')), (1, ('0', '1')))], [1, 1])
    test_fail(lambda: _label_id('1', ('a', 'b'), 'x'), contains='x has the label 1, a number without a name')
    test_fail(lambda: _label_id('c', ('a', 'b'), 'x'), contains="x has the label 'c', which is not among a, b")
