"""python run.py PROJECTOR [TASK [LIMIT]]: a projector at a task of this folder, by lmms-eval; logs in results/."""
import os
import sys
from argparse import Namespace

os.environ['TINYEMO_PROJECTOR'] = sys.argv[1]

from lmms_eval import evaluator
from lmms_eval.loggers import EvaluationTracker
from lmms_eval.tasks import TaskManager
from lmms_eval.utils import get_datetime_str
from tinyemo_projector import TinyemoProjector

task = sys.argv[2] if len(sys.argv) > 2 else 'tinyemo_labels'
limit = int(sys.argv[3]) if len(sys.argv) > 3 else None
settings = Namespace(output_path='results', process_with_media=False, log_samples=True, model='tinyemo_projector')
tracker = EvaluationTracker(output_path='results')
found = evaluator.simple_evaluate(
    model=TinyemoProjector(), model_args=f'pretrained={sys.argv[1]}', tasks=[task], limit=limit, batch_size=1,
    log_samples=True, task_manager=TaskManager(include_path='.'), evaluation_tracker=tracker, cli_args=settings)
samples = found.pop('samples')
tracker.save_results_aggregated(found, samples, get_datetime_str())
tracker.save_results_samples(task, samples[task])
print(found['results'])
