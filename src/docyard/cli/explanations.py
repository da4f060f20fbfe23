"""What ``docyard extract --explain`` says, as JSON and as text."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from docyard.cli import output

if TYPE_CHECKING:
    from docyard.domain.results import SourceBox
    from docyard.engine.explanation import Explanation
    from docyard.engine.extraction.explain import Weighed
    from docyard.engine.pipeline import FileOutcome

_WAYS = {
    "model": "by the trained scorer",
    "rules": "by rules",
    "cell": "by the cell of a form",
    "sentence": "by a sentence",
    "address": "as part of an address",
    "total": "by the total",
}


def as_json(outcomes: "Iterable[FileOutcome]") -> list[dict[str, Any]]:
    """Return an entry per document: its file, its number in it from 1, and its fields."""
    return [
        {"file": outcome.result.file_name, "document": number, "fields": [_field(each) for each in fields]}
        for outcome in outcomes
        for number, fields in enumerate(outcome.explanations, start=1)
    ]


def print_text(outcomes: "Iterable[FileOutcome]") -> None:
    """Print, field by field, what was weighed, cleaned and checked."""
    for outcome in outcomes:
        for number, fields in enumerate(outcome.explanations, start=1):
            output.print_line(f"{outcome.result.file_name}, document {number}")
            for each in fields:
                for line in _lines(each):
                    output.print_line(line)
            output.print_line()


def _field(each: "Explanation") -> dict[str, Any]:
    weighing = each.weighing
    return {
        "field": each.field,
        "value": each.result.value,
        "confidence": each.result.confidence,
        "decided": weighing.way if weighing else None,
        "candidates": [_candidate(c) for c in weighing.candidates] if weighing else [],
        "read": each.read,
        "cleaning": [{"step": step, "gives": text} for step, text in each.steps],
        "rules": [
            {"rule": name, "options": _plain(options), "broken": broken}
            for name, options, broken in each.rules
        ],
    }


def _candidate(candidate: "Weighed") -> dict[str, Any]:
    boxes = [_box(source) for source in candidate.sources]
    return {"text": candidate.text, "score": candidate.score, "taken": candidate.is_taken, "boxes": boxes}


def _box(source: "SourceBox") -> dict[str, Any]:
    box = source.box
    corners = [round(edge, 1) for edge in (box.x0, box.y0, box.x1, box.y1)]
    return {"page": source.page + 1, "box": corners}


def _plain(options: Any) -> Any:
    """Return a rule's options as JSON knows them."""
    if isinstance(options, dict):
        return {key: _plain(value) for key, value in options.items()}
    return options if isinstance(options, bool | int | float) or options is None else str(options)


def _lines(each: "Explanation") -> Iterator[str]:
    confidence = each.result.confidence
    sure = "" if confidence is None else f"  ({confidence:.0%})"
    yield f"  {each.field}: {each.result.value or 'no value'}{sure}"
    if each.weighing:
        yield f"    decided {_WAYS[each.weighing.way]}"
        for candidate in each.weighing.candidates:
            score = "said there" if candidate.score is None else f"{candidate.score:+.2f}"
            taken = "  taken by another field" if candidate.is_taken else ""
            yield f"      {score}  {candidate.text}{_place(candidate)}{taken}"
    if each.steps:
        yield f"    read {each.read!r}"
    for step, text in each.steps:
        yield f"    cleaning {step}: {text!r}"
    for name, options, broken in each.rules:
        yield f"    rule {name} {_plain(options)}: {'broken: ' + broken if broken else 'holds'}"


def _place(candidate: "Weighed") -> str:
    if not candidate.sources:
        return ""
    first = _box(candidate.sources[0])
    return f"  [page {first['page']}, from {first['box'][0]:g}, {first['box'][1]:g}]"
