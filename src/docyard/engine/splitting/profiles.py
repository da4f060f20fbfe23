"""What a page looks like to somebody who sorts pages into documents."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from docyard.domain.pages import Page, Word, enclosing_box
from docyard.engine.classification import Classifier
from docyard.engine.splitting.page_numbers import PageNumber, find_page_number
from docyard.engine.values.dates import MONTH

_EDGE_LINES = 3
_TOP_SHARE = 0.3
_MIN_TERM = 4
_DIGITS = re.compile(r"\d")
_ITEM = re.compile(r"(?:section|article|§)?\s*(\d{1,3})[.)]?(?:\s|$)", re.IGNORECASE)
_DATE = re.compile(rf"\b\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b|\b{MONTH}\b", re.IGNORECASE)
_CONTINUED = re.compile(r"\b(continued|cont'd|carried forward|brought forward|fortsetzung|übertrag|suite)\b")
_CLOSING = re.compile(
    r"\b(sincerely|regards|signature|signed|witness whereof|thank you|grüßen|grand total|total due|amount due"
    r"|balance due|please pay|gesamtbetrag|payment terms)\b"
)
_SIGNING = re.compile(
    r"^(?:by:|/s/|(?:very truly yours|yours (?:truly|faithfully|sincerely)|sincerely|(?:kind |best )?regards"
    r"|mit freundlichen|in witness|signature page|accepted and agreed|agreed and accepted|executed)\b)"
)
_IDENTIFIER = re.compile(r"(?=.*\d.*\d.*\d.*\d)[\w./-]{5,}")
_FORM_CODE = re.compile(
    r"\b(?:form|formular|formulaire|formulario|modulo|vordruck)\s*(?:no\.?|nr\.?)?\s*"
    r"([a-z]{0,4}[ -]?\d{1,5}(?:-?[a-z]{1,4})?)\b"
    r"|\bomb\s*(?:no\.?)?\s*(\d{4}-\d{4})"
)
_ENDS = (".", "!", "?", ":", ";")


@dataclass(frozen=True, slots=True)
class Profile:
    """A page's features; heights and places are shares of the page's own size.

    Attributes:
        heads: normalised text of its first lines.
        feet: normalised text of its last lines, the last one first.
        terms: how often each longer word stands on it.
        function_words: how often each short word does, which tells the language.
        identifiers: numbers and codes long enough to belong to one document.
        form_codes: the printed numbers of forms: of "Form W-9" and "OMB No. 1545-0116".
        number: what it says about its place in a document.
        title_height: the tallest line near the top over the usual one.
        items: first and last number that begins a line; None without.
        shares: how likely it is of each class of the app; empty where there is nothing to choose.
        named: the class that its first lines name, None if they name none.
        titled: how likely it is of that class, 0 without.
    """

    words: int
    width_px: int
    height_px: int
    is_ocr: bool
    heads: tuple[str, ...]
    feet: tuple[str, ...]
    terms: Mapping[str, int]
    function_words: Mapping[str, int]
    identifiers: frozenset[str]
    form_codes: frozenset[str]
    number: PageNumber | None
    word_height: float
    left: float
    top: float
    bottom: float
    title_height: float
    items: tuple[int, int] | None
    begins_within: bool
    ends_within: bool
    has_date_on_top: bool
    is_continued: bool
    closes: bool
    opens_signing: bool
    shares: Mapping[str, float]
    named: str | None
    titled: float


def profile(page: Page, classifier: Classifier) -> Profile:
    """Return the features of a page."""
    shares = classifier.shares([page]) if len(classifier.classes) > 1 else {}
    lines = [tuple(group) for _, group in groupby(page.words, key=lambda word: word.line)]
    lines.sort(key=lambda line: line[0].box.y0)
    texts = [" ".join(word.text for word in line) for line in lines]
    heights = [word.box.height for word in page.words] or [0.0]
    usual = median(heights) or 1.0
    top = [line for line in lines if line[0].box.y0 < _TOP_SHARE * page.height_px]
    plain = [text.casefold() for text in texts]
    own = Counter(word for text in plain for word in re.findall(r"[^\W\d_]+", text))
    body = _longest_run(texts)
    named = classifier.named_by(page, shares) if shares else None
    return Profile(
        words=len(page.words),
        width_px=page.width_px,
        height_px=page.height_px,
        is_ocr=page.source == "ocr",
        heads=tuple(_normal(text) for text in texts[:_EDGE_LINES]),
        feet=tuple(_normal(text) for text in reversed(texts[-_EDGE_LINES:])),
        terms={word: count for word, count in own.items() if len(word) >= _MIN_TERM},
        function_words={word: count for word, count in own.items() if 1 < len(word) < _MIN_TERM},
        identifiers=frozenset(word.text for word in page.words if _IDENTIFIER.fullmatch(word.text)),
        form_codes=frozenset(code for text in plain for code in _form_codes(text)),
        number=find_page_number(texts),
        word_height=usual / page.height_px,
        left=median(line[0].box.x0 for line in lines) / page.width_px if lines else 0.0,
        top=lines[0][0].box.y0 / page.height_px if lines else 0.0,
        bottom=max((word.box.y1 for word in page.words), default=0.0) / page.height_px,
        title_height=max((_height(line) for line in top), default=usual) / usual,
        items=_items(texts),
        begins_within=bool(body) and body[0][:1].islower(),
        ends_within=bool(body) and len(body[-1]) > 40 and not body[-1].rstrip().endswith(_ENDS),
        has_date_on_top=any(_DATE.search(" ".join(word.text for word in line)) for line in top),
        is_continued=any(_CONTINUED.search(text) for text in plain[:6]),
        opens_signing=any(_SIGNING.search(text) for text in plain[:4]),
        closes=any(_CLOSING.search(text) for text in plain[-12:]),
        shares=shares,
        named=named,
        titled=shares[named] if named is not None else 0.0,
    )


def cosine(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    """Return how alike two counts of words are, 0 to 1; frequent words do not rule."""
    shared = sum(_damped(count) * _damped(other[word]) for word, count in one.items() if word in other)
    norms = math.sqrt(
        sum(_damped(count) ** 2 for count in one.values())
        * sum(_damped(count) ** 2 for count in other.values())
    )
    return shared / norms if norms else 0.0


def _damped(count: int) -> float:
    return 1.0 + math.log(count)


def _height(line: Sequence[Word]) -> float:
    return enclosing_box(word.box for word in line).height


def _normal(text: str) -> str:
    return _DIGITS.sub("0", text.casefold())


def _form_codes(text: str) -> Iterator[str]:
    for match in _FORM_CODE.finditer(text):
        yield re.sub(r"[^a-z\d]", "", match[1] or match[2])


def _longest_run(texts: Sequence[str]) -> list[str]:
    """Return the lines without those at the edges that hold little, such as headers and page numbers."""
    return [text for text in texts if len(text) > 12]


def _items(texts: Sequence[str]) -> tuple[int, int] | None:
    numbers = [int(match[1]) for text in texts if (match := _ITEM.match(text))]
    small = [number for number in numbers if number <= 60]
    return (small[0], small[-1]) if small else None
