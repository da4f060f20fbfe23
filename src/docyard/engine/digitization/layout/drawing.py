"""Set pages as images."""

from functools import lru_cache
from pathlib import Path

import numpy as np
import reportlab
from PIL import Image, ImageDraw, ImageFont

from docyard.engine.digitization.layout import widths
from docyard.engine.digitization.layout.paper import PlacedWord, SetPage
from docyard.engine.digitization.layout.pictures import decoded
from docyard.engine.digitization.pixels import Pixels

_LATIN = str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf")
_OTHER_SCRIPTS = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "FreeSans.ttf")
_EAST_ASIAN = ("NotoSansCJK-Regular.ttc", "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf")
_INK = (20, 20, 20)
_RULE = (200, 200, 200)


def draw(page: SetPage, *, width_px: int, height_px: int) -> Pixels:
    """Return a page's image; letters that no font of the machine has are drawn as boxes."""
    image = Image.new("RGB", (width_px, height_px), "white")
    brush = ImageDraw.Draw(image)
    x_scale, y_scale = width_px / page.width_pt, height_px / page.height_pt
    for x0, y0, x1, y1 in page.rules:
        brush.line((x0 * x_scale, y0 * y_scale, x1 * x_scale, y1 * y_scale), fill=_RULE)
    for picture in page.pictures:
        size = (round((picture.x1 - picture.x0) * x_scale), round((picture.y1 - picture.y0) * y_scale))
        shown = decoded(picture.data)
        if shown is not None and min(size) > 0:
            image.paste(shown.resize(size), (round(picture.x0 * x_scale), round(picture.y0 * y_scale)))
    for word in page.words:
        _draw_word(image, word, x_scale, y_scale)
    return np.ascontiguousarray(np.asarray(image)[:, :, ::-1])


def _draw_word(image: Image.Image, word: PlacedWord, x_scale: float, y_scale: float) -> None:
    """Draw a word as wide as its box, whatever the font would make of it."""
    left, width = round(word.x0 * x_scale), max(1, round((word.x1 - word.x0) * x_scale))
    top, height = round(word.y0 * y_scale), max(1, round((word.y1 - word.y0) * y_scale))
    font = _font(word.text, height)
    natural = max(1, round(font.getlength(word.text)))
    if natural > 20_000:
        return
    ink = Image.new("L", (natural, height))
    ImageDraw.Draw(ink).text((0, round(widths.ASCENT * height)), word.text, fill=255, font=font, anchor="ls")
    if natural != width:
        ink = ink.resize((width, height), Image.Resampling.BILINEAR)
    image.paste(_INK, (left, top), ink)


def _font(text: str, size_px: int) -> ImageFont.FreeTypeFont:
    highest = max(map(ord, text))
    if highest < 0x180:
        return _first_font((_LATIN,), size_px)
    return _first_font((*(_EAST_ASIAN if highest >= 0x2E80 else ()), *_OTHER_SCRIPTS, _LATIN), size_px)


@lru_cache(maxsize=32)
def _first_font(names: tuple[str, ...], size_px: int) -> ImageFont.FreeTypeFont:
    for name in names[:-1]:
        try:
            return ImageFont.truetype(name, size_px)
        except OSError:
            continue
    return ImageFont.truetype(names[-1], size_px)
