"""Confidences must be high enough."""

from docyard.engine.shapes import Share
from docyard.engine.validation.subject import RuleKind, Subject


def _field(subject: Subject, least: float) -> str | None:
    return _sentence(f"{subject.field.name!r} has a confidence", subject.result.confidence, least)


def _ocr(subject: Subject, least: float) -> str | None:
    return _sentence(f"{subject.field.name!r} has an OCR confidence", subject.result.ocr_confidence, least)


def class_fault(confidence: float | None, least: float) -> str | None:
    """Say that the document's class is not sure enough; None if it is."""
    return _sentence("The class has a confidence", confidence, least)


def _sentence(what: str, confidence: float | None, least: float) -> str | None:
    if confidence is None or confidence >= least:
        return None
    return f"{what} of {confidence:.2f}; at least {least:.2f} is asked for."


CONFIDENCE = RuleKind(_field, Share(), "Least confidence of the value, by the model.", on_lists=True)
OCR_CONFIDENCE = RuleKind(_ocr, Share(), "Least confidence of the value's words as read.", on_lists=True)
