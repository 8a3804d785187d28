"""What the tasks ask, and how an answer is read. A row has image, label, labels to choose from, and perhaps id."""
import re


def picture(doc):
    return [doc['image'].convert('RGB')]


def question(doc, lmms_eval_specific_kwargs=None):
    return f"Which emotion does this picture evoke? Answer with one of: {', '.join(doc['labels'])}."


def answered(doc, results):
    "The first label that is named; 0 where none is. What else is returned goes into the log of samples."
    end = results[0].rpartition('Predicted Label:')[2]
    longest_first = sorted(doc['labels'], key=len, reverse=True)
    found = re.search(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", end, re.IGNORECASE)
    said = found[0].lower() if found else ''
    right = float(said == doc['label'].lower())
    return {'top1': right, 'labels': list(doc['labels'])} | ({'image': doc['id']} if 'id' in doc else {})
