"""A projector of tinyemo as a model of lmms-eval: it answers with the likeliest of the labels asked for."""
from lmms_eval.api.model import lmms
from lmms_eval.api.registry import register_model


@register_model('tinyemo_projector')
class TinyemoProjector(lmms):
    def __init__(self, pretrained, device='cpu', **kwargs):
        super().__init__()
        from tinyemo.images.encoders import load_encoder
        from tinyemo.projector.checkpoint import load_model
        self.model = load_model(pretrained)
        self.encoder = load_encoder(self.model.encoder, device)

    def generate_until(self, requests):
        from tinyemo.projector.vocabulary import with_labels
        answers = []
        for request in requests:
            _, _, doc_to_visual, doc_id, task, split = request.args
            doc = self.task_dict[task][split][doc_id]
            named = with_labels(self.model, list(doc['labels']))
            features = self.encoder(doc_to_visual(doc)).numpy()
            answers.append(named.classes[named.predict_proba(features)[0].argmax()])
        return answers

    def loglikelihood(self, requests):
        raise NotImplementedError('tasks of tinyemo generate')

    def generate_until_multi_round(self, requests):
        raise NotImplementedError('tasks of tinyemo ask once')
