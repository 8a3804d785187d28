"""What the tasks ask, and how an answer is read. A row has image, label, labels to choose from, and perhaps id, a
question of its own, and a reasoning to compare with."""
import re

LAST = 'Predicted Label:'


def picture(doc):
    return [doc['image'].convert('RGB')]


def question(doc, lmms_eval_specific_kwargs=None):
    plain = f"Which emotion does this picture evoke? Answer with one of: {', '.join(doc['labels'])}."
    return doc.get('question') or plain


def answered(doc, results):
    "The first label that is named; 0 where none is. What else is returned goes into the log of samples."
    end = results[0].rpartition(LAST)[2]
    longest_first = sorted(doc['labels'], key=len, reverse=True)
    found = re.search(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", end, re.IGNORECASE)
    said = found[0].lower() if found else ''
    right = float(said == doc['label'].lower())
    return {'top1': right, 'labels': list(doc['labels'])} | ({'image': doc['id']} if 'id' in doc else {})


def reasoned(doc, results):
    "As `answered`, and how near the reasoning before the label is to the one in the row (chrF, 0 to 100)."
    import sacrebleu
    said = results[0].partition(LAST)[0].removeprefix('Reasoning:').strip()
    return answered(doc, results) | {'chrf': sacrebleu.sentence_chrf(said, [doc['reasoning']]).score}
