"""What a page says about its place among others: "Page 2 of 5", "- 2 -", "2/5"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_PAGE = r"(?:page|pg\.?|seite|s\.|blatt|pagina|página|pág\.?|strona|side|sida|halaman|muka surat)"
_OF = r"(?:of|von|de|di|van|sur|aus|af|av|z|dari|/)"
_NUMBERED = re.compile(
    rf"\b{_PAGE}\s*(?:no\.?|nr\.?)?\s*:?\s*(\d{{1,4}})\s*(?:{_OF}\s*(\d{{1,4}}))?", re.IGNORECASE
)
_SHARE = re.compile(r"^\W*(\d{1,3})\s*(?:/|of|von|de)\s*(\d{1,3})\W*$", re.IGNORECASE)
_ALONE = re.compile(r"^\W*(\d{1,3})\W*$")
_EDGE_LINES = 4


@dataclass(frozen=True, slots=True)
class PageNumber:
    """A printed page number.

    Attributes:
        of: how many pages there are, if it says so.
        is_named: whether the word for page stands with it; else it is a number on a line of its own.
    """

    number: int
    of: int | None
    is_named: bool


def find_page_number(lines: Sequence[str]) -> PageNumber | None:
    """Return the number that a page's first or last lines print, the surest of them."""
    edge = [*lines[-_EDGE_LINES:][::-1], *lines[:_EDGE_LINES]]
    for text in edge:
        if (match := _NUMBERED.search(text)) or (match := _SHARE.match(text)):
            number, of = int(match[1]), int(match[2]) if match[2] else None
            if number > 0 and (of is None or number <= of):
                return PageNumber(number, of, is_named=True)
    for text in [*lines[-1:], *lines[:1]]:
        if (match := _ALONE.match(text)) and int(match[1]) > 0:
            return PageNumber(int(match[1]), None, is_named=False)
    return None
