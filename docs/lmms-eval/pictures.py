"""python pictures.py DATASET FOLDER: the test part of a data set (all of it where there is none) as
DATASET.parquet, which names the pictures and does not hold them."""
import sys

import datasets

import tinyemo as te

name, folder = sys.argv[1:]
data = te.load_dataset(name, folder)
rows = [e for e in data if e.split == 'test'] or list(data)
columns = {
    'id': [e.id for e in rows],
    'image': [str(e.path.resolve()) for e in rows],
    'label': [e.label for e in rows],
    'labels': [list(data.taxonomy.labels)]*len(rows),
}
print(datasets.Dataset.from_dict(columns).cast_column('image', datasets.Image()).to_parquet(f'{name}.parquet'), 'bytes')
