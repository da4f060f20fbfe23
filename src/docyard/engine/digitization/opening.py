"""What reads a file, found out by its content."""

import importlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Protocol, cast

from docyard.domain.apps import DigitizationOptions
from docyard.domain.pages import Page
from docyard.engine.digitization.detection import media_type
from docyard.engine.digitization.drawn import DrawnReader
from docyard.engine.digitization.encrypted_office import ENCRYPTED_OFFICE, decrypted
from docyard.engine.digitization.kinds import FORMATS, FileFormat
from docyard.engine.digitization.legacy_office import LEGACY_OFFICE, as_pdf
from docyard.engine.digitization.limits import DigitizationLimits
from docyard.engine.digitization.ocr import PageReader
from docyard.engine.digitization.pixels import Pixels
from docyard.errors import EmptyFile, UnsupportedFormat


class Reader(Protocol):
    """What reads and draws a kind of file."""

    def read(
        self,
        data: bytes,
        *,
        name: str,
        options: DigitizationOptions,
        ocr: PageReader,
        passwords: Sequence[str],
        limits: DigitizationLimits,
    ) -> tuple[Page, ...]:
        """Return the pages."""

    def render(
        self,
        data: bytes,
        *,
        name: str,
        pages: Sequence[Page],
        passwords: Sequence[str],
        limits: DigitizationLimits,
    ) -> Iterator[Pixels]:
        """Yield the images of the given pages, before turning upright."""


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file and what reads it.

    Attributes:
        data: its bytes, without the encryption of office programs.
        name: for messages.
        passwords: tried in turn on an encrypted file.
    """

    data: bytes = field(repr=False)
    name: str
    passwords: tuple[str, ...] = field(repr=False)
    _kind: FileFormat
    _module: ModuleType

    def read(
        self, *, options: DigitizationOptions, ocr: PageReader, limits: DigitizationLimits
    ) -> tuple[Page, ...]:
        """Return the file's own pages."""
        return self._reader.read(
            self.data, name=self.name, options=options, ocr=ocr, passwords=self.passwords, limits=limits
        )

    def render(self, pages: Sequence[Page], *, limits: DigitizationLimits) -> Iterator[Pixels]:
        """Yield the images of the given pages of the file's own."""
        return self._reader.render(
            self.data, name=self.name, pages=pages, passwords=self.passwords, limits=limits
        )

    def attached(self) -> tuple[tuple[str, bytes], ...]:
        """Return name and content of each file that travels in this one."""
        if not self._kind.carries_files:
            return ()
        return tuple(self._module.attached(self.data, name=self.name))

    @property
    def _reader(self) -> Reader:
        return cast(Reader, self._module) if self._kind.has_pages else DrawnReader(self._module.parts)


def opened(data: bytes, *, name: str, passwords: Sequence[str]) -> OpenedFile:
    """Return a file ready to be read.

    Raises:
        EmptyFile, UnsupportedFormat, PasswordRequired, UnreadableFile.
    """
    if not data:
        raise EmptyFile(f"{name!r} has no bytes. Upload it again.")
    shown = media_type(data)
    if shown == ENCRYPTED_OFFICE:
        data = decrypted(data, name=name, passwords=passwords)
        shown = media_type(data)
    if shown in LEGACY_OFFICE:
        data = as_pdf(data, kind=LEGACY_OFFICE[shown], name=name)
        shown = media_type(data)
    kind = next((kind for kind in FORMATS.values() if shown in kind.media_types), None)
    if kind is None:
        titles = ", ".join(kind.title for kind in FORMATS.values())
        raise UnsupportedFormat(
            f"{name!r} looks like {shown or 'no known kind of file'}; docyard reads {titles}."
        )
    return OpenedFile(data, name, tuple(passwords), kind, importlib.import_module(kind.module))
