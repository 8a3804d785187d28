"""python run.py PROJECTOR [LIMIT]: the task tinyemo_labels, on pictures.parquet beside it, by lmms-eval."""
import os
import sys
from argparse import Namespace

os.environ['TINYEMO_PROJECTOR'] = sys.argv[1]

from lmms_eval import evaluator
from lmms_eval.tasks import TaskManager
from tinyemo_projector import TinyemoProjector

limit = int(sys.argv[2]) if len(sys.argv) > 2 else None
settings = Namespace(output_path='results', process_with_media=False, log_samples=True, model='tinyemo_projector')
found = evaluator.simple_evaluate(model=TinyemoProjector(), tasks=['tinyemo_labels'], limit=limit, batch_size=1,
                                  task_manager=TaskManager(include_path='.'), cli_args=settings)
print(found['results'])
