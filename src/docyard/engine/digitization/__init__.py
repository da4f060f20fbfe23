"""A file's bytes to pages of words with boxes: text layer first, OCR where there is none.

May import: ``domain``, ``errors`` and its own parts.
To add a format: one module in ``formats`` with ``read`` and ``render``, or with ``parts`` for a
format without pages of its own, and one line in ``FORMATS``. Tests: ``tests/engine/digitization``.
"""

import importlib
from collections.abc import Iterator, Sequence
from typing import Protocol, cast

from docyard.domain.apps import DigitizationOptions
from docyard.domain.pages import Digitization, Page
from docyard.engine.digitization.detection import is_pdf, media_type
from docyard.engine.digitization.drawn import DrawnReader
from docyard.engine.digitization.encrypted_office import ENCRYPTED_OFFICE, decrypted
from docyard.engine.digitization.kinds import FORMATS, FileFormat
from docyard.engine.digitization.limits import DigitizationLimits
from docyard.engine.digitization.ocr import OcrEngine
from docyard.engine.digitization.packing import DIGITIZATION_VERSION, cache_name, pack, unpack
from docyard.engine.digitization.pixels import Pixels, turned
from docyard.errors import EmptyFile, UnsupportedFormat

__all__ = [
    "DIGITIZATION_VERSION",
    "FORMATS",
    "DigitizationLimits",
    "FileFormat",
    "OcrEngine",
    "Pixels",
    "cache_name",
    "digitize",
    "is_pdf",
    "pack",
    "render_pages",
    "unpack",
]


def digitize(
    data: bytes,
    *,
    name: str,
    options: DigitizationOptions,
    ocr: OcrEngine | None = None,
    passwords: Sequence[str] = (),
    limits: DigitizationLimits = DigitizationLimits(),  # noqa: B008 - frozen
) -> Digitization:
    """Return a file's pages; ``name`` only serves messages, the content decides the format.

    Args:
        data: the whole file.
        name: as its owner knows it.
        options: the app's settings.
        limits: bounds of what is read.
        ocr: keeps its models between files; None loads them for this file alone.
        passwords: tried in turn on an encrypted file.

    Raises:
        EmptyFile, UnsupportedFormat, UnreadableFile, PasswordRequired, FileTooLarge.
    """
    reader, data = _opened(data, name=name, passwords=passwords)
    pages = reader.read(
        data, name=name, options=options, ocr=ocr or OcrEngine(), passwords=passwords, limits=limits
    )
    return Digitization(pages=pages)


def render_pages(
    data: bytes,
    *,
    name: str,
    pages: Sequence[Page],
    passwords: Sequence[str] = (),
    limits: DigitizationLimits = DigitizationLimits(),  # noqa: B008 - frozen
) -> Iterator[Pixels]:
    """Yield the upright image of each page, in order, in the very pixels its boxes refer to.

    Raises:
        EmptyFile, UnsupportedFormat, UnreadableFile, PasswordRequired, FileTooLarge.
    """
    reader, data = _opened(data, name=name, passwords=passwords)
    images = reader.render(data, name=name, pages=pages, passwords=passwords, limits=limits)
    for page, image in zip(pages, images, strict=True):
        yield turned(image, degrees=page.rotation)


class _Reader(Protocol):
    """What a module in ``formats`` offers."""

    def read(
        self,
        data: bytes,
        *,
        name: str,
        options: DigitizationOptions,
        ocr: OcrEngine,
        passwords: Sequence[str],
        limits: DigitizationLimits,
    ) -> tuple[Page, ...]: ...

    def render(
        self,
        data: bytes,
        *,
        name: str,
        pages: Sequence[Page],
        passwords: Sequence[str],
        limits: DigitizationLimits,
    ) -> Iterator[Pixels]: ...


def _opened(data: bytes, *, name: str, passwords: Sequence[str]) -> tuple[_Reader, bytes]:
    """Return what reads the file, and the file without the encryption of office programs."""
    if not data:
        raise EmptyFile(f"{name!r} has no bytes. Upload it again.")
    shown = media_type(data)
    if shown == ENCRYPTED_OFFICE:
        data = decrypted(data, name=name, passwords=passwords)
        shown = media_type(data)
    kind = next((kind for kind in FORMATS.values() if shown in kind.media_types), None)
    if kind is None:
        titles = ", ".join(kind.title for kind in FORMATS.values())
        raise UnsupportedFormat(
            f"{name!r} looks like {shown or 'no known kind of file'}; docyard reads {titles}."
        )
    module = importlib.import_module(kind.module)
    return (cast(_Reader, module) if kind.has_pages else DrawnReader(module.parts)), data
