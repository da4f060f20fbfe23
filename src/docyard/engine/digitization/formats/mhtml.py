"""MHTML: a web page saved with its pictures."""

from collections.abc import Iterator, Sequence

from docyard.engine.digitization.layout import Section
from docyard.engine.digitization.markup import blocks_of_html
from docyard.engine.digitization.messages import parsed_mail
from docyard.errors import UnreadableFile


def parts(data: bytes, *, name: str, passwords: Sequence[str]) -> Iterator[Section]:
    """Yield the first page in the file; other pages it holds stood in its frames."""
    letter = parsed_mail(data, name=name)
    page = next((text for text, is_html in letter.bodies if is_html), None)
    if page is None:
        raise UnreadableFile(f"{name!r} is damaged: it holds no web page.")
    yield Section(tuple(blocks_of_html(page, name=name, pictures=letter.pictures)))
