"""Amounts as different countries print them."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Notation:
    """How a document prints amounts: its marks, and the sign before and after."""

    decimal: str = "."
    thousands: str = ","
    before: str = ""
    after: str = ""

    def plain(self, value: Decimal) -> str:
        """Return the amount without its sign, e.g. ``1.234,50``."""
        text = f"{value.quantize(CENT, ROUND_HALF_UP):,}"
        return text.translate({ord(","): self.thousands, ord("."): self.decimal})

    def full(self, value: Decimal) -> str:
        """Return the amount with its sign, e.g. ``1.234,50 €``."""
        return f"{self.before}{self.plain(value)}{self.after}"


def share(value: Decimal, percent: str) -> Decimal:
    """Return ``percent`` of ``value``, rounded to cents."""
    return (value * Decimal(percent) / 100).quantize(CENT, ROUND_HALF_UP)
