"""Machine-readable zones of passports, visas and identity cards (ICAO Doc 9303, parts 3 to 7)."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle

FILLER = "<"
_WEIGHTS = (7, 3, 1)
# What an OCR reads for what, where only digits or only letters can stand.
_DIGITS = str.maketrans("OQDILSBZG", "000115826")
_LETTERS = str.maketrans("01582", "OISBZ")
_LOOKALIKES = str.maketrans({"«": "<<", "‹": "<", "＜": "<", "(": "<", "{": "<", " ": ""})
_STRAY = re.compile(r"(?<=<)[CEKLS](?=<)")
MOST_MISSING = 6


@dataclass(frozen=True, slots=True)
class _Format:
    """Where the parts of a zone stand: line, first and end column, from 0."""

    lines: int
    width: int
    number: tuple[int, int, int]
    birth: tuple[int, int, int]
    sex: tuple[int, int, int]
    expiry: tuple[int, int, int]
    nationality: tuple[int, int, int]
    names: tuple[int, int, int]
    optional: tuple[tuple[int, int, int], ...]
    composite: tuple[tuple[int, int, int], ...]


_FORMATS: Mapping[str, _Format] = {
    "TD3": _Format(
        2, 44, (1, 0, 9), (1, 13, 19), (1, 20, 21), (1, 21, 27), (1, 10, 13), (0, 5, 44), ((1, 28, 42),),
        ((1, 0, 10), (1, 13, 20), (1, 21, 43)),
    ),
    "TD2": _Format(
        2, 36, (1, 0, 9), (1, 13, 19), (1, 20, 21), (1, 21, 27), (1, 10, 13), (0, 5, 36), ((1, 28, 35),),
        ((1, 0, 10), (1, 13, 20), (1, 21, 35)),
    ),
    "TD1": _Format(
        3, 30, (0, 5, 14), (1, 0, 6), (1, 7, 8), (1, 8, 14), (1, 15, 18), (2, 0, 30),
        ((0, 15, 30), (1, 18, 29)),
        ((0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29)),
    ),
}  # fmt: skip

PARTS: Mapping[str, str] = {
    "document_type": "P, I, V and so on, with the letter behind it if there is one.",
    "issuer": "Code of the country or organization that issued it.",
    "surname": "Primary identifier.",
    "given_names": "Secondary identifier.",
    "document_number": "Without fillers.",
    "nationality": "Code of the country.",
    "birth_date": "YYYY-MM-DD.",
    "sex": "M, F or X.",
    "expiry_date": "YYYY-MM-DD.",
    "optional": "Personal number or whatever else the issuer puts there.",
}


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone whose lines have their right length.

    Attributes:
        kind: TD1, TD2 or TD3; visas are of the kind that has their size.
        lines: as they should be printed.
        is_right: whether all check digits are.
    """

    kind: str
    lines: tuple[str, ...]
    is_right: bool

    def part(self, name: str) -> str:
        """Return one of ``PARTS``; empty if the zone does not say it."""
        return _PART[name](self)

    def cut(self, place: tuple[int, int, int]) -> str:
        """Return the characters at a place."""
        line, start, end = place
        return self.lines[line][start:end]


def check_digit(text: str) -> str:
    """Return the check digit of a part: weights 7, 3, 1; fillers count 0, letters from A = 10."""
    values = (0 if c == FILLER else int(c, 36) for c in text)
    return str(sum(value * weight for value, weight in zip(values, cycle(_WEIGHTS), strict=False)) % 10)


def read_mrz(text: str) -> Zone | None:
    """Read a zone from its lines, separated by white space; None if it is none.

    Look-alikes are mended where only digits or only letters can stand, and so are fillers that an OCR
    lost, doubled or read as letters.
    """
    lines = [tidy(line) for line in text.split()]
    zones = [zone for kind, form in _FORMATS.items() if (zone := _zone(kind, form, lines))]
    return max(zones, key=lambda zone: zone.is_right, default=None)


def is_mrz(text: str) -> bool:
    """Tell whether a text is a zone with right check digits."""
    zone = read_mrz(text)
    return zone is not None and zone.is_right


def tidy(line: str) -> str:
    """Return a line with the look-alikes of fillers as fillers."""
    return _STRAY.sub(FILLER, _STRAY.sub(FILLER, line.upper().translate(_LOOKALIKES)))


