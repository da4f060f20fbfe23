"""Parts of an address: the street, town, state or postcode that a field's name asks for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from docyard.domain.apps import ValueType
from docyard.engine.extraction.candidates import Candidate, Span
from docyard.engine.extraction.labels import Target
from docyard.engine.extraction.layout import Layout
from docyard.engine.extraction.sentences import Said

# Last words of names, and what they ask for.
PARTS: Mapping[str, str] = MappingProxyType(
    {
        "city": "city", "town": "city", "ort": "city", "stadt": "city", "ville": "city", "state": "state",
        "zip": "zip", "zipcode": "zip", "postcode": "zip", "plz": "zip", "street": "street",
    }
)  # fmt: skip
# Names of two words.
LONG_PARTS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("zip", "code"): "zip", ("post", "code"): "zip", ("postal", "code"): "zip", ("code", "postal"): "zip",
        ("street", "address"): "street",
    }
)  # fmt: skip
TYPES = frozenset({ValueType.TEXT, ValueType.IDENTIFIER, ValueType.ADDRESS, ValueType.NUMBER})
# "Lodi, CA 95240" and "D-24103 Kiel", with nothing else in their lines.
TOWN = re.compile(
    r"(?P<city>[A-Z][^\W\d]*(?:[ .'-]+[^\W\d]+){0,3}),?\s+(?P<state>[A-Z]{2})\.?,?\s+"
    r"(?P<zip>\d{5}(?:-\d{4})?)"
    r"|(?:[A-Z]{1,2}[- ])?(?P<zip2>\d{5})\s+(?P<city2>[^\W\d]+(?:[ .'/-]+[^\W\d]+){0,3})"
)
# Of a document that prints one address, such values were right nearly always.
CONFIDENCE = 0.9


def read_parts(layout: Layout, targets: Sequence[Target]) -> tuple[Said | None, ...]:
    """Give for each target without a trained model the part of the document's only address that it names."""
    wanted = [None if t.concept or t.value_type not in TYPES else _part(t) for t in targets]
    if not any(wanted):
        return tuple(None for _ in targets)
    towns = list(_towns(layout))
    if len({parts["zip"].text for parts in towns}) != 1:
        return tuple(None for _ in targets)
    found = towns[0]
    return tuple(Said(found[part], CONFIDENCE) if part in found else None for part in wanted)


def _part(target: Target) -> str | None:
    spoken = target.labels[0] if target.labels else ("",)
    two = (spoken[-2], spoken[-1]) if len(spoken) > 1 else ("", "")
    return LONG_PARTS.get(two) or PARTS.get(spoken[-1])


def _towns(layout: Layout) -> Iterator[dict[str | None, Candidate]]:
    for segment in layout.segments:
        match = TOWN.fullmatch(segment.text.strip(" ,."))
        if match is None:
            continue
        offset = segment.text.index(match.group())
        parts: dict[str | None, Candidate] = {}
        for name in ("city", "city2", "state", "zip", "zip2"):
            if match[name]:
                start, end = (offset + place for place in match.span(name))
                parts[name.rstrip("2")] = Candidate(match[name], (Span(segment.index, start, end),))
        above = layout.up[segment.index]
        if above >= 0 and any(c.isdigit() for c in layout.segments[above].text):
            text = layout.segments[above].text
            parts["street"] = Candidate(text, (Span(above, 0, len(text)),))
        yield parts
