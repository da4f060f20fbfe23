"""Drawn pages → images that look scanned, faxed or photographed.

Every function takes its own random generator, so a sample never depends on those before it.
Images are Pillow images with 8 bits a channel unless said otherwise.
"""

import io

import numpy as np
import numpy.typing as npt
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

Pixels = npt.NDArray[np.floating]


def render(pdf: bytes, *, dpi: int) -> list[Image.Image]:
    """Return every page of a PDF as an RGB image."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]


def scanned(page: Image.Image, *, degrees: float, random: np.random.Generator) -> Image.Image:
    """Return a page as a flatbed scanner gives it: a little crooked, soft, grey and dusty."""
    turned = page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    soft = turned.filter(ImageFilter.GaussianBlur(0.55)).convert("L")
    pixels = np.asarray(soft, dtype=np.float32)
    height, width = pixels.shape
    pixels = 28 + pixels * (222 / 255)
    pixels -= np.linspace(0, 7, width, dtype=np.float32)[None, :]
    pixels -= 34 * np.exp(-np.arange(width, dtype=np.float32) / 9)[None, :]
    pixels += random.normal(0, 3.2, pixels.shape).astype(np.float32)
    for _ in range(60):
        y, x = int(random.integers(2, height - 2)), int(random.integers(2, width - 2))
        pixels[y : y + int(random.integers(1, 3)), x : x + int(random.integers(1, 3))] -= random.uniform(
            40, 130
        )
    return _image(pixels)


def faxed(page: Image.Image, *, degrees: float, random: np.random.Generator) -> Image.Image:
    """Return a page as a fax gives it: black and white only, ragged, with a streak."""
    turned = page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    pixels = np.asarray(turned.convert("L").filter(ImageFilter.GaussianBlur(0.6)), dtype=np.float32)
    pixels = pixels + random.normal(0, 15, pixels.shape).astype(np.float32)
    height, width = pixels.shape
    x = int(width * 0.93)
    pixels[:, x : x + 2] -= np.where(random.uniform(0, 1, (height, 1)) < 0.35, 180, 0)
    specks = random.uniform(0, 1, pixels.shape) < 0.00012
    pixels[specks] -= 220
    return Image.fromarray(pixels > 150).convert("1")


def thermal(strip: Image.Image, *, random: np.random.Generator) -> Image.Image:
    """Return a till receipt scanned flat: faded in bands, on slightly grey paper."""
    pixels = np.asarray(strip.convert("L").filter(ImageFilter.GaussianBlur(0.8)), dtype=np.float32)
    height, _ = pixels.shape
    fade = 0.80 + 0.14 * _smooth(random.normal(0, 1, size=(height,)).astype(np.float32), 90)
    pixels = 241 - (255 - pixels) * np.clip(fade, 0.62, 0.95)[:, None] * 0.92
    pixels += random.normal(0, 2.0, pixels.shape).astype(np.float32)
    return _image(np.round(pixels / 6) * 6)  # few greys, as cheap scanners give, compress well


def photographed(strip: Image.Image, *, size: tuple[int, int], random: np.random.Generator) -> Image.Image:
    """Return a till receipt lying on a wooden table, photographed from a slant by hand."""
    table = _wood(size, random)
    paper = _crumpled(strip, random)
    width, height = size
    corners = [
        (width * 0.245, height * 0.055),
        (width * 0.735, height * 0.035),
        (width * 0.795, height * 0.955),
        (width * 0.175, height * 0.965),
    ]
    shadow = _shadow(size, corners)
    table = Image.composite(Image.new("RGB", size, (24, 17, 12)), table, shadow)
    coefficients = _perspective(corners, paper.size)
    laid = paper.transform(size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC)
    mask = Image.new("L", paper.size, 255).transform(
        size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC
    )
    table.paste(laid, (0, 0), mask.filter(ImageFilter.GaussianBlur(1.0)))
    return _lit(table, random)


def jpeg(image: Image.Image, *, quality: int, dpi: int) -> bytes:
    """Return the image as JPEG."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, dpi=(dpi, dpi), optimize=True)
    return buffer.getvalue()


