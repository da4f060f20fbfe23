"""Page images."""

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""An image, shape (height, width, 3), channels in blue, green, red order."""

LEAST_CONTRAST = 8
"""Difference of the darkest and the lightest pixel below which there is nothing to be read."""


def turned(image: Pixels, *, degrees: int) -> Pixels:
    """Return the image turned clockwise by 0, 90, 180 or 270 degrees."""
    return np.ascontiguousarray(np.rot90(image, k=-(degrees // 90)))


def is_blank(image: Pixels) -> bool:
    """Tell whether nothing stands out on an image."""
    return int(image.max()) - int(image.min()) < LEAST_CONTRAST
