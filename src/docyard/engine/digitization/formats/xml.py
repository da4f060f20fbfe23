"""XML: an outline of elements, attributes and text."""

from collections.abc import Iterator, Sequence

from lxml import etree

from docyard.engine.digitization.layout import Paragraph, Section
from docyard.engine.digitization.text import refuse_long_text
from docyard.engine.digitization.trees import local_name, parsed

_INDENT_PT = 12.0


def parts(data: bytes, *, name: str, passwords: Sequence[str]) -> Iterator[Section]:
    """Yield one line per element with text or attributes."""
    refuse_long_text(data, name=name)
    yield Section(tuple(_outline(parsed(data, name=name), depth=0)))


def _outline(element: etree._Element, *, depth: int) -> Iterator[Paragraph]:
    label = local_name(element)
    indent = _INDENT_PT * depth
    yield Paragraph(f"{label}: {_squeezed(element.text)}".rstrip(), indent_pt=indent)
    for key, value in element.attrib.items():
        yield Paragraph(f"{str(key).rpartition('}')[2]}: {value!s}", indent_pt=indent + _INDENT_PT)
    for child in element:
        yield from _outline(child, depth=depth + 1)
        if _squeezed(child.tail):
            yield Paragraph(_squeezed(child.tail), indent_pt=indent)


def _squeezed(text: str | None) -> str:
    return " ".join((text or "").split())
