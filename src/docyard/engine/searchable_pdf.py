"""Documents as PDF files whose text can be searched and copied.

Pages with a text layer keep their original form, with invisible words over pictures that were read beside
it; others become a picture with invisible words over it.
"""

import contextlib
import io
import zlib
from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
from PIL import Image

from docyard.domain.pages import Box, Page, PageSource, Word
from docyard.engine.digitization import Pixels, is_pdf, render_pages
from docyard.engine.digitization.pdf_pages import load_page, open_pdf
from docyard.engine.digitization.pdf_text import page_map, text_runs

MAX_PAGES = 99
"""AI Hub writes no such PDF for a document of 100 pages or more."""

_JPEG_QUALITY = 80
_ASSUMED_DPI = 200
_GLYPH_WIDTH = 0.5
"""Width of every glyph of the invisible font, in heights of the font."""
_DESCENT = -0.2
"""Lower edge of the invisible font below its baseline, in heights of the font."""


def make(data: bytes, *, name: str, pages: Sequence[Page], passwords: Sequence[str] = ()) -> bytes | None:
    """Return one document of a file as a searchable PDF, None if it has too many pages.

    Args:
        data: the whole file.
        name: for messages.
        pages: those of the document, as digitized.
        passwords: tried in turn on an encrypted file; the result is not encrypted.
    """
    if not 0 < len(pages) <= MAX_PAGES:
        return None
    kept = {page.index: page for page in pages if _keeps_its_form(page)} if is_pdf(data) else {}
    redrawn = _redrawn([page for page in pages if page.index not in kept], data, name, passwords)
    with pdfium.PdfDocument.new() as result:
        if kept:
            with open_pdf(data, name=name, passwords=passwords) as original:
                result.import_pages(original, sorted(kept))
                for at, index in enumerate(sorted(kept)):
                    _add_words(result, at, kept[index], _beside_text_layer(original, kept[index]))
        _insert(result, redrawn, [at for at, page in enumerate(pages) if page.index not in kept])
        written = io.BytesIO()
        result.save(written)
    return written.getvalue()


def _keeps_its_form(page: Page) -> bool:
    return page.source is PageSource.TEXT_LAYER


def _beside_text_layer(original: pdfium.PdfDocument, page: Page) -> list[Word]:
    """Return the words of a page that its text layer lacks: those that OCR read from pictures."""
    marks = {mark.box for mark in page.marks}
    words = [word for word in page.words if word.box not in marks]
    loaded = load_page(original, page.index) if any(word.confidence < 1 for word in words) else None
    if loaded is None:
        return []
    with contextlib.closing(loaded[0]) as read:
        size = {"width_px": page.width_px, "height_px": page.height_px}
        runs = text_runs(read, page_map(read, **size), **size)
    layer = [box for run in runs for box in run.boxes]
    return [word for word in words if not any(_holds_middle(box, word.box) for box in layer)]


def _holds_middle(box: Box, of: Box) -> bool:
    x, y = (of.x0 + of.x1) / 2, (of.y0 + of.y1) / 2
    return box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1


def _add_words(result: pdfium.PdfDocument, at: int, page: Page, words: Sequence[Word]) -> None:
    if not words:
        return
    with pdfium.PdfDocument(_words_pdf(page, words)) as single:
        form = single.page_as_xobject(0, result).as_pageobject()
    with contextlib.closing(result[at]) as target:
        form.set_matrix(_from_upright(target, page))
        target.insert_obj(form)
        target.gen_content()


def _from_upright(target: pdfium.PdfPage, page: Page) -> pdfium.PdfMatrix:
    """Return the map from the upright page's points to user space of the page as its file has it."""
    to_pixels = page_map(target, width_px=page.width_px, height_px=page.height_px)
    area, per_pixel = to_pixels.a * to_pixels.d - to_pixels.b * to_pixels.c, _points_per_pixel(page)
    below = page.height_px - to_pixels.f
    return pdfium.PdfMatrix(
        a=to_pixels.d / area / per_pixel,
        b=-to_pixels.b / area / per_pixel,
        c=to_pixels.c / area / per_pixel,
        d=-to_pixels.a / area / per_pixel,
        e=-(to_pixels.d * to_pixels.e + to_pixels.c * below) / area,
        f=(to_pixels.b * to_pixels.e + to_pixels.a * below) / area,
    )


