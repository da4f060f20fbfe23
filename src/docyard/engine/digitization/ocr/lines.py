"""What OCR gives."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from docyard.domain.pages import Box

Quad = NDArray[np.float32]
"""Corners of a detected run of text, shape (4, 2): top left, top right, bottom right, bottom left."""


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A word as recognised: text without white space, box in image pixels, score 0 to 1."""

    text: str
    box: Box
    score: float


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A detected run of text.

    Attributes:
        words: left to right.
        score: mean probability of its characters, 0 to 1.
    """

    words: tuple[ReadWord, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """All text of an image.

    Attributes:
        lines: in no promised order.
        rotation: degrees clockwise (0, 90, 180, 270) by which the image was turned before reading;
            boxes refer to the turned image.
        skew: slope of its lines (downwards to the right is positive), e.g. 0.02.
    """

    lines: tuple[ReadLine, ...]
    rotation: int
    skew: float
