"""What understanding a file gives: documents, fields, and where each value stands."""

from dataclasses import dataclass
from datetime import datetime

from docyard.domain.failures import FileFailure
from docyard.domain.pages import Attachment, Box

__all__ = [
    "Alert",
    "CellSources",
    "DocumentResult",
    "FieldResult",
    "FileFailure",
    "FileResult",
    "PageLayout",
    "SourceBox",
]


@dataclass(frozen=True, slots=True)
class SourceBox:
    """A place a value was read from: 0-based page of the file and a box in its pixels."""

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class CellSources:
    """Where a cell of a list or table was read: 0-based row of the value, name of the column in it."""

    row: int
    column: str
    sources: tuple[SourceBox, ...]


@dataclass(frozen=True, slots=True)
class Alert:
    """A rule that a value breaks; ``type`` names the rule, e.g. ``required``."""

    type: str
    message: str
    is_blocking: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """A person's change to a value; ``message`` says to what."""

    at: datetime
    user_id: str
    message: str


@dataclass(frozen=True, slots=True)
class FieldResult:
    """One field's value.

    Attributes:
        value: as printed, or JSON text for a list or table; None if nothing was found.
        confidence: calibrated share of such values that are right, 0 to 1; None without value.
        ocr_confidence: mean of the value's words, 0 to 1; None without words.
        sources: one box per word of the value, in reading order.
        cells: the same by row and column, for lists and tables.
        edits: what people changed, oldest first; an edited value has no confidence.
        error: why the value could not be made, when that is not simply absence.
    """

    name: str
    value: str | None
    confidence: float | None = None
    ocr_confidence: float | None = None
    sources: tuple[SourceBox, ...] = ()
    error: str | None = None
    alerts: tuple[Alert, ...] = ()
    edits: tuple[Edit, ...] = ()
    cells: tuple[CellSources, ...] = ()


@dataclass(frozen=True, slots=True)
class PageLayout:
    """Size of a page in the pixels that its boxes refer to.

    Attributes:
        page: 0-based in the file.
        rotation: degrees clockwise by which the stored page was turned to stand upright.
    """

    page: int
    width_px: int
    height_px: int
    rotation: int = 0


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """One document found in a file.

    Attributes:
        class_name: None when the app has no class.
        class_confidence: 0 to 1; None when there was nothing to choose.
        layouts: its pages, in order.
        pdf_path: full drive path of its searchable PDF, once written.
        attachment: index of the attachment it was found in; None for the file itself.
        alerts: rules that the document as a whole breaks.
        is_reviewed: whether a review that is over looked at it.
        class_edits: what people changed of its class, oldest first; such a class has no confidence.
        is_unread: whether its fields are still to be read, since people gave it another class.
        example: once a review is over, the beginning of its text as examples of classes have it.
    """

    class_name: str | None
    class_confidence: float | None
    layouts: tuple[PageLayout, ...]
    fields: tuple[FieldResult, ...]
    pdf_path: str | None = None
    attachment: int | None = None
    alerts: tuple[Alert, ...] = ()
    is_reviewed: bool = False
    class_edits: tuple[Edit, ...] = ()
    is_unread: bool = False
    example: str = ""

    @property
    def is_valid(self) -> bool:
        """Whether neither the document nor any field breaks a rule."""
        return not self.alerts and not any(field.alerts for field in self.fields)

    @property
    def is_edited(self) -> bool:
        """Whether people changed its class or any of its values."""
        return bool(self.class_edits) or any(field.edits for field in self.fields)


@dataclass(frozen=True, slots=True)
class FileResult:
    """All documents of one file, or the failure that kept it from giving any.

    Attributes:
        attachments: files that came in it; their documents are among ``documents``.
        content: SHA-256 of the file's bytes, in hexadecimal; None where earlier releases did not say.
    """

    file_name: str
    documents: tuple[DocumentResult, ...] = ()
    failure: FileFailure | None = None
    attachments: tuple[Attachment, ...] = ()
    content: str | None = None
