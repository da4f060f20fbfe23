"""What a file is, judged by its bytes alone."""

import filetype

_PDF_HEADER_WITHIN_BYTES = 1024


def media_type(data: bytes) -> str | None:
    """Return the media type that the content shows, None when it shows none."""
    if is_pdf(data):
        return "application/pdf"
    kind = filetype.guess(data[:8192])
    return None if kind is None else str(kind.mime)


def is_pdf(data: bytes) -> bool:
    """Tell whether a PDF's header stands in the first 1,024 bytes, where readers look for it.

    Source: ISO 32000-1, annex H, implementation note 13.
    """
    return b"%PDF-" in data[:_PDF_HEADER_WITHIN_BYTES]
