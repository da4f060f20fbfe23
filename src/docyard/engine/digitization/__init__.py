"""A file's bytes to pages of words with boxes: text layer first, OCR where there is none.

May import: ``domain``, ``errors`` and its own parts.
To add a format: one module in ``formats`` with ``read`` and ``render``, and one line in
``FORMATS``. Tests: ``tests/engine/digitization``.
"""

import importlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from docyard.domain.apps import DigitizationOptions
from docyard.domain.pages import Digitization, Page
from docyard.engine.digitization.detection import is_pdf, media_type
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


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A kind of file that is read.

    Attributes:
        title: what people call it.
        media_types: as the content shows.
        extensions: usual ends of names, for lists and forms only; the content decides.
        module: reads it; imported on first use.
    """

    title: str
    media_types: tuple[str, ...]
    extensions: tuple[str, ...]
    module: str


_FORMATS_PACKAGE = "docyard.engine.digitization.formats"

FORMATS: dict[str, FileFormat] = {
    "pdf": FileFormat("PDF", ("application/pdf",), ("pdf",), f"{_FORMATS_PACKAGE}.pdf"),
    "png": FileFormat("PNG", ("image/png", "image/apng"), ("png",), f"{_FORMATS_PACKAGE}.image"),
    "jpeg": FileFormat("JPEG", ("image/jpeg",), ("jpg", "jpeg"), f"{_FORMATS_PACKAGE}.image"),
    "tiff": FileFormat("TIFF", ("image/tiff",), ("tif", "tiff"), f"{_FORMATS_PACKAGE}.image"),
    "webp": FileFormat("WebP", ("image/webp",), ("webp",), f"{_FORMATS_PACKAGE}.image"),
    "bmp": FileFormat("BMP", ("image/bmp",), ("bmp",), f"{_FORMATS_PACKAGE}.image"),
    "gif": FileFormat("GIF", ("image/gif",), ("gif",), f"{_FORMATS_PACKAGE}.image"),
}


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
    pages = _reader(data, name=name).read(
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
    images = _reader(data, name=name).render(data, name=name, pages=pages, passwords=passwords, limits=limits)
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


def _reader(data: bytes, *, name: str) -> _Reader:
    if not data:
        raise EmptyFile(f"{name!r} has no bytes. Upload it again.")
    shown = media_type(data)
    module = next((kind.module for kind in FORMATS.values() if shown in kind.media_types), None)
    if module is None:
        titles = ", ".join(kind.title for kind in FORMATS.values())
        raise UnsupportedFormat(
            f"{name!r} looks like {shown or 'no known kind of file'}; docyard reads {titles}."
        )
    return cast(_Reader, importlib.import_module(module))
