"""Numbers and amounts as printed, in any usual notation."""

import re
from decimal import Decimal

# More digits than any document needs; keeps arithmetic cheap.
MAX_DIGITS = 30

CURRENCIES = {
    "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "zł": "PLN", "₽": "RUB", "₩": "KRW", "₺": "TRY",
    "₫": "VND",
    "US$": "USD", "A$": "AUD", "C$": "CAD", "S$": "SGD", "R$": "BRL", "RM": "MYR", "Rs": "INR", "Rs.": "INR",
}  # fmt: skip
"""Signs that stand for one currency. ``$`` and ``kr`` stand for several."""

CODES = (
    "AED|AUD|BGN|BRL|CAD|CHF|CNY|CZK|DKK|EUR|GBP|HKD|HUF|IDR|ILS|INR|ISK|JPY|KRW|MXN|MYR|NOK"
    "|NZD|PHP|PLN|RON|RUB|SAR|SEK|SGD|THB|TRY|TWD|UAH|USD|VND|ZAR"
)
"""ISO 4217 codes that may stand beside a number, as a regular expression."""

_SIGN = r"(?:US\$|A\$|C\$|S\$|R\$|RM|Rs\.?|kr\.?|zł|[$€£¥₹₽₩₺₫]|" + CODES + ")"
_PRINTED = re.compile(
    rf"(?P<sign>[-−–(]?)\s?(?P<before>{_SIGN})?\s{{0,2}}(?P<minus>[-−–(]?)\s?"
    rf"(?P<digits>[0-9][0-9.,'’\s]*|[.,][0-9]+)(?P<end>\)?-?)\s?%?\s?(?P<after>{_SIGN})?\s?\)?"
)


def read_number(text: str) -> Decimal | None:
    """Return the number that the whole text is, with or without a currency or percent sign; else None.

    The last mark is the decimal one unless it stands before three digits as those of thousands do:
    ``1.234`` is 1234, ``0.125`` and ``1234.567`` are what they look like.
    """
    match = _PRINTED.fullmatch(text.strip())
    if match is None:
        return None
    number = _magnitude(re.sub(r"[^0-9.,]", "", match["digits"]).rstrip(".,"))
    negative = match["sign"] or match["minus"] or match["end"]
    return number if number is None or not negative else number.copy_negate()


def find_currency(text: str) -> str | None:
    """Return the sign or code that stands before or after a printed amount; None if there is none."""
    match = _PRINTED.fullmatch(text.strip())
    return None if match is None else match["before"] or match["after"]


def is_currency_code(text: str) -> bool:
    """Tell whether a text is an ISO 4217 code of a currency in use."""
    return text in CODES.split("|")


def _magnitude(digits: str) -> Decimal | None:
    if not 1 <= sum(c.isdigit() for c in digits) <= MAX_DIGITS:
        return None
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return Decimal(digits)
    head, tail = digits[:last], digits[last + 1 :]
    plain = re.sub(r"[.,]", "", head)
    is_group = len(tail) == 3 and 1 <= len(re.split(r"[.,]", head)[0]) <= 3 and not head.startswith("0")
    if digits.count(digits[last]) > 1 or (is_group and plain == head):
        return Decimal(plain + tail)
    return Decimal(f"{plain or '0'}.{tail}")
