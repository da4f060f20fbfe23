"""Inference: fields that language models read, and prompts of apps, as questions out and answers in.

Nothing is sent from here: a file whose questions are not all answered is understood again with the answers,
which are the caller's to get. So the same file, app and answers give the same result, keys stay out of
engine processes, and no process waits for a model.

May import: ``domain``, ``engine.shapes`` and ``engine.values``. Tests: ``tests/engine/test_inference.py`` and
``tests/engine/test_prompts.py``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from docyard.domain.apps import DocumentClass, Field, ModelWhen
from docyard.domain.pages import Page
from docyard.domain.results import FieldResult
from docyard.engine.inference.fits import NotInSchema, read_answer
from docyard.engine.inference.groups import group_fields
from docyard.engine.inference.inquiry import Inquiry, Unanswered
from docyard.engine.inference.merge import LOCATED, merged, without_answer
from docyard.engine.inference.prompts import (
    MAX_PROMPTS,
    MODEL_NAME,
    PROMPT_KEYS,
    Waiting,
    judge,
    rewrite,
)
from docyard.engine.inference.questions import build_question

__all__ = [
    "LOCATED",
    "MAX_PROMPTS",
    "MAX_ROUNDS",
    "MODEL_NAME",
    "PROMPT_KEYS",
    "Inquiry",
    "NotInSchema",
    "Unanswered",
    "Waiting",
    "judge",
    "read_answer",
    "read_with_models",
    "rewrite",
]

MAX_ROUNDS = 2 * (1 + MAX_PROMPTS + 1)
"""Most turns in which a file has questions: reading, each prompt of a chain and the rules, and all of that
again for fields that a model reads where they fail."""

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
        finish: cleans, derives and validates, which may put questions, too; tells which fields need a
            second reader.
    """
    asked = [field for field in document_class.fields if field.language_model is not None]
    always = [field for field in asked if _when(field) is ModelWhen.ALWAYS]
    read = _read(results, always, pages, inquiry=inquiry)
    others = [field for field in asked if _when(field) is not ModelWhen.ALWAYS]
    if not others or inquiry.is_waiting:
        return read
    failing = {result.name for result in finish(read) if not result.value or result.alerts}
    if inquiry.is_waiting:
        return read
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
        body = inquiry.answer_to(question)
    except Unanswered as reason:
        return {
            field.name: without_answer(found[field.name], str(reason), alert=reason.code) for field in group
        }
    return {} if body is None else merged(group, found, question, body, pages)
