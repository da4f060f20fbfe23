"""Currencies: the ISO 4217 code of every code or symbol on the page."""

import re
from collections.abc import Iterator

from docyard.engine.extraction.candidates.candidate import Candidate, cut
from docyard.engine.extraction.layout import Layout

SYMBOLS = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "us$": "USD", "a$": "AUD", "s$": "SGD",
    "c$": "CAD",
    "r$": "BRL", "£": "GBP", "¥": "JPY", "₹": "INR", "rs": "INR", "rm": "MYR", "zł": "PLN", "ringgit": "MYR",
    "nis": "ILS", "₪": "ILS", "₩": "KRW", "₺": "TRY", "₽": "RUB",
}  # fmt: skip
CODES = (
    "EUR|USD|GBP|CHF|INR|AUD|CAD|SGD|MYR|JPY|CNY|PLN|SEK|NOK|DKK|CZK|HUF|BRL|MXN|ZAR|NZD|HKD|THB|IDR|TRY"
    "|AED|SAR|QAR|KWD|ILS|NIS|KRW|TWD|PHP|VND|EGP|KES|NGN|PKR|UAH|RON|BGN|CLP|COP|ARS"
)
CURRENCY = re.compile(
    r"(?<![^\W\d_])(?P<code>"
    + CODES
    + r")(?![^\W\d_])|(?<![A-Za-z])(?P<sign>RM(?=[\s\d).:]|$)|Rs(?=\.?\s?\d)|US\$|[ASCR]\$)"
    r"|(?P<word>\bEuros?\b|\bRinggit\b|zł|[€$£¥₹₪₩₺₽])",
    re.IGNORECASE,
)


def find(layout: Layout) -> Iterator[Candidate | None]:
    """Give the code (variant 0), the sign (1) or the word (2) for every currency, as an ISO code."""
    for segment in layout.segments:
        for match in CURRENCY.finditer(segment.text):
            printed = match.group()
            code = SYMBOLS.get(printed.lower(), printed.upper())
            variant = 0 if match["code"] else 1 if match["sign"] else 2
            yield cut(segment, match.start(), match.end(), variant=variant, text=code)
