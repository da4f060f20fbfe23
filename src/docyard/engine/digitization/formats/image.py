"""Pictures: a page per TIFF frame, one page of any other kind, read by OCR."""

import importlib
import io
import warnings
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from docyard.domain.apps import DigitizationOptions
from docyard.domain.pages import Page
from docyard.engine.digitization.limits import DigitizationLimits
from docyard.engine.digitization.ocr import PageReader
from docyard.engine.digitization.pixels import Pixels
from docyard.engine.digitization.recognition import recognize_page
from docyard.engine.digitization.tables import with_continuations
from docyard.errors import FileTooLarge, UnreadableFile

_MULTI_PAGE = "TIFF"
_READ_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")


def read(
    data: bytes,
    *,
    name: str,
    options: DigitizationOptions,
    ocr: PageReader,
    passwords: Sequence[str],
    limits: DigitizationLimits,
) -> tuple[Page, ...]:
    """Return the pages of a picture; ``options`` and ``passwords`` mean nothing here."""
    return tuple(
        with_continuations(
            recognize_page(pixels, index=index, dpi=dpi, ocr=ocr)
            for index, (pixels, dpi) in enumerate(_frames(data, name=name, limits=limits))
        )
    )


def render(
    data: bytes, *, name: str, pages: Sequence[Page], passwords: Sequence[str], limits: DigitizationLimits
) -> Iterator[Pixels]:
    """Yield the pixels of the given pages as the picture stores them, before turning upright."""
    wanted = {page.index for page in pages}
    frames = enumerate(_frames(data, name=name, limits=limits))
    for index, (pixels, _) in islice(frames, max(wanted) + 1):
        if index in wanted:
            yield pixels


def _frames(data: bytes, *, name: str, limits: DigitizationLimits) -> Iterator[tuple[Pixels, int]]:
    """Yield the pixels and the resolution of each frame; the readable ones of a damaged file."""
    with _opened(data, name=name) as image:
        count = getattr(image, "n_frames", 1) if image.format == _MULTI_PAGE else 1
        _refuse_too_many_pages(count, name=name, limits=limits)
        for index in range(count):
            try:
                image.seek(index)
                _refuse_too_many_pixels(image.size, name=name, limits=limits)
                frame = _upright_by_tag(image)
            except (OSError, ValueError, SyntaxError) as damage:
                if index:
                    return
                yield _decoded_in_part(data, name=name, limits=limits, damage=damage), 0
                return
            yield _pixels(_fitted(frame, limits=limits)), _dpi(image)


def _opened(data: bytes, *, name: str) -> Image.Image:
    formats: tuple[str, ...] = _READ_FORMATS
    if data[4:8] == b"ftyp":
        importlib.import_module("pi_heif").register_heif_opener()
        formats = ("HEIF",)
    with warnings.catch_warnings():
        # Pillow warns about sizes that our own limit decides on, and about harmless odd tags.
        warnings.simplefilter("ignore")
        try:
            return Image.open(io.BytesIO(data), formats=formats)
        except Image.DecompressionBombError as error:
            raise FileTooLarge(f"{name!r} has more pixels than are read. Save it smaller.") from error
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
            raise UnreadableFile(f"{name!r} is damaged: its picture cannot be decoded.") from error


def _refuse_too_many_pages(count: int, *, name: str, limits: DigitizationLimits) -> None:
    if count > limits.max_pages:
        raise FileTooLarge(
            f"{name!r} has {count} pages; the limit 'pages_per_file' is {limits.max_pages}. Split it."
        )


def _refuse_too_many_pixels(size: tuple[int, int], *, name: str, limits: DigitizationLimits) -> None:
    width, height = size
    if width * height > limits.max_image_pixels:
        raise FileTooLarge(
            f"{name!r} is {width} x {height} pixels; at most {limits.max_image_pixels:,} pixels are read. "
            "Save it smaller."
        )


def _upright_by_tag(image: Image.Image) -> Image.Image:
    turned = ImageOps.exif_transpose(image)
    turned.load()
    return turned


def _fitted(image: Image.Image, *, limits: DigitizationLimits) -> Image.Image:
    excess = image.width * image.height / limits.max_page_pixels
    if excess <= 1:
        return image
    smaller = (max(1, int(image.width / excess**0.5)), max(1, int(image.height / excess**0.5)))
    if image.mode == "1":
        image = image.convert("L")
    return image.resize(smaller, Image.Resampling.BOX)


def _pixels(image: Image.Image) -> Pixels:
    return np.ascontiguousarray(np.asarray(_opaque(image), dtype=np.uint8)[:, :, ::-1])


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":
        image = _eight_bits(image)
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        paper = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(paper, layered).convert("RGB")
    return image.convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    values = np.asarray(image, dtype=np.float64)
    white = 65535.0 if image.mode.startswith("I") else max(1.0, float(values.max(initial=1.0)))
    return Image.fromarray((np.clip(values / white, 0, 1) * 255).astype(np.uint8))


def _decoded_in_part(data: bytes, *, name: str, limits: DigitizationLimits, damage: Exception) -> Pixels:
    """Return what of the first frame can be decoded, the rest grey."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        with _opened(data, name=name) as image:
            return _pixels(_fitted(_upright_by_tag(image), limits=limits))
    except (OSError, ValueError, SyntaxError):
        raise UnreadableFile(f"{name!r} is damaged: its picture cannot be decoded.") from damage
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def _dpi(image: Image.Image) -> int:
    stated = image.info.get("dpi", (0, 0))
    return round(float(stated[0])) if 30 <= float(stated[0]) <= 2400 else 0
