"""How amounts on a page hang together: sums, differences, roundings to five cents, cash and change."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from docyard.engine.extraction.candidates import Candidate
from docyard.engine.extraction.candidates.amounts import parse_amount

ARITHMETIC = (
    "log_value", "value_rank", "is_largest", "is_zero", "sum_of_two", "five_cents", "near_others",
    "is_rounded",
    "plus_other", "minus_other", "same_value",
)  # fmt: skip
LARGEST_CENTS = 10**9
MOST_SUMMANDS = 30
ROUNDING_CENTS = 4


def arithmetic(candidates: Sequence[Candidate], *, with_sums: bool) -> dict[str, NDArray[np.float32]]:
    """Describe each candidate's value among the others; neutral values for types that have no number.

    Follows the page's own logic: a total is the sum of two others, or what cash and change leave.
    """
    result = {name: np.zeros(len(candidates), np.float32) for name in ARITHMETIC}
    result["value_rank"][:] = 99
    result["log_value"][:] = -1
    if not with_sums:
        return result
    cents = [_cents(c.text) for c in candidates]
    known = {v for v in cents if v is not None}
    falling = sorted(known, reverse=True)
    rank = {value: i for i, value in enumerate(falling)}
    rising = sorted(v for v in known if v > 0)[-MOST_SUMMANDS:]
    sums = Counter(a + b for i, a in enumerate(rising) for b in rising[i:])
    times = Counter(v for v in cents if v is not None)
    for i, value in enumerate(cents):
        if value is None:
            continue
        low, high = bisect_left(rising, value - ROUNDING_CENTS), bisect_right(rising, value + ROUNDING_CENTS)
        near = [w for w in rising[low:high] if w != value]
        result["log_value"][i] = np.log1p(abs(value) / 100)
        result["value_rank"][i] = min(rank[value], 99)
        result["is_largest"][i] = value == falling[0]
        result["is_zero"][i] = value == 0
        result["sum_of_two"][i] = sums[value]
        result["five_cents"][i] = value % 5 == 0
        result["near_others"][i] = len(near)
        result["is_rounded"][i] = value % 5 == 0 and any(abs(w - value) in known for w in near)
        result["plus_other"][i] = sum(value + w in known for w in rising if w != value)
        result["minus_other"][i] = any(value - w in known for w in rising if w < value)
        result["same_value"][i] = times[value]
    return result


def _cents(text: str) -> int | None:
    value = parse_amount(text)
    return None if value is None or abs(value) * 100 > LARGEST_CENTS else round(value * 100)
