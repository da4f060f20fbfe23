"""From a model's answer to results: each value bounded, located on the page, and marked where it is not."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from docyard.domain.apps import Field, FieldKind
from docyard.domain.models import Question
from docyard.domain.pages import Page
from docyard.domain.rendering import field_names
from docyard.domain.results import Alert, FieldResult
from docyard.engine.inference.inquiry import FAILED
from docyard.engine.inference.locate import Passage, Places, ocr_confidence
from docyard.engine.inference.schemas import keys_of
from docyard.engine.values.dates import readings
from docyard.engine.values.numbers import read_number

UNGROUNDED = "ungrounded"
"""Type of the alert that a model's value stands nowhere on the pages."""

# Not calibrated, for no two models are alike: what they keep apart is how much stands behind a value.
AGREED, LOCATED, NOT_LOCATED = 0.95, 0.8, 0.3

MAX_VALUE = 10_000
MAX_ROWS = 1_000


def without_answer(result: FieldResult, message: str, *, alert: str = FAILED) -> FieldResult:
    """Return what was read without the model, with an alert that says why there is no more."""
    return replace(result, error=message, alerts=(*result.alerts, Alert(alert, message)))


def merged(
    group: Sequence[Field],
    found: Mapping[str, FieldResult],
    question: Question,
    body: str,
    pages: Sequence[Page],
) -> dict[str, FieldResult]:
    """Return the results of a question's fields by name; ``found`` is what was read without the model."""
    answer, places = json.loads(body), Places(pages)
    return {
        field.name: _rows(field, answer[key], places)
        if field.kind is FieldKind.LIST
        else _single(field, answer[key], found[field.name], places)
        for key, field in zip(keys_of(group), group, strict=True)
    }


def _single(field: Field, answer: Mapping[str, Any], local: FieldResult, places: Places) -> FieldResult:
    value, quote = printable(answer["value"]), printable(answer["quote"])
    if value is None:
        return FieldResult(field.name, None)
    if len(value) > MAX_VALUE:
        return without_answer(
            FieldResult(field.name, None),
            f"The language model gave more than {MAX_VALUE} characters for {field.name!r}.",
        )
    passage = _passage(field, value, quote, places)
    if passage is None:
        message = (
            f"The value of {field.name!r} stands nowhere on the pages; the model made it up, or misread."
        )
        return FieldResult(field.name, value, confidence=NOT_LOCATED, alerts=(Alert(UNGROUNDED, message),))
    agrees = local.value is not None and " ".join(local.value.split()) == " ".join(value.split())
    return FieldResult(
        field.name,
        value,
        confidence=max(AGREED, local.confidence or 0.0) if agrees else LOCATED,
        ocr_confidence=ocr_confidence([passage]),
        sources=passage.sources,
    )


def _passage(field: Field, value: str, quote: str | None, places: Places) -> Passage | None:
    """Return where a value stands; one that was concluded stands where its quote does."""
    quoted = places.find(quote)
    own = places.find(value, within=quoted)
    if own is not None or quoted is None:
        return own
    is_concluded = field.kind in (FieldKind.DOCUMENT_REASONING, FieldKind.VISUAL_REASONING)
    return quoted if is_concluded or _means_the_same(value, quoted.text) else None


def _means_the_same(value: str, printed: str) -> bool:
    """Tell whether a date or number is the printed one in another notation."""
    if readings(value) & readings(printed):
        return True
    number = read_number(value)
    return number is not None and number == read_number(printed)


def _rows(field: Field, answer: Sequence[Mapping[str, Any]], places: Places) -> FieldResult:
    columns = field_names([attribute.name for attribute in field.attributes])
    rows = [{column: printable(row[column]) for column in columns} for row in answer[:MAX_ROWS]]
    rows = [row for row in rows if any(row.values())]
    if not rows:
        return FieldResult(field.name, None)
    cells = [value for row in rows for value in row.values() if value]
    if any(len(cell) > MAX_VALUE for cell in cells):
        return without_answer(
            FieldResult(field.name, None),
            f"The language model gave a cell of {field.name!r} more than {MAX_VALUE} characters.",
        )
    passages = [places.find(cell) for cell in cells]
    located = [passage for passage in passages if passage is not None]
    missing = len(cells) - len(located)
    alerts = []
    if missing:
        message = f"{missing} of {len(cells)} cells of {field.name!r} stand nowhere on the pages."
        alerts.append(Alert(UNGROUNDED, message))
    if len(answer) > MAX_ROWS:
        message = f"The language model gave {len(answer)} rows for {field.name!r}; {MAX_ROWS} are kept."
        alerts.append(Alert(FAILED, message))
    return FieldResult(
        field.name,
        json.dumps(rows, ensure_ascii=False),
        confidence=round(LOCATED - (LOCATED - NOT_LOCATED) * missing / len(cells), 4),
        ocr_confidence=ocr_confidence(located),
        sources=tuple(box for passage in located for box in passage.sources),
        alerts=tuple(alerts),
    )


def printable(text: str | None) -> str | None:
    """Return a text without what cannot be printed; None for one that says there is nothing."""
    if text is None:
        return None
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return kept.strip() or None
