"""EML: headers and body are pages of the mail; attachments are files of their own."""

from collections.abc import Iterator, Sequence

from docyard.engine.digitization.layout import Section
from docyard.engine.digitization.messages import letter_blocks, parsed_mail


def parts(data: bytes, *, name: str, passwords: Sequence[str]) -> Iterator[Section]:
    """Yield the mail as it is printed."""
    yield Section(tuple(letter_blocks(parsed_mail(data, name=name), name=name)))


def attached(data: bytes, *, name: str) -> list[tuple[str, bytes]]:
    """Return name and content of each attachment."""
    return parsed_mail(data, name=name).attached
