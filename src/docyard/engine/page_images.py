"""Pictures of pages: for people, and for language models that look at them."""

import io
import sys
from collections.abc import Iterator, Sequence

from PIL import Image

from docyard.domain.failures import FileFailure
from docyard.domain.page_images import Drawing, DrawTask, PageFrame
from docyard.domain.pages import Page, PageSource
from docyard.engine.digitization import DigitizationLimits, Pixels, render_pages
from docyard.errors import DocyardError

# Models scale larger pictures down; this leaves print of usual size readable.
_LONGEST_PX = 1_600
_JPEG_QUALITY = 80

# The slower methods make files 3 % smaller in twice the time.
_WEBP = {"quality": 80, "method": 2}

# Whoever read the file allowed as many pages as it has.
_LIMITS = DigitizationLimits(max_pages=sys.maxsize)


def draw(
    pages: Sequence[Page], *, data: bytes, name: str, passwords: Sequence[str] = ()
) -> tuple[bytes, ...]:
    """Return each page as JPEG, upright, in order.

    Args:
        pages: as digitized.
        data: the whole file.
        name: for messages.
        passwords: tried in turn on an encrypted file.

    Raises:
        EmptyFile, UnsupportedFormat, UnreadableFile, PasswordRequired, FileTooLarge.
    """
    drawn = []
    for pixels in render_pages(data, name=name, pages=pages, passwords=passwords):
        image = Image.fromarray(pixels[:, :, ::-1])
        image.thumbnail((_LONGEST_PX, _LONGEST_PX))
        written = io.BytesIO()
        image.save(written, "JPEG", quality=_JPEG_QUALITY)
        drawn.append(written.getvalue())
    return tuple(drawn)


def draw_webp(task: DrawTask) -> Drawing:
    """Return pages as WebP, upright, in the frames of their boxes or narrower.

    Cost: 200 to 300 ms for a page of 1700 by 2200 pixels, 100 ms for one that is drawn 320 pixels wide.
    """
    try:
        return Drawing(tuple(_webp_images(task)))
    except DocyardError as refusal:
        return Drawing(failure=FileFailure(refusal.code, refusal.message, refusal.retryable))


def _webp_images(task: DrawTask) -> Iterator[bytes]:
    pages = [_page(frame) for frame in task.frames]
    images = render_pages(task.data, name=task.name, pages=pages, passwords=task.passwords, limits=_LIMITS)
    for frame, pixels in zip(task.frames, images, strict=True):
        yield _webp(pixels, frame, width_px=task.width_px or frame.width_px)


def _page(frame: PageFrame) -> Page:
    return Page(
        index=frame.index,
        width_px=frame.width_px,
        height_px=frame.height_px,
        words=(),
        source=PageSource.OCR,
        rotation=frame.rotation,
        attached=frame.attached,
    )


def _webp(pixels: Pixels, frame: PageFrame, *, width_px: int) -> bytes:
    size = (width_px, max(1, round(frame.height_px * width_px / frame.width_px)))
    image = Image.fromarray(pixels[:, :, ::-1])
    if image.size != size:
        image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    written = io.BytesIO()
    image.save(written, "WEBP", **_WEBP)
    return written.getvalue()
