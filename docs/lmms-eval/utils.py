"""What the task tinyemo_labels asks, and how an answer is read. A row has image, label, and labels to choose from."""
import re


def picture(doc):
    return [doc['image'].convert('RGB')]


def question(doc, lmms_eval_specific_kwargs=None):
    return f"Which emotion does this picture evoke? Answer with one word of: {', '.join(doc['labels'])}."


def answered(doc, results):
    "The first label that is named as a whole word; 0 where none is."
    words = re.findall(r'\w+', results[0].lower())
    said = next((word for word in words if word in doc['labels']), '')
    return {'top1': float(said == doc['label'])}
