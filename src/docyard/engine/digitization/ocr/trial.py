"""Whether the models work on this machine."""

import time
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from docyard.engine.digitization.ocr.engine import OcrEngine

DRAWN = "Total 1250"


@dataclass(frozen=True, slots=True)
class Trial:
    """What was read from a picture of ``DRAWN``, and how long it took with loading the models."""

    text: str
    duration_s: float


def read_drawn_words() -> Trial:
    """Draw ``DRAWN`` and read it."""
    image = Image.new("RGB", (480, 120), "white")
    ImageDraw.Draw(image).text((40, 25), DRAWN, fill="black", font=ImageFont.load_default(size=56))
    started = time.monotonic()
    reading = OcrEngine().read(np.asarray(image)[:, :, ::-1])
    words = [word.text for line in reading.lines for word in line.words]
    return Trial(text=" ".join(words), duration_s=time.monotonic() - started)
