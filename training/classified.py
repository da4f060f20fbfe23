"""Folders of documents whose classes and page ranges are known.

``classes.json`` maps a document's path to its class. ``packets/gold_packets.json`` maps the name of a mixed
file beside it to its documents: ``{"class": …, "pages": [first, last], "source": path}``, pages from 1.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docyard.domain.pages import Page
from docyard.engine.digitization import OcrEngine
from docyard.errors import DocyardError
from training.convert import cached_pages


@dataclass(frozen=True, slots=True)
class Classified:
    """A document of a known class."""

    name: str
    class_name: str
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Mixed:
    """A file of several documents.

    Attributes:
        documents: class, first and last page of each, from 0.
    """

    name: str
    pages: tuple[Page, ...]
    documents: tuple[tuple[str, int, int], ...]


def read_classified(folder: Path, *, cache: Path, at_most: int) -> list[Classified]:
    """Return documents with their classes, at most so many of a class; unreadable ones are left out."""
    ocr = OcrEngine()
    found: list[Classified] = []
    taken: Counter[str] = Counter()
    # Some of every class, but always the same.
    names = sorted(_classes(folder).items(), key=lambda item: _digest(item[0]))
    for name, class_name in names:
        path = _find(folder, name)
        if path is None or taken[class_name] >= at_most:
            continue
        try:
            pages = cached_pages(path, cache=cache, ocr=ocr)
        except DocyardError:
            continue
        taken[class_name] += 1
        found.append(Classified(name, class_name, pages))
    return found


def read_mixed(folder: Path, *, cache: Path) -> list[Mixed]:
    """Return the mixed files."""
    ocr = OcrEngine()
    return [
        Mixed(
            name,
            cached_pages(folder / "packets" / name, cache=cache, ocr=ocr),
            tuple((each["class"], each["pages"][0] - 1, each["pages"][1] - 1) for each in documents),
        )
        for name, documents in sorted(_packets(folder).items())
    ]


def halves(folder: Path, documents: Sequence[Classified]) -> tuple[list[Classified], list[Classified]]:
    """Return a half to learn from and one to measure on, which has every source of a mixed file."""
    sources = {each.get("source") for packet in _packets(folder).values() for each in packet}
    learn = [each for each in documents if each.name not in sources and _digest(each.name)[0] % 2]
    chosen = {each.name for each in learn}
    return learn, [each for each in documents if each.name not in chosen]


def _classes(folder: Path) -> dict[str, str]:
    classes: dict[str, str] = json.loads((folder / "classes.json").read_text("utf-8"))
    return classes


def _packets(folder: Path) -> dict[str, list[dict[str, Any]]]:
    packets: dict[str, list[dict[str, Any]]] = json.loads(
        (folder / "packets" / "gold_packets.json").read_text("utf-8")
    )
    return packets


def _find(folder: Path, name: str) -> Path | None:
    return next(iter(_places(folder, name)), None)


def _places(folder: Path, name: str) -> Iterator[Path]:
    if (folder / name).is_file():
        yield folder / name
    yield from (folder / name.split("/", maxsplit=1)[0]).rglob(name.rsplit("/", maxsplit=1)[-1])


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()
