"""Dates: numeric forms of any order, and months by name in the languages of the prebuilt apps."""

import re
from collections.abc import Iterator
from datetime import date

from docyard.engine.extraction.candidates.candidate import Candidate, cut
from docyard.engine.extraction.layout import Layout

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


def find(layout: Layout) -> Iterator[Candidate | None]:
    """Give every date of a possible day and month; a time may be glued behind it."""
    for segment in layout.segments:
        if not any(c.isdigit() for c in segment.text):
            continue
        for match in NUMERIC.finditer(segment.text):
            if _possible(match):
                yield cut(segment, match.start(1), match.end(1), variant=0)
        for match in NAMED.finditer(segment.text):
            day = match["d1"] or match["d2"] or match["d3"]
            if 1 <= int(day) <= 31:
                yield cut(segment, match.start(1), match.end(1), variant=1)


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


def _possible(match: re.Match[str]) -> bool:
    groups = {k: int(v) for k, v in match.groupdict().items() if v is not None and k[0] in "dm"}
    day = next(v for k, v in groups.items() if k[0] == "d")
    month = next(v for k, v in groups.items() if k[0] == "m")
    first_is_day = 1 <= day <= 31 and 1 <= month <= 12
    return first_is_day or (1 <= month <= 31 and 1 <= day <= 12)
