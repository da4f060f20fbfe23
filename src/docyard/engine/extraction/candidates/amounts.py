"""Amounts of money, percentages and plain numbers."""

import re
from collections.abc import Iterator

from docyard.engine.extraction.candidates.candidate import Candidate, cut
from docyard.engine.extraction.layout import Layout

CURRENCY = (
    r"RM|MYR|USD|EUR|GBP|CHF|INR|AUD|SGD|CAD|JPY|CNY|PLN|SEK|NOK|DKK|CZK|HUF|BRL|MXN|ZAR"
    r"|Rs\.?|US\$|A\$|S\$|C\$|R\$|\$|€|£|¥|₹|zł|kr\.?"
)
AMOUNT = re.compile(
    r"(?<![\w.,/-])(?P<before>(?:" + CURRENCY + r")\s{0,2}:?\s?)?"
    r"(?P<number>[-−–(]?\s?(?:\d{1,3}(?:[.,'’ ]\d{3})+|\d+)(?:\s?[.,]\s?\d{2,4})?\)?(?:-(?!\d))?)"
    r"(?P<after>\s?(?:" + CURRENCY + r")(?![A-Za-z]))?(?![\w/]|[.,-]\d)",
    re.IGNORECASE,
)
CENTS = re.compile(r"[.,]\s?\d{2}\D*$")
THOUSANDS = re.compile(r"\d[.,'’]\d{3}(?:[.,'’]\d{3})+\D*$")
NUMBER = re.compile(r"(?<![\w.,/-])[-−]?(?:\d{1,3}(?:[.,'’]\d{3})+|\d+)(?:[.,]\d+)?(?![\w/]|[.,-]\d)")
PERCENTAGE = re.compile(
    r"(?<![\w.,/-])[-−+]?(?:\d{1,3}(?:[.,'’]\d{3})+|\d+)(?:[.,]\d+)?"
    r"\s?(?:%|(?:percent|per cent|pct|Prozent)\b)",
    re.IGNORECASE,
)
# A bare run of more digits than this is a number of some other kind, not an amount.
MOST_BARE_DIGITS = 6


def find(layout: Layout) -> Iterator[Candidate | None]:
    """Give every amount bare (variant 0), with the currency before it (1) and after it (2)."""
    for segment in layout.segments:
        for match in AMOUNT.finditer(segment.text):
            number, before, after = match["number"], match["before"], match["after"]
            digits = sum(c.isdigit() for c in number)
            bare = not (CENTS.search(number) or THOUSANDS.search(number) or before or after)
            if bare and digits > MOST_BARE_DIGITS:
                continue
            start, end = match.span("number")
            yield cut(segment, start, end, variant=0)
            if before:
                yield cut(segment, match.start("before"), end, variant=1)
            if after:
                yield cut(segment, start, match.end("after"), variant=2)


def find_numbers(layout: Layout) -> Iterator[Candidate | None]:
    """Give every plain number, also where a currency stands beside it."""
    for segment in layout.segments:
        for match in NUMBER.finditer(segment.text):
            yield cut(segment, match.start(), match.end())
        for match in AMOUNT.finditer(segment.text):
            if match["before"] or match["after"]:
                yield cut(segment, *match.span("number"))


def find_percentages(layout: Layout) -> Iterator[Candidate | None]:
    """Give every number with a percent sign or its word, which are part of the value."""
    for segment in layout.segments:
        for match in PERCENTAGE.finditer(segment.text):
            yield cut(segment, match.start(), match.end())


def parse_amount(text: str) -> float | None:
    """Read a printed amount: the last mark before one or two digits, or before four, is the decimal one."""
    negative = text.strip().startswith(("-", "−", "–", "(")) or text.rstrip().endswith("-")
    digits = re.sub(r"[^\d.,]", "", text).strip(".,")
    if not digits or not any(c.isdigit() for c in digits):
        return None
    last = max(digits.rfind("."), digits.rfind(","))
    if last >= 0:
        mark, tail = digits[last], digits[last + 1 :]
        other = "." if mark == "," else ","
        if (len(tail) == 3 and other not in digits and not digits.startswith("0")) or digits.count(mark) > 1:
            digits = digits.replace(",", "").replace(".", "")
        else:
            digits = digits[:last].replace(",", "").replace(".", "") + "." + tail
    value = float(digits)
    return -value if negative else value