def _insert(result: pdfium.PdfDocument, redrawn: Iterator[bytes], places: Sequence[int]) -> None:
    for place, page in zip(places, redrawn, strict=True):
        with pdfium.PdfDocument(page) as single:
            result.import_pages(single, [0], place)


def _redrawn(pages: Sequence[Page], data: bytes, name: str, passwords: Sequence[str]) -> Iterator[bytes]:
    images = render_pages(data, name=name, pages=pages, passwords=passwords) if pages else ()
    for page, image in zip(pages, images, strict=True):
        yield _page_pdf(page, image)


# ── a page with a picture and invisible words (ISO 32000-1) ──────────────────────────────


def _page_pdf(page: Page, image: Pixels) -> bytes:
    width, height = _size(page)
    content = f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /I Do Q\n".encode() + _content(page, page.words)
    picture = _stream(
        b"/Type /XObject /Subtype /Image /ColorSpace /DeviceRGB /BitsPerComponent 8 "
        b"/Filter /DCTDecode " + f"/Width {page.width_px} /Height {page.height_px}".encode(),
        _jpeg(image),
    )
    return _file((*_page_objects(page, content, resources="/XObject << /I 9 0 R >> "), picture))


def _words_pdf(page: Page, words: Sequence[Word]) -> bytes:
    """Return a page of the same size with invisible words alone."""
    return _file(_page_objects(page, _content(page, words)))


def _page_objects(page: Page, content: bytes, *, resources: str = "") -> tuple[bytes, ...]:
    width, height = _size(page)
    return (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width:.2f} {height:.2f}] /Contents 4 0 R "
            f"/Resources << {resources}/Font << /F 5 0 R >> >> >>"
        ).encode(),
        _stream(b"/Filter /FlateDecode", zlib.compress(content)),
        _FONT,
        _DESCENDANT_FONT,
        _FONT_DESCRIPTOR,
        _stream(b"", _TO_UNICODE),
    )


def _points_per_pixel(page: Page) -> float:
    return 72 / (page.dpi or _ASSUMED_DPI)


def _size(page: Page) -> tuple[float, float]:
    """Return width and height in points."""
    scale = _points_per_pixel(page)
    return page.width_px * scale, page.height_px * scale


def _content(page: Page, words: Sequence[Word]) -> bytes:
    _, height = _size(page)
    scale = _points_per_pixel(page)
    shown = "\n".join(_shown(word, scale=scale, page_height=height) for word in words)
    return f"BT 3 Tr\n{shown}\nET".encode()


def _shown(word: Word, *, scale: float, page_height: float) -> str:
    """Return the operators that set a word, stretched to its box, followed by a space."""
    codes = word.text.encode("utf-16-be", errors="replace")
    size = max(0.5, word.box.height * scale)
    natural = len(codes) / 2 * size * _GLYPH_WIDTH
    stretch = 100 * max(0.1, word.box.width * scale) / natural
    x, y = word.box.x0 * scale, page_height - word.box.y1 * scale - _DESCENT * size
    return f"/F {size:.2f} Tf {stretch:.2f} Tz 1 0 0 1 {x:.2f} {y:.2f} Tm <{codes.hex()}0020> Tj"


def _jpeg(image: Pixels) -> bytes:
    written = io.BytesIO()
    Image.fromarray(image[:, :, ::-1]).save(written, "JPEG", quality=_JPEG_QUALITY)
    return written.getvalue()


def _stream(entries: bytes, data: bytes) -> bytes:
    return b"<< " + entries + f" /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    """Return a PDF of the objects, numbered from 1, the first of them its catalog."""
    out = io.BytesIO(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.writelines(f"{place:010d} 00000 n \n".encode() for place in places)
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


# The font has no glyphs, since nothing of it is ever drawn; its codes are UTF-16 units.
_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /Invisible /Encoding /Identity-H "
    b"/DescendantFonts [6 0 R] /ToUnicode 8 0 R >>"
)
_DESCENDANT_FONT = (
    b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Invisible /CIDToGIDMap /Identity "
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
    b"/FontDescriptor 7 0 R /DW " + str(int(1000 * _GLYPH_WIDTH)).encode() + b" >>"
)
_FONT_DESCRIPTOR = (
    b"<< /Type /FontDescriptor /FontName /Invisible /Flags 5 /FontBBox [0 -200 500 800] "
    b"/ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>"
)
_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
1 beginbfrange
<0000> <FFFF> <0000>
endbfrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
