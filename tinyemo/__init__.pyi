# Generated from nbs/05_front.ipynb by tinyemo.dev.nbtools: edit the notebook.
from .images.datasets import load_dataset as load_dataset
from .images.datasets import Dataset as Dataset
from .images.datasets import with_splits as with_splits
from .images.taxonomy import get_taxonomy as get_taxonomy
from .images.images import open_image as open_image
from .images.encoders import load_encoder as load_encoder
from .images.encode import extract as extract
from .images.encode import encode_images as encode_images
from .images.features import import_pt as import_pt
from .images.features import load_features as load_features
from .images.features import save_features as save_features
from .images.features import FeatureSet as FeatureSet
from .projector.fit import fit as fit
from .projector.fit import cross_validate as cross_validate
from .projector.fit import set_aside as set_aside
from .projector.vocabulary import with_labels as with_labels
from .projector.model import load_model as load_model
from .projector.model import save_model as save_model
from .projector.model import MetricProjector as MetricProjector
from .synthesis.build import build_dataset as build_dataset
from .mllm.stages import pretrain as pretrain
from .mllm.stages import finetune as finetune
from .mllm.model import load_mllm as load_mllm
from .mllm.reason import reasonings as reasonings
from .apps.look import reason as reason
from .evaluation.evaluate import evaluate as evaluate
from .evaluation.suites import run_suites as run_suites
from .audit.run import audit as audit
from .audit.page import write_audit as write_audit
from .apps.quickstart import quickstart as quickstart
from .core import data_path as data_path
from .core import real_data as real_data
from .core import TinyEmoError as TinyEmoError

__version__: str
