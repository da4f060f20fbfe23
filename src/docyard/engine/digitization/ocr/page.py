"""One page image to its text."""

from collections.abc import Sequence

import numpy as np

from docyard.engine.digitization.ocr.characters import Character, line_of
from docyard.engine.digitization.ocr.lines import Quad, Reading
from docyard.engine.digitization.ocr.models import Models, detect, recognize
from docyard.engine.digitization.ocr.upright import Read, clockwise_turn, cut_out, is_across
from docyard.engine.digitization.pixels import Pixels, is_blank, turned

MIN_LINE_SCORE = 0.5


def read_page(image: Pixels, models: Models) -> Reading:
    """Return the text of a page image."""
    if is_blank(image):
        return Reading(lines=(), rotation=0, skew=0.0)
    quads, lines = detected(image, models)
    read = _remembering(models)
    rotation = clockwise_turn(lines, quads, read)
    if rotation:
        quads, lines = detected(turned(image, degrees=rotation), models)
    read_lines = (
        line_of(quad, read(line), is_upright=is_across(quad)) for quad, line in zip(quads, lines, strict=True)
    )
    return Reading(
        lines=tuple(line for line in read_lines if line.words and line.score >= MIN_LINE_SCORE),
        rotation=rotation,
        skew=skew_of(quads),
    )


def detected(image: Pixels, models: Models) -> tuple[list[Quad], list[Pixels]]:
    """Return where lines stand, and the lines cut out."""
    quads = detect(image, models)
    return quads, [cut_out(image, quad) for quad in quads]


def _remembering(models: Models) -> Read:
    """Return a way to recognise lines that does no line twice: some are sampled first."""
    known: dict[int, tuple[Pixels, tuple[Character, ...]]] = {}

    def read(line: Pixels) -> tuple[Character, ...]:
        if id(line) not in known:
            # The line is kept beside its characters so that its id stays its own.
            known[id(line)] = (line, recognize(line, models))
        return known[id(line)][1]

    return read


def skew_of(quads: Sequence[Quad]) -> float:
    """Return the median slope of the wider half of the lines, 0 when there are few."""
    across = sorted((quad for quad in quads if is_across(quad)), key=_width, reverse=True)
    wide = across[: len(across) // 2]
    if len(wide) < 2:
        return 0.0
    return float(np.median([(quad[1, 1] - quad[0, 1]) / max(1.0, _width(quad)) for quad in wide]))


def _width(quad: Quad) -> float:
    return float(quad[1, 0] - quad[0, 0])
