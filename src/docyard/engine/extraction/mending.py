"""Mend what an OCR typically misreads: stray accents, I for l in Jln, and a slip in a word everybody knows.

Only words that came from OCR are mended, and only where one reading is plainly meant; numbers never.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from rapidfuzz.distance import Levenshtein

from docyard.domain.pages import Page, PageSource, Word

# More accented words than this share mean that the page's language has accents.
ACCENTED_SHARE = 0.03
# Common words of addresses and company names. Short ones are only mended between look-alike characters.
KNOWN_WORDS = frozenset(
    {
        "jalan", "jln", "taman", "tmn", "bandar", "bdr", "lorong", "lrg", "seksyen", "section", "kawasan",
        "perindustrian", "persiaran", "kampung", "lebuh", "lebuhraya", "wisma", "menara", "bangunan",
        "mukim", "batu", "pusat", "dataran", "medan", "desa", "blok", "block", "floor", "ground", "level",
        "unit", "lot", "street", "avenue", "road", "drive", "boulevard", "suite", "building", "tower",
        "plaza", "mall", "centre", "center", "shopping", "industrial", "park", "square", "highlands",
        "malaysia", "selangor", "darul", "ehsan", "takzim", "khusus", "kuala", "lumpur", "petaling", "jaya",
        "shah", "alam", "klang", "subang", "puchong", "johor", "bahru", "penang", "pulau", "pinang",
        "perak", "melaka", "negeri", "sembilan", "pahang", "kelantan", "terengganu", "kedah", "perlis",
        "sabah", "sarawak", "wilayah", "persekutuan", "putrajaya", "cyberjaya", "kajang", "cheras",
        "ampang", "rawang", "seremban", "ipoh", "skudai", "singapore", "restaurant", "restoran",
        "enterprise", "trading", "hardware", "stationery", "marketing", "holdings", "services",
        "international", "company", "limited", "syarikat", "perniagaan", "kedai", "pasaraya", "supermarket",
        "bakery", "bakeries", "confectionery", "pharmacy", "health", "beauty", "deutschland", "germany",
        "france", "belgium", "nederland", "schweiz", "österreich", "straße", "strasse", "platz", "rechnung",
        "rechnungsnummer", "rechnungsdatum", "datum", "betrag", "gesamtbetrag", "umsatzsteuer", "invoice",
        "receipt", "total", "subtotal",
    }
)  # fmt: skip
# Characters that look alike in print; any two of one group may be confused.
ALIKE = tuple(
    frozenset(group)
    for group in ("il1|!:;tj", "o0qdce", "s5$8", "b8h6", "g9q", "z2", "uv", "nmrhk", "ft", "a4s", "wvu")
)
STRICTLY_ALIKE = tuple(frozenset(group) for group in ("il1|!", "o0", "s5", "b8"))
# Known words by a letter they begin with, or that looks like it.
BY_START: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        start: tuple(sorted(w for w in KNOWN_WORDS if w[0] in like))
        for start in "abcdefghijklmnopqrstuvwxyz1!|058"
        for like in [{start}.union(*(g for g in STRICTLY_ALIKE if start in g))]
    }
)
SECOND_CAPITAL_I = re.compile(r"(?<=^[A-Z])I(?=[a-z])")
ONE_AMONG_INITIALS = re.compile(r"(?<=[A-Z]\.)1(?=\.[A-Z])")
EDGES = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)
SDN, BHD = "sdn", "bhd"


def mended(page: Page) -> tuple[Word, ...]:
    """Give a page's words, those of an OCR with its typical slips mended."""
    words = tuple(w for w in page.words if w.text)
    if page.source is not PageSource.OCR:
        return words
    texts = [w.text for w in words]
    texts = _without_stray_accents(texts)
    texts = [_known(ONE_AMONG_INITIALS.sub("I", SECOND_CAPITAL_I.sub("l", text))) for text in texts]
    texts = _company_forms(texts)
    return tuple(w if w.text == text else replace(w, text=text) for w, text in zip(words, texts, strict=True))


def _without_stray_accents(texts: Sequence[str]) -> list[str]:
    with_letters = sum(any(c.isalpha() for c in t) for t in texts)
    accented = [i for i, t in enumerate(texts) if _plain(t) != t]
    if len(accented) > max(1, ACCENTED_SHARE * with_letters):
        return list(texts)
    mended_texts = list(texts)
    for i in accented:
        # A final é, as in café, is a common word's own.
        if not texts[i].rstrip(".,").endswith("é"):
            mended_texts[i] = _plain(texts[i])
    return mended_texts


def _plain(text: str) -> str:
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if unicodedata.category(c) != "Mn"))


def _known(text: str) -> str:
    """Replace a word that is a look-alike of exactly one known word."""
    edges = EDGES.match(text)
    if edges is None:
        return text
    before, core, after = edges.groups()
    lower = re.sub(r"(?<=^1)\.", "", core.lower())
    if len(lower) < 3 or lower in KNOWN_WORDS or "-" in lower or not any(c.isalpha() for c in lower):
        return text
    meant = [w for w in BY_START.get(lower[0], ()) if abs(len(w) - len(lower)) <= 1 and _misread(lower, w)]
    return before + _in_case_of(meant[0], core) + after if len(meant) == 1 else text


def _misread(text: str, known: str) -> bool:
    length = len(known)
    if len(text) == length:
        differing = [(a, b) for a, b in zip(text, known, strict=True) if a != b]
        groups = STRICTLY_ALIKE if length < 5 else ALIKE
        most = 1 if length == 5 else 2
        if len(differing) <= most and all(any(a in g and b in g for g in groups) for a, b in differing):
            return True
    if length < 7 or text[-1] != known[-1]:
        return False
    return Levenshtein.distance(text, known, score_cutoff=1) <= 1


def _in_case_of(word: str, model: str) -> str:
    letters = [c for c in model if c.isalpha()]
    if sum(c.isupper() for c in letters) * 2 > len(letters):
        return word.upper()
    if letters[0].isupper() or not model[0].isalpha():
        return word.capitalize()
    return word


def _company_forms(texts: Sequence[str]) -> list[str]:
    """Mend one wrong letter in "Sdn Bhd", which is told by its other half."""
    result = list(texts)
    for i in range(len(texts) - 1):
        first, second = (re.sub(r"\W", "", t).lower() for t in texts[i : i + 2])
        if first == SDN and second != BHD and len(second) == 3 and Levenshtein.distance(second, BHD) == 1:
            result[i + 1] = _swap(texts[i + 1], second, BHD)
        if second == BHD and first != SDN and 2 <= len(first) <= 3 and Levenshtein.distance(first, SDN) == 1:
            result[i] = _swap(texts[i], first, SDN)
    return result


def _swap(text: str, wrong: str, right: str) -> str:
    return re.sub(re.escape(wrong), _in_case_of(right, text), text, flags=re.IGNORECASE)
