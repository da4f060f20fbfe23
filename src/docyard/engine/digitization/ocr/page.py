"""One page image to its text."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from docyard.engine.digitization.ocr.characters import Character, line_of
from docyard.engine.digitization.ocr.lines import Pixels, Quad, Reading
from docyard.engine.digitization.ocr.models import Models, detect, recognize
from docyard.engine.digitization.ocr.upright import clockwise_turn, cut_out, is_across
from docyard.engine.digitization.orientation import turned

_MIN_LINE_SCORE = 0.5
_LEAST_CONTRAST = 8
"""Difference of the darkest and the lightest pixel below which a page is blank."""


def read_page(image: Pixels, models: Models) -> Reading:
    """Return the text of a page image."""
    if int(image.max()) - int(image.min()) < _LEAST_CONTRAST:
        return Reading(lines=(), rotation=0, skew=0.0)
    quads = detect(image, models)
    rotation = clockwise_turn(image, quads, partial(recognize, models=models))
    if rotation:
        image = turned(image, degrees=rotation)
        quads = detect(image, models)
    lines = (line_of(quad, _read(image, quad, models), is_upright=is_across(quad)) for quad in quads)
    return Reading(
        lines=tuple(line for line in lines if line.words and line.score >= _MIN_LINE_SCORE),
        rotation=rotation,
        skew=_skew(quads),
    )


def _read(image: Pixels, quad: Quad, models: Models) -> tuple[Character, ...]:
    return recognize(cut_out(image, quad), models)


def _skew(quads: Sequence[Quad]) -> float:
    """Return the median slope of the wider half of the lines, 0 when there are few."""
    across = sorted((quad for quad in quads if is_across(quad)), key=_width, reverse=True)
    wide = across[: len(across) // 2]
    if len(wide) < 2:
        return 0.0
    return float(np.median([(quad[1, 1] - quad[0, 1]) / max(1.0, _width(quad)) for quad in wide]))


def _width(quad: Quad) -> float:
    return float(quad[1, 0] - quad[0, 0])
