"""python run.py MODEL [TASK [LIMIT]]: a projector or a language model at a task of this folder, by lmms-eval; logs in
results/."""
import sys
from argparse import Namespace

from lmms_eval import evaluator
from lmms_eval.loggers import EvaluationTracker
from lmms_eval.tasks import TaskManager
from lmms_eval.utils import get_datetime_str
from tinyemo_mllm import TinyemoMLLM
from tinyemo_projector import TinyemoProjector

from tinyemo.models import model_folder

name = sys.argv[1]
task = sys.argv[2] if len(sys.argv) > 2 else 'tinyemo_labels'
limit = int(sys.argv[3]) if len(sys.argv) > 3 else None
speaks = (model_folder(name)/'connector.safetensors').is_file()
settings = Namespace(output_path='results', process_with_media=False, log_samples=True,
                     model='tinyemo_mllm' if speaks else 'tinyemo_projector')
tracker = EvaluationTracker(output_path='results')
found = evaluator.simple_evaluate(
    model=TinyemoMLLM(name) if speaks else TinyemoProjector(name), model_args=f'pretrained={name}', tasks=[task],
    limit=limit, batch_size=1, log_samples=True, task_manager=TaskManager(include_path='.'),
    evaluation_tracker=tracker, cli_args=settings)
samples = found.pop('samples')
tracker.save_results_aggregated(found, samples, get_datetime_str())
tracker.save_results_samples(task, samples[task])
print(found['results'])
