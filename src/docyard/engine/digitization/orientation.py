"""Which way up a page image stands."""

import numpy as np

from docyard.engine.digitization.ocr.lines import Pixels


def turned(image: Pixels, *, degrees: int) -> Pixels:
    """Return the image turned clockwise by 0, 90, 180 or 270 degrees."""
    return np.ascontiguousarray(np.rot90(image, k=-(degrees // 90)))
