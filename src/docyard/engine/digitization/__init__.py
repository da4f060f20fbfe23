"""A file's bytes to pages of words with boxes: text layer first, OCR where there is none.

May import: ``domain``, ``errors`` and its own parts.
To add a format: one module in ``formats`` with ``read`` and ``render``, or with ``parts`` for a
format without pages of its own, and one line in ``FORMATS``. Tests: ``tests/engine/digitization``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from docyard.domain.apps import DigitizationOptions
from docyard.domain.failures import FileFailure
from docyard.domain.pages import AttachedPage, Attachment, Digitization, Page
from docyard.engine.digitization.attachments import AttachedFile, attached_files
from docyard.engine.digitization.detection import is_pdf
from docyard.engine.digitization.kinds import FORMATS, FileFormat
from docyard.engine.digitization.limits import DigitizationLimits
from docyard.engine.digitization.ocr import OcrEngine, PageReader
from docyard.engine.digitization.opening import OpenedFile, opened
from docyard.engine.digitization.packing import DIGITIZATION_VERSION, cache_name, pack, unpack
from docyard.engine.digitization.pixels import Pixels, turned
from docyard.errors import DocyardError, FileTooLarge, UnreadableFile

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
        EmptyFile, UnsupportedFormat, UnreadableFile, PasswordRequired, FileTooLarge,
            LanguageNotInstalled.
    """
    file = opened(data, name=name, passwords=passwords)
    reader = (ocr or OcrEngine()).reader(options.languages)
    pages = list(file.read(options=options, ocr=reader, limits=limits))
    attachments = []
    for number, attached in enumerate(attached_files(file)):
        first = pages[-1].index + 1 if pages else 0
        read, failure = _read_attached(attached, options=options, ocr=reader, limits=limits)
        pages += [
            replace(page, index=first + page.index, attached=AttachedPage(number, page.index))
            for page in read
        ]
        attachments.append(Attachment(attached.name, first, failure))
        if len(pages) > limits.max_pages:
            raise FileTooLarge(
                f"{name!r} and its attachments have more than {limits.max_pages} pages. Split it."
            )
    return Digitization(pages=tuple(pages), attachments=tuple(attachments))


def _read_attached(
    attached: AttachedFile, *, options: DigitizationOptions, ocr: PageReader, limits: DigitizationLimits
) -> tuple[tuple[Page, ...], FileFailure | None]:
    """Return the pages of an attachment, or why it has none: the others are read all the same."""
    try:
        if isinstance(attached.opened, DocyardError):
            raise attached.opened
        return attached.opened.read(options=options, ocr=ocr, limits=limits), None
    except DocyardError as refusal:
        return (), FileFailure(refusal.code, refusal.message, refusal.retryable)


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
    file = opened(data, name=name, passwords=passwords)
    attached = attached_files(file) if any(page.attached for page in pages) else ()
    for number, group in groupby(pages, key=lambda page: page.attached.number if page.attached else None):
        of_one = list(group)
        images = _render_own(file if number is None else attached[number].opened, of_one, limits=limits)
        for page in of_one:
            image = next(images, None)
            if image is None:
                raise UnreadableFile(f"Page {page.index + 1} of {name!r} is damaged and cannot be drawn.")
            yield turned(image, degrees=page.rotation)


def _render_own(
    file: OpenedFile | DocyardError, pages: Sequence[Page], *, limits: DigitizationLimits
) -> Iterator[Pixels]:
    if isinstance(file, DocyardError):
        raise file
    own = [replace(page, index=page.attached.index) if page.attached else page for page in pages]
    return file.render(own, limits=limits)
