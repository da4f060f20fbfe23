"""The currency of an amount."""

from docyard.engine.cleaning.step import Cleaning, NotCleaned
from docyard.engine.shapes import Text
from docyard.engine.values.numbers import CURRENCIES, find_currency, is_currency_code, read_number


def _clean(text: str, default: str) -> str:
    sign = find_currency(text) or text.strip()
    if is_currency_code(sign):
        return sign
    if sign in CURRENCIES:
        return CURRENCIES[sign]
    if sign in {"$", "kr", "kr."} or read_number(text) is not None:
        return default
    raise NotCleaned("names no currency")


CURRENCY = Cleaning(
    _clean,
    Text(max_length=3, pattern="[A-Z]{3}", meaning="an ISO code such as EUR"),
    "Make the currency's ISO code of an amount or a currency sign; the one given stands for $, kr and "
    "amounts without a currency.",
)
