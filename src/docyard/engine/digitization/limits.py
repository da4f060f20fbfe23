"""How much of a file is read before it is refused."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DigitizationLimits:
    """Bounds that keep one file from taking the machine.

    Attributes:
        max_pages: more pages refuse the file.
        max_image_pixels: an image file whose frame has more pixels is refused unread.
        max_page_pixels: a page image is made smaller until it has no more pixels than this.
        page_dpi: resolution of a PDF's page images, unless the page is too large for it.
    """

    max_pages: int = 800
    max_image_pixels: int = 100_000_000
    max_page_pixels: int = 16_000_000
    page_dpi: int = 200
