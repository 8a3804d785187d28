"""python vecbench.py FILE IMAGES: rows of VECBench (.csv, .json or .jsonl: image_path, question, label, candidates,
task, split) as vecbench.parquet, which names the pictures and does not hold them."""
import sys
from pathlib import Path

import datasets

name, images = sys.argv[1:]
kind = 'csv' if name.endswith('.csv') else 'json'
rows = datasets.load_dataset(kind, data_files=name, split='train')
rows = rows.filter(lambda row: row['split'] == 'test') if 'split' in rows.column_names else rows


def choice(given): # a list, or a text of words between commas or bars
    words = given if isinstance(given, list) else given.strip('[]').replace('|', ',').split(',')
    return [word.strip(' \'"') for word in words]


columns = {
    'id': rows['image_path'],
    'image': [str((Path(images)/path).resolve()) for path in rows['image_path']],
    'question': rows['question'],
    'label': rows['label'],
    'labels': [choice(given) for given in rows['candidates']],
    'part': rows['task'],
}
strange = [id_ for id_, label, labels in zip(columns['id'], columns['label'], columns['labels']) if label not in labels]
if strange:
    sys.exit(f'{len(strange)} labels are not among their candidates, first of {strange[0]}')
print(len(rows), 'rows')
datasets.Dataset.from_dict(columns).cast_column('image', datasets.Image()).to_parquet('vecbench.parquet')
