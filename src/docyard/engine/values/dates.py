"""Dates as printed: numeric forms of any order, and months by name in eight languages."""

import re
from datetime import date
from enum import StrEnum

# How months begin in English, German, French, Spanish, Italian, Dutch, Portuguese and Malay.
MONTHS = (
    (1, ("jan", "ene", "gen")),
    (2, ("feb", "fev", "fév")),
    (3, ("mar", "mär", "maa", "mac", "mrt", "mrz")),
    (4, ("apr", "avr", "abr")),
    (5, ("may", "mai", "mei", "mag", "mayo")),
    (6, ("jun", "juin", "giu")),
    (7, ("jul", "juil", "lug")),
    (8, ("aug", "aoû", "aou", "ago", "ogo")),
    (9, ("sep", "set")),
    (10, ("oct", "okt", "out", "ott")),
    (11, ("nov",)),
    (12, ("dec", "dez", "déc", "dic", "dis")),
)
MONTH = (
    r"(?:jan(?:uary|uar|vier|uari|eiro)?|ene(?:ro)?|gen(?:naio)?|feb(?:ruary|ruar|rero|braio|ruari)?|f[ée]v(?:rier|ereiro)?"
    r"|m[aä]r(?:ch|z|s|zo|ço)?|maart|mac|mrt|mrz|apr(?:il|ile)?|avr(?:il)?|abr(?:il)?|may(?:o)?|mai|mei|maggio|maio"
    r"|june?|juni|juin|junio|giugno|junho|july?|juli|juil(?:let)?|julio|luglio|julho|jul|aug(?:ust|ustus)?|ao[uû]t|ago(?:sto)?|ogos"
    r"|sep(?:t(?:ember|embre)?|tiembre)?|set(?:tembre|embro)?|o[ck]t(?:ober|obre)?|ott(?:obre)?|out(?:ubro)?"
    r"|nov(?:ember|embre|iembre|embro)?|de[cz](?:ember|embre|embro)?|d[ée]c(?:embre)?|dic(?:iembre|embre)?|dis(?:ember)?)"
)
NUMERIC = re.compile(
    r"(?<![\d.,/-])(?=("
    r"(?P<y1>(?:19|20)\d{2})\s?(?P<s1>[-/.])\s?(?P<m1>\d{1,2})\s?(?P=s1)\s?(?P<d1>\d{1,2})"
    r"|(?P<d2>\d{1,2})\s?(?P<s2>[-/.])\s?(?P<m2>\d{1,2})\s?(?P=s2)\s?(?P<y2>(?:19|20)\d{2}|\d{2})"
    r"|(?P<y3>(?:19|20)\d{2})(?P<m3>[01]\d)(?P<d3>[0-3]\d)"
    r"|(?P<d4>[0-3]\d)(?P<m4>[01]\d)(?P<y4>20\d{2})"
    r"|(?P<d5>\d{2})[|l!](?P<m5>\d{2})[|l!](?P<y5>20\d{2})"
    r"))(?:(?=\1(?:\D|$))|(?=\1\d{1,2}:\d{2}))",
)
NAMED = re.compile(
    r"(?<!\d)(?=("
    r"(?P<d1>\d{1,2})(?:st|nd|rd|th|er)?\.?[-/.,\s]*(?:(?:day\s)?(?:of|de)\s)?(?<![^\W\d_])(?P<n1>"
    + MONTH
    + r")\b\.?"
    r"[-/.,\s']*(?:de\s)?(?P<y1>(?:19|20)\d{2}|\d{2})"
    r"|(?<![^\W\d_])(?<!\d\s)(?<!\d[-/.])(?P<n2>"
    + MONTH
    + r")\b\.?[-/.\s]*(?P<d2>\d{1,2})(?:st|nd|rd|th)?[-/.,\s']+(?P<y2>(?:19|20)\d{2}|\d{2})"
    r"|(?P<d3>\d{1,2})(?P<n3>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?P<y3>(?:19|20)\d{2}|\d{2})"
    r"))(?:(?=\1(?:\D|$))|(?=\1\d{1,2}:\d{2}))",
    re.IGNORECASE,
)

# As in Japan and China, also with the years of an emperor's reign.
FAR_EASTERN = re.compile(
    r"(?<!\d)(?P<era>明治|大正|昭和|平成|令和)?\s?(?P<y>\d{4}|\d{1,2})\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日"
)
_REIGNS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}


def readings(text: str) -> frozenset[date]:
    """Give every date that a printed one can mean: day before month, and month before day."""
    found = set[date]()
    for match in NUMERIC.finditer(text):
        year, month, day = (_group(match, name) for name in "ymd")
        found |= {_date(year, month, day), _date(year, day, month)} - {None}  # type: ignore[arg-type]
        break
    for match in NAMED.finditer(text):
        found |= {_date(_group(match, "y"), _month(match), _group(match, "d"))} - {None}  # type: ignore[arg-type]
        break
    for match in FAR_EASTERN.finditer(text):
        year = int(match["y"]) + _REIGNS.get(match["era"], 0)
        found |= {_date(year, int(match["m"]), int(match["d"]))} - {None}  # type: ignore[arg-type]
        break
    return frozenset(found)


def _group(match: re.Match[str], name: str) -> int:
    return next(int(v) for k, v in match.groupdict().items() if k[0] == name and v is not None)


def _month(match: re.Match[str]) -> int:
    printed = next(v for k, v in match.groupdict().items() if k[0] == "n" and v is not None).lower()
    return next((number for number, starts in MONTHS if printed.startswith(starts)), 0)


def _date(year: int, month: int, day: int) -> date | None:
    full = year if year >= 100 else year + (2000 if year < 70 else 1900)
    try:
        return date(full, month, day)
    except ValueError:
        return None


class DateOrder(StrEnum):
    """What stands first in a date of numbers only whose year is last."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


def read_date(text: str, *, order: DateOrder | None = None) -> tuple[date, ...]:
    """Return what a printed date can mean, earliest first; nothing if it is none.

    A year in front, a month by name, or a day beyond 12 leave one meaning; so does ``order``.
    """
    numeric = NUMERIC.search(text)
    if numeric is None:
        return tuple(sorted(readings(text)))
    year, second, first = (_group(numeric, name) for name in "ymd")
    if numeric["y1"] or numeric["y3"]:
        found = {_date(year, second, first)}
    else:
        day_first, month_first = _date(year, second, first), _date(year, first, second)
        choice = {DateOrder.DAY_FIRST: {day_first}, DateOrder.MONTH_FIRST: {month_first}}
        found = {day_first, month_first} if order is None else choice[order]
    return tuple(sorted(day for day in found if day is not None))
