"""Image files that stand in documents: only kinds that cannot do harm, only of bounded size."""

import io
import warnings

from PIL import Image

from docyard.engine.digitization.pixels import Pixels

_KINDS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
_MAX_PIXELS = 25_000_000
_MAX_SIDE_PX = 2_000


def size_px(data: bytes) -> tuple[int, int] | None:
    """Return width and height, None for what is no picture of a kind and size that is read."""
    image = _opened(data)
    return None if image is None else image.size


def decoded(data: bytes) -> Image.Image | None:
    """Return a picture on white paper, made smaller if it is large; None if it is damaged."""
    image = _opened(data)
    if image is None:
        return None
    try:
        image.load()
    except (OSError, ValueError, SyntaxError):
        return None
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered)
    image = image.convert("RGB")
    image.thumbnail((_MAX_SIDE_PX, _MAX_SIDE_PX))
    return image


def pixels_of(image: Image.Image) -> Pixels:
    """Return a picture as the rest of digitization takes it."""
    import numpy as np  # noqa: PLC0415 - not before there is a picture

    return np.ascontiguousarray(np.asarray(image.convert("RGB"))[:, :, ::-1])


def _opened(data: bytes) -> Image.Image | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            image = Image.open(io.BytesIO(data), formats=_KINDS)
        except (Image.DecompressionBombError, OSError, ValueError, SyntaxError):
            return None
    width, height = image.size
    return image if width > 0 and height > 0 and width * height <= _MAX_PIXELS else None
