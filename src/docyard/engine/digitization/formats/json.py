"""JSON: an outline of names and values."""

import json
from collections.abc import Iterator, Sequence

from docyard.engine.digitization.layout import Paragraph, Preformatted, Section
from docyard.engine.digitization.text import decoded_text, refuse_long_text

_INDENT_PT = 12.0
_MAX_DEPTH = 100


def parts(data: bytes, *, name: str, passwords: Sequence[str]) -> Iterator[Section]:
    """Yield one line per value; what does not parse, or is nested too deeply, as plain text."""
    refuse_long_text(data, name=name)
    text = decoded_text(data)
    try:
        # Numbers stay as they are written: 1.10 is not 1.1.
        value = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        yield Section((Preformatted(text),))
        return
    yield Section(tuple(_outline(value, label="", depth=0)))


def _outline(value: object, *, label: str, depth: int) -> Iterator[Paragraph]:
    if depth > _MAX_DEPTH:
        yield Paragraph(f"{label} …", indent_pt=_INDENT_PT * depth)
    elif isinstance(value, dict):
        if label:
            yield Paragraph(label, indent_pt=_INDENT_PT * (depth - 1))
        for key, inner in value.items():
            yield from _outline(inner, label=f"{key}:", depth=depth + 1)
    elif isinstance(value, list):
        if label:
            yield Paragraph(label, indent_pt=_INDENT_PT * (depth - 1))
        for inner in value:
            yield from _outline(inner, label="-", depth=depth + 1)
    else:
        shown = {None: "null", True: "true", False: "false"}.get(value, value)  # type: ignore[call-overload]
        yield Paragraph(f"{label} {shown}".strip(), indent_pt=_INDENT_PT * max(0, depth - 1))
