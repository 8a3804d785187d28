"""python records.py RECORDS [IMAGES]: reasonings conditional on a label, as this library makes them or as they are
published, as reasoning.parquet, which names the pictures and does not hold them."""
import sys

import datasets

from tinyemo.mllm.materials import load_set
from tinyemo.mllm.reason import LAST, named_label, options

records, folder, missing = load_set(*sys.argv[1:3])
asked = [r for r in records if options(r) and not r.more]
columns = {
    'id': [r.id for r in asked],
    'image': [str((folder/r.image).resolve()) for r in asked],
    'question': [r.question for r in asked],
    'label': [named_label(r) for r in asked],
    'labels': [options(r) for r in asked],
    'reasoning': [r.answer.partition(LAST)[0].removeprefix('Reasoning:').strip() for r in asked],
}
print(len(asked), 'of', len(records), 'records are reasonings,', len(missing), 'have no picture')
datasets.Dataset.from_dict(columns).cast_column('image', datasets.Image()).to_parquet('reasoning.parquet')
