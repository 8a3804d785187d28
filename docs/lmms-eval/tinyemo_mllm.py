"""A language model of tinyemo as a model of lmms-eval: it answers in words what the tasks ask."""
from lmms_eval.api.model import lmms
from lmms_eval.api.registry import register_model


@register_model('tinyemo_mllm')
class TinyemoMLLM(lmms):
    def __init__(self, pretrained, device='cpu', **kwargs):
        super().__init__()
        from tinyemo.images.encoders import load_encoder
        from tinyemo.mllm.answers import load_reader
        self.model = load_reader(pretrained, device=device)
        self.encoder = load_encoder(self.model.spec.encoder, device)

    def generate_until(self, requests):
        answers = []
        for request in requests:
            question, how, doc_to_visual, doc_id, task, split = request.args
            rows = self.encoder(doc_to_visual(self.task_dict[task][split][doc_id]))
            answers += self.model.answer([question], self.model.as_tokens(rows.numpy()), how['max_new_tokens'])
        return answers

    def loglikelihood(self, requests):
        raise NotImplementedError('tasks of tinyemo generate')

    def generate_until_multi_round(self, requests):
        raise NotImplementedError('tasks of tinyemo ask once')
