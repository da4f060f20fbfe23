"""What a file is, judged by its bytes alone."""

import filetype

_PDF_HEADER_WITHIN_BYTES = 1024


def media_type(data: bytes) -> str | None:
    """Return the media type that the content shows, None when it shows none.

    A PDF's header may stand anywhere in the first 1,024 bytes (ISO 32000-1, annex H, note 13).
    """
    if b"%PDF-" in data[:_PDF_HEADER_WITHIN_BYTES]:
        return "application/pdf"
    kind = filetype.guess(data[:8192])
    return None if kind is None else str(kind.mime)