def _smooth(values: Pixels, width: int) -> Pixels:
    kernel = np.hanning(width).astype(np.float32)
    smooth = np.convolve(values, kernel / kernel.sum(), mode="same")
    return np.asarray(smooth / (np.abs(smooth).max() + 1e-6), dtype=np.float32)


def _noise(size: tuple[int, int], cell: tuple[int, int], random: np.random.Generator) -> Pixels:
    """Return smooth noise from -1 to 1 whose bumps are about ``cell`` pixels wide and high."""
    width, height = size
    coarse = random.uniform(-1, 1, (height // cell[1] + 2, width // cell[0] + 2)).astype(np.float32)
    return np.asarray(Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC), dtype=np.float32)


def _wood(size: tuple[int, int], random: np.random.Generator) -> Image.Image:
    grain = 0.55 * _noise(size, (9, 900), random) + 0.3 * _noise(size, (40, 700), random)
    grain += 0.25 * _noise(size, (3, 300), random)
    shade = (1 + 0.16 * grain)[:, :, None]
    base = np.array([128, 88, 56], dtype=np.float32)[None, None, :]
    pixels = base * shade
    for x in (int(size[0] * 0.12), int(size[0] * 0.88)):
        pixels[:, x : x + 4] *= 0.45
    return _image(pixels)


def _crumpled(strip: Image.Image, random: np.random.Generator) -> Image.Image:
    """Give paper folds, waves and a tint."""
    pixels = np.asarray(strip.convert("L"), dtype=np.float32)
    height, width = pixels.shape
    light = 0.955 + 0.03 * _noise((width, height), (260, 180), random)
    light += 0.012 * _noise((width, height), (12, 12), random)
    rows = np.arange(height, dtype=np.float32)
    for fold in (0.36, 0.69):
        distance = (rows - fold * height) / height
        light += (0.05 * np.sign(distance) * np.exp(-np.abs(distance) * 26))[:, None]
        light -= (0.10 * np.exp(-((distance * height / 2.5) ** 2)))[:, None]
    ink = np.clip((255 - pixels) / 255, 0, 1) * (0.80 + 0.10 * _noise((width, height), (300, 160), random))
    paper = 250 * light * (1 - ink) + 46 * ink
    tint = np.array([1.0, 0.985, 0.955], dtype=np.float32)
    return _image(paper[:, :, None] * tint[None, None, :])


def _shadow(size: tuple[int, int], corners: list[tuple[float, float]]) -> Image.Image:
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).polygon([(x + 16, y + 20) for x, y in corners], fill=190)
    return mask.filter(ImageFilter.GaussianBlur(16))


def _perspective(corners: list[tuple[float, float]], size: tuple[int, int]) -> list[float]:
    """Return Pillow's eight coefficients that lay an image of ``size`` onto four corners.

    Corners run clockwise from the upper left, in pixels of the target image.
    """
    width, height = size
    sources = [(0, 0), (width, 0), (width, height), (0, height)]
    rows, targets = [], []
    for (x, y), (u, v) in zip(corners, sources, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
        targets += [u, v]
    solution: list[float] = np.linalg.solve(np.array(rows, float), np.array(targets, float)).tolist()
    return solution


def _lit(image: Image.Image, random: np.random.Generator) -> Image.Image:
    """Light a scene from the upper left, then see it through a small lens and sensor."""
    pixels = np.asarray(image.filter(ImageFilter.GaussianBlur(0.9)), dtype=np.float32)
    height, width, _ = pixels.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    distance = np.hypot((x - width * 0.3) / width, (y - height * 0.22) / height)
    light = 1.06 - 0.42 * distance**1.3
    warm = np.array([1.02, 1.0, 0.95], dtype=np.float32)
    pixels = pixels * light[:, :, None] * warm[None, None, :]
    pixels += random.normal(0, 3.6, (height, width, 1)).astype(np.float32)
    pixels += random.normal(0, 1.6, pixels.shape).astype(np.float32)
    return _image(pixels)


def _image(pixels: Pixels) -> Image.Image:
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
