"""Where on the pages a text stands, letter by letter or nearly so."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from rapidfuzz import fuzz

from docyard.domain.pages import Page, Word
from docyard.domain.results import SourceBox

# Marks between digits tell 1.50 from 150; all others are printed in too many ways.
_MARKS = re.compile(r"(?<!\d)[\W_]|[\W_](?!\d)")

# Texts shorter than this are found on every page by chance, within other words or nearly.
_LEAST_WITHIN = 8
_LEAST_NEARLY = 8
_MOST_NEARLY = 600
_NEARLY = 90.0


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a page, from ``first`` up to ``end`` in its reading order."""

    page: Page
    first: int
    end: int

    @property
    def words(self) -> Sequence[Word]:
        """The words themselves."""
        return self.page.words[self.first : self.end]

    @property
    def text(self) -> str:
        """The words with spaces between."""
        return " ".join(word.text for word in self.words)

    @property
    def sources(self) -> tuple[SourceBox, ...]:
        """One box per word."""
        return tuple(SourceBox(self.page.index, word.box) for word in self.words)


def ocr_confidence(passages: Sequence[Passage]) -> float | None:
    """Return the mean confidence of the words of all passages; None without words."""
    found = [word.confidence for passage in passages for word in passage.words]
    return round(fmean(found), 4) if found else None


class Places:
    """The pages of a document, made ready to look texts up in."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = [_Letters(page) for page in pages]

    def find(self, text: str | None, *, within: Passage | None = None) -> Passage | None:
        """Return where a text stands first, preferably within a passage; None if nowhere."""
        wanted = _plain_text(text or "")
        if not wanted:
            return None
        if within is not None:
            inside = _Letters(within.page, first=within.first, end=within.end).find(wanted)
            if inside is not None:
                return inside
        exact = (letters.find(wanted) for letters in self._pages)
        found = next((passage for passage in exact if passage is not None), None)
        return found or self._find_nearly(wanted)

    def _find_nearly(self, wanted: str) -> Passage | None:
        if not _LEAST_NEARLY <= len(wanted) <= _MOST_NEARLY:
            return None
        near = [found for letters in self._pages if (found := letters.find_nearly(wanted)) is not None]
        return max(near, key=lambda each: each[0])[1] if near else None


class _Letters:
    """A page as one run of letters, with the word that each belongs to."""

    def __init__(self, page: Page, *, first: int = 0, end: int | None = None) -> None:
        self._page = page
        self._owner: list[int] = []
        parts = []
        for number, word in enumerate(page.words[first:end], start=first):
            plain = _plain_word(word.text)
            parts.append(plain)
            self._owner += [number] * len(plain)
        self._text = "".join(parts)

    def find(self, wanted: str) -> Passage | None:
        some = None
        for start in self._starts(wanted):
            end = start + len(wanted)
            if self._is_whole(start, end):
                return self._passage(start, end)
            if some is None and not self._cuts_number(start) and not self._cuts_number(end):
                some = start
        if some is None or len(wanted) < _LEAST_WITHIN:
            return None
        return self._passage(some, some + len(wanted))

    def find_nearly(self, wanted: str) -> tuple[float, Passage] | None:
        found = fuzz.partial_ratio_alignment(wanted, self._text, score_cutoff=_NEARLY)
        # Of a text shorter than what is looked for, only a part of that would be found.
        if found is None or found.dest_end - found.dest_start < 0.9 * len(wanted):
            return None
        # A wrong or missing digit makes another number, and is no misprint.
        start, end = found.dest_start, found.dest_end
        cuts_number = self._cuts_number(start) or self._cuts_number(end)
        if cuts_number or _digits(wanted) != _digits(self._text[start:end]):
            return None
        return found.score, self._passage(start, end)

    def _starts(self, wanted: str) -> Iterator[int]:
        start = self._text.find(wanted)
        while start >= 0:
            yield start
            start = self._text.find(wanted, start + 1)

    def _is_whole(self, start: int, end: int) -> bool:
        owner = self._owner
        begins = start == 0 or owner[start - 1] != owner[start]
        return begins and (end == len(owner) or owner[end - 1] != owner[end])

    def _cuts_number(self, at: int) -> bool:
        """Tell whether a word has a digit, or a mark between digits, on both sides of a place."""
        inside = 0 < at < len(self._owner) and self._owner[at - 1] == self._owner[at]
        return inside and not (self._text[at - 1].isalpha() or self._text[at].isalpha())

    def _passage(self, start: int, end: int) -> Passage:
        return Passage(self._page, self._owner[start], self._owner[end - 1] + 1)


def _plain_text(text: str) -> str:
    return "".join(_plain_word(word) for word in text.split())


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _plain_word(word: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKC", word).casefold())
