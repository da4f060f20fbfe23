"""Labelled documents: pages of words and the values a person found. Format: ``training/README.md``."""

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO, cast

from docyard.domain.pages import Box, Page, PageSource, Word


@dataclass(frozen=True, slots=True)
class Labelled:
    """One document with its answers.

    Attributes:
        name: unique in its file.
        app_class: class whose fields were labelled, as in the prebuilt apps, e.g. ``Receipt``.
        issuer: who made it; documents of one issuer never stand on both sides of a measurement.
        values: by field name; a field that is absent from the mapping was not labelled.
    """

    name: str
    app_class: str
    issuer: str
    pages: tuple[Page, ...]
    values: Mapping[str, str | None]


def read_labelled(path: Path) -> tuple[Labelled, ...]:
    """Read a JSON-lines file of labelled documents, gzipped or not."""
    with _open(path, "rt") as file:
        return tuple(_from_json(json.loads(line)) for line in file if line.strip())


def write_labelled(path: Path, documents: Iterable[Labelled]) -> None:
    """Write labelled documents as JSON lines, gzipped if the name ends in ``.gz``."""
    with _open(path, "wt") as file:
        for document in documents:
            file.write(json.dumps(_to_json(document), ensure_ascii=False) + "\n")


def _open(path: Path, mode: str) -> TextIO:
    opener: Any = gzip.open if path.suffix == ".gz" else open
    return cast(TextIO, opener(path, mode, encoding="utf-8"))


def _from_json(stored: Mapping[str, Any]) -> Labelled:
    return Labelled(
        name=stored["name"],
        app_class=stored["class"],
        issuer=stored["issuer"],
        pages=tuple(_page(i, p) for i, p in enumerate(stored["pages"])),
        values=stored["values"],
    )


def _page(index: int, stored: Mapping[str, Any]) -> Page:
    words = tuple(
        Word(text=text, box=Box(*box), confidence=confidence, line=line)
        for text, box, confidence, line in stored["words"]
    )
    return Page(
        index=index,
        width_px=stored["width_px"],
        height_px=stored["height_px"],
        words=words,
        source=PageSource(stored["source"]),
    )


def _to_json(document: Labelled) -> dict[str, Any]:
    return {
        "name": document.name,
        "class": document.app_class,
        "issuer": document.issuer,
        "values": dict(document.values),
        "pages": [
            {
                "width_px": page.width_px,
                "height_px": page.height_px,
                "source": page.source.value,
                "words": [
                    [
                        w.text,
                        [round(v, 1) for v in (w.box.x0, w.box.y0, w.box.x1, w.box.y1)],
                        round(w.confidence, 4),
                        w.line,
                    ]
                    for w in page.words
                ],
            }
            for page in document.pages
        ],
    }
