"""Parts of a page image that are read by OCR beside a text layer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from docyard.domain.pages import Box, Mark
from docyard.engine.digitization.ocr import PageReader, ReadLine
from docyard.engine.digitization.pixels import Pixels
from docyard.engine.digitization.reading_order import Run
from docyard.engine.digitization.tables.rulings import Ruling, Rulings

_LEAST_LINE_SCORE = 0.8
"""Lines that are read worse are patterns of photos."""
_LEAST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Region:
    """What OCR found in a part of a page, in page pixels.

    Attributes:
        runs: words.
        boxes: boxes to tick.
        lines: drawn ones.
    """

    runs: tuple[Run, ...]
    boxes: tuple[Mark, ...]
    lines: Rulings


def read_regions(
    image: Pixels, boxes: Sequence[Box], *, known: Sequence[Run], ocr: PageReader
) -> list[Region]:
    """Return what OCR finds in parts of a page; parts without text are left out.

    A part whose text stands sideways or upside down is left out as well, since boxes of its words would
    refer to a turned page.

    Args:
        image: of the page.
        boxes: the parts.
        known: words of the text layer; they are not read again.
        ocr: reads them.
    """
    regions = (_read(image, box, known=known, ocr=ocr) for box in boxes)
    return [region for region in regions if region.runs]


def _read(image: Pixels, box: Box, *, known: Sequence[Run], ocr: PageReader) -> Region:
    left, top = int(box.x0), int(box.y0)
    part = image[top : round(box.y1) + 1, left : round(box.x1) + 1]
    reading = ocr.read(part)
    if reading.rotation:
        return Region((), (), Rulings())
    taken = [word for run in known for word in run.boxes if _meets(word, box)]
    lines = [line for line in reading.lines if _is_text(line)]
    runs = [run for line in lines if (run := _run(line, left=left, top=top, taken=taken))]
    if not runs:
        return Region((), (), Rulings())
    # Image operations take long to load and are left alone until a picture has text.
    from docyard.engine.digitization.marks.boxes import boxes_of_pixels  # noqa: PLC0415
    from docyard.engine.digitization.tables.drawn_pixels import lines_of_pixels  # noqa: PLC0415

    at_part = [replace(run, boxes=tuple(_moved(word, x=-left, y=-top) for word in run.boxes)) for run in runs]
    ticks = boxes_of_pixels(part, at_part)
    drawn = lines_of_pixels(part, skew=0.0)
    return Region(
        runs=tuple(runs),
        boxes=tuple(replace(mark, box=_moved(mark.box, x=left, y=top)) for mark in ticks),
        lines=Rulings(
            lying=tuple(_shifted(drawn.lying, across=top, along=left)),
            standing=tuple(_shifted(drawn.standing, across=left, along=top)),
        ),
    )


def _is_text(line: ReadLine) -> bool:
    letters = sum(char.isalnum() for word in line.words for char in word.text)
    return line.score >= _LEAST_LINE_SCORE and letters >= _LEAST_LETTERS


def _run(line: ReadLine, *, left: int, top: int, taken: Sequence[Box]) -> Run | None:
    words = [(word.text, _moved(word.box, x=left, y=top), word.score) for word in line.words]
    new = [word for word in words if not any(_is_same(word[1], other) for other in taken)]
    if not new:
        return None
    texts, boxes, scores = zip(*new, strict=True)
    return Run(texts, boxes, scores)


def _moved(box: Box, *, x: float, y: float) -> Box:
    return Box(box.x0 + x, box.y0 + y, box.x1 + x, box.y1 + y)


def _shifted(rulings: Sequence[Ruling], *, across: int, along: int) -> Iterator[Ruling]:
    return ((at + across, start + along, end + along) for at, start, end in rulings)


def _is_same(one: Box, other: Box) -> bool:
    """Tell whether the middle of one box stands in the other."""
    return _meets(one, _point(other)) or _meets(other, _point(one))


def _point(box: Box) -> Box:
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return Box(x, y, x, y)


def _meets(one: Box, other: Box) -> bool:
    return one.x0 <= other.x1 and other.x0 <= one.x1 and one.y0 <= other.y1 and other.y0 <= one.y1
