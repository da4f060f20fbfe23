"""Pictures of pages for language models that look at them."""

import io
from collections.abc import Sequence

from PIL import Image

from docyard.domain.pages import Page
from docyard.engine.digitization import render_pages

# Models scale larger pictures down; this leaves print of usual size readable.
_LONGEST_PX = 1_600
_JPEG_QUALITY = 80


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
