"""Documents as PDF files whose text can be searched and copied.

Pages with a text layer keep their original form; others become a picture with invisible words
over it.
"""

import io
import zlib
from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
from PIL import Image

from docyard.domain.pages import Page, PageSource, Word
from docyard.engine.digitization import Pixels, is_pdf, render_pages
from docyard.engine.digitization.pdf_pages import open_pdf

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
    kept = {page.index for page in pages if _keeps_its_form(page)} if is_pdf(data) else set()
    redrawn = _redrawn([page for page in pages if page.index not in kept], data, name, passwords)
    with pdfium.PdfDocument.new() as result:
        if kept:
            with open_pdf(data, name=name, passwords=passwords) as original:
                result.import_pages(original, sorted(kept))
        _insert(result, redrawn, [at for at, page in enumerate(pages) if page.index not in kept])
        written = io.BytesIO()
        result.save(written)
    return written.getvalue()


def _keeps_its_form(page: Page) -> bool:
    return page.source is PageSource.TEXT_LAYER


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
    scale = 72 / (page.dpi or _ASSUMED_DPI)
    width, height = page.width_px * scale, page.height_px * scale
    content = _content(page, scale=scale, width=width, height=height)
    return _file(
        (
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            (
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width:.2f} {height:.2f}] /Contents 4 0 R "
                "/Resources << /XObject << /I 5 0 R >> /Font << /F 6 0 R >> >> >>"
            ).encode(),
            _stream(b"/Filter /FlateDecode", zlib.compress(content)),
            _stream(
                b"/Type /XObject /Subtype /Image /ColorSpace /DeviceRGB /BitsPerComponent 8 "
                b"/Filter /DCTDecode " + f"/Width {page.width_px} /Height {page.height_px}".encode(),
                _jpeg(image),
            ),
            _FONT,
            _DESCENDANT_FONT,
            _FONT_DESCRIPTOR,
            _stream(b"", _TO_UNICODE),
        )
    )


def _content(page: Page, *, scale: float, width: float, height: float) -> bytes:
    words = "\n".join(_shown(word, scale=scale, page_height=height) for word in page.words)
    return f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /I Do Q\nBT 3 Tr\n{words}\nET".encode()


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
    b"/DescendantFonts [7 0 R] /ToUnicode 9 0 R >>"
)
_DESCENDANT_FONT = (
    b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Invisible /CIDToGIDMap /Identity "
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
    b"/FontDescriptor 8 0 R /DW " + str(int(1000 * _GLYPH_WIDTH)).encode() + b" >>"
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
