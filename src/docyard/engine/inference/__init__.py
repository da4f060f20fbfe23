"""Inference: fields that language models read, as questions out and answers in.

Nothing is sent from here: a file whose questions are not all answered is understood again with the answers,
which are the caller's to get. So the same file, app and answers give the same result, keys stay out of
engine processes, and no process waits for a model.

May import: ``domain``, ``engine.values``. Tests: ``tests/engine/inference``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from docyard.domain.apps import DocumentClass, Field, ModelWhen
from docyard.domain.pages import Page
from docyard.domain.results import FieldResult
from docyard.engine.inference.fits import NotInSchema, read_answer
from docyard.engine.inference.groups import group_fields
from docyard.engine.inference.inquiry import Inquiry
from docyard.engine.inference.merge import FAILED, merged, without_answer
from docyard.engine.inference.questions import CannotAsk, build_question

__all__ = ["Inquiry", "NotInSchema", "read_answer", "read_with_models"]

Results = Sequence[FieldResult]


def read_with_models(
    results: Results,
    pages: Sequence[Page],
    document_class: DocumentClass,
    *,
    inquiry: Inquiry,
    finish: Callable[[Results], Results],
) -> tuple[FieldResult, ...]:
    """Return the results with those of models in place; questions without an answer so far are noted.

    Args:
        results: of all fields of the class, as read without a model.
        pages: of the document.
        document_class: says which fields models read.
        inquiry: knows answers and takes questions.
        finish: cleans, derives and validates; tells which fields need a second reader.
    """
    asked = [field for field in document_class.fields if field.language_model is not None]
    always = [field for field in asked if _when(field) is ModelWhen.ALWAYS]
    read = _read(results, always, pages, inquiry=inquiry)
    others = [field for field in asked if _when(field) is not ModelWhen.ALWAYS]
    if not others or inquiry.is_waiting:
        return read
    failing = {result.name for result in finish(read) if not result.value or result.alerts}
    return _read(read, [field for field in others if field.name in failing], pages, inquiry=inquiry)


def _when(field: Field) -> ModelWhen | None:
    return None if field.language_model is None else field.language_model.when


def _read(
    results: Results, fields: Iterable[Field], pages: Sequence[Page], *, inquiry: Inquiry
) -> tuple[FieldResult, ...]:
    found = {result.name: result for result in results}
    for group in group_fields(fields):
        found |= _of_group(group, found, pages, inquiry=inquiry)
    return tuple(found[result.name] for result in results)


def _of_group(
    group: Sequence[Field], found: Mapping[str, FieldResult], pages: Sequence[Page], *, inquiry: Inquiry
) -> dict[str, FieldResult]:
    try:
        question = build_question(group, pages, inquiry=inquiry)
    except CannotAsk as reason:
        return {field.name: without_answer(found[field.name], str(reason)) for field in group}
    answer = inquiry.answer_to(question)
    if answer is None:
        return {}
    if answer.body is None:
        message, code = answer.message or "", answer.code or FAILED
        return {field.name: without_answer(found[field.name], message, alert=code) for field in group}
    return merged(group, found, question, answer.body, pages)