def _zone(kind: str, form: _Format, lines: Sequence[str]) -> Zone | None:
    if len(lines) != form.lines or not re.match("[ACIPV]", lines[0]):
        return None
    fitted = [_fit(line, form.width) for line in lines]
    if any(line is None or not re.fullmatch("[A-Z0-9<]+", line) for line in fitted):
        return None
    rows = _mended(form, [line or "" for line in fitted])
    if not all(re.fullmatch("[0-9<]{6}[0-9]", _read(rows, place, 1)) for place in (form.birth, form.expiry)):
        return None
    zone = Zone(kind, tuple(rows), is_right=False)
    return Zone(kind, tuple(rows), is_right=_is_right(zone, form))


def _fit(line: str, width: int) -> str | None:
    """Give a line its width by its longest run of fillers, where an OCR miscounts."""
    missing = width - len(line)
    if abs(missing) > MOST_MISSING or not missing:
        return line if not missing else None
    run = max(re.findall("<+", line), key=len, default="")
    if len(run) + missing < 1 or not run:
        return None
    at = line.rindex(run)
    return line[:at] + FILLER * (len(run) + missing) + line[at + len(run) :]


def _mended(form: _Format, lines: Sequence[str]) -> list[str]:
    rows = list(lines)
    for place, more, table in (
        (form.birth, 1, _DIGITS),
        (form.expiry, 1, _DIGITS),
        (form.nationality, 0, _LETTERS),
        (form.names, 0, _LETTERS),
        ((0, 2, 5), 0, _LETTERS),
    ):
        _put(rows, place, _read(rows, place, more).translate(table))
    number, digit = _read(rows, form.number, 0), _read(rows, form.number, 1)[-1:].translate(_DIGITS)
    for attempt in _readings(number):
        if check_digit(attempt) == digit:
            _put(rows, form.number, attempt + digit)
            break
    return rows


def _readings(number: str) -> Iterator[str]:
    yield number
    yield number.replace("O", "0")
    yield number.replace("0", "O")
    yield number[:1] + number[1:].translate(_DIGITS)
    yield number[:2] + number[2:].translate(_DIGITS)
    yield number.translate(_DIGITS)


def _read(rows: Sequence[str], place: tuple[int, int, int], more: int) -> str:
    line, start, end = place
    return rows[line][start : end + more]


def _put(rows: list[str], place: tuple[int, int, int], text: str) -> None:
    line, start, _ = place
    rows[line] = rows[line][:start] + text + rows[line][start + len(text) :]


def _is_right(zone: Zone, form: _Format) -> bool:
    checked = (form.number, form.birth, form.expiry)
    singles = all(check_digit(zone.cut(p)) == _read(zone.lines, p, 1)[-1] for p in checked)
    if not singles or zone.lines[0].startswith("V"):
        return singles  # visas have no composite check digit
    last = zone.lines[1][form.width - 1]
    composite = "".join(zone.cut(place) for place in form.composite)
    return check_digit(composite) == last


def _names(zone: Zone) -> tuple[str, str]:
    surname, _, given = zone.cut(_FORMATS[zone.kind].names).strip(FILLER).partition("<<")
    return _plain(surname), _plain(given)


def _plain(text: str) -> str:
    return " ".join(part for part in text.split(FILLER) if part)


def _expiry(zone: Zone) -> str:
    text = zone.cut(_FORMATS[zone.kind].expiry)
    return _date(text, century="20" if text[:2] < "70" else "19")


def _birth(zone: Zone) -> str:
    """Give the latest such day that is not after the document's end."""
    text, end = zone.cut(_FORMATS[zone.kind].birth), _expiry(zone)
    return _date(text, century="20" if f"20{text[:2]}" <= end[:4] else "19")


def _date(text: str, *, century: str) -> str:
    # Parts of a birthday that are not known are fillers.
    return "" if FILLER in text else f"{century}{text[:2]}-{text[2:4]}-{text[4:]}"


def _form(zone: Zone) -> _Format:
    return _FORMATS[zone.kind]


_PART: Mapping[str, Callable[[Zone], str]] = {
    "document_type": lambda zone: _plain(zone.lines[0][:2]),
    "issuer": lambda zone: _plain(zone.lines[0][2:5]),
    "surname": lambda zone: _names(zone)[0],
    "given_names": lambda zone: _names(zone)[1],
    "document_number": lambda zone: _plain(zone.cut(_form(zone).number)),
    "nationality": lambda zone: _plain(zone.cut(_form(zone).nationality)),
    "birth_date": _birth,
    "sex": lambda zone: zone.cut(_form(zone).sex).replace(FILLER, "X"),
    "expiry_date": _expiry,
    "optional": lambda zone: " ".join(filter(None, (_plain(zone.cut(p)) for p in _form(zone).optional))),
}
