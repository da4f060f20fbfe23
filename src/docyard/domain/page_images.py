"""Pictures of pages: what they show, in which widths they are kept, and how they are asked for."""

from dataclasses import dataclass, field

from docyard.domain.failures import FileFailure
from docyard.domain.pages import AttachedPage

WIDTHS_PX = (160, 320, 640, 1280)
"""What pictures that are smaller than their page are wide."""

MEDIA_TYPE = "image/webp"

_VERSION = 1
"""Part of every kept picture's name; to be raised whenever pages would be drawn otherwise."""


@dataclass(frozen=True, slots=True)
class PageFrame:
    """A page as results have it, and where in its file it is found.

    Attributes:
        index: 0-based among all pages of the file, those of attachments after its own.
        width_px: width of the upright page, in the pixels that boxes refer to.
        height_px: its height.
        rotation: degrees clockwise by which the stored page is turned to stand upright.
        attached: for a page of an attachment; None for one of the file itself.
    """

    index: int
    width_px: int
    height_px: int
    rotation: int = 0
    attached: AttachedPage | None = None


@dataclass(frozen=True, slots=True)
class DrawTask:
    """Pages of a file to be drawn.

    Attributes:
        name: for messages.
        frames: the pages, in order.
        width_px: of the pictures; None for that of each page.
        passwords: tried in turn on an encrypted file.
    """

    name: str
    data: bytes = field(repr=False)
    frames: tuple[PageFrame, ...]
    width_px: int | None = None
    passwords: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Pages as WebP, in order, or why there are none."""

    images: tuple[bytes, ...] = field(default=(), repr=False)
    failure: FileFailure | None = None


def kept_width(frame: PageFrame, wanted_px: int | None) -> int | None:
    """Return the next larger of the widths that are kept; None for the page's own."""
    if wanted_px is None:
        return None
    return next((width for width in WIDTHS_PX if wanted_px <= width < frame.width_px), None)


def name_image(content: str, frame: PageFrame, width_px: int | None) -> str:
    """Return what a picture is kept as; ``content`` is the SHA-256 of its file, in hexadecimal."""
    size = f"{frame.width_px}x{frame.height_px}r{frame.rotation}"
    return f"{content}-page{frame.index}-{size}-{width_px or 'own'}-v{_VERSION}.webp"


def is_image(name: str) -> bool:
    """Tell whether what is kept under that name is a picture of a page."""
    return name.endswith(".webp")
