"""Numbers and bullets that a DOCX file has its reader count.

Source: ECMA-376 part 1, 17.9.
"""

import re

from lxml import etree

from docyard.engine.digitization.trees import attribute, find, local_name

_LEVEL = re.compile(r"%([1-9])")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


class Numbering:
    """Counters of a document's lists."""

    def __init__(self, tree: etree._Element | None) -> None:
        children = list(tree) if tree is not None else []
        self._levels = {
            attribute(child, "abstractNumId"): {
                attribute(level, "ilvl"): level for level in child if local_name(level) == "lvl"
            }
            for child in children
            if local_name(child) == "abstractNum"
        }
        self._lists = {
            attribute(child, "numId"): _value(child, "abstractNumId")
            for child in children
            if local_name(child) == "num"
        }
        self._counts: dict[str | None, list[int]] = {}

    def label(self, properties: etree._Element | None) -> tuple[str, int]:
        """Return what stands before a paragraph, and how deep it is in its list; "" and 0 outside."""
        reference = find(properties, "numPr") if properties is not None else None
        if reference is None:
            return "", 0
        number, depth = _value(reference, "numId"), min(8, _integer(_value(reference, "ilvl"), 0))
        abstract = self._lists.get(number)
        levels = self._levels.get(abstract, {})
        level = levels.get(str(depth))
        if level is None or abstract is None:
            return "", 0
        counts = self._counts.setdefault(abstract, [0] * 9)
        counts[depth] = counts[depth] + 1 if counts[depth] else _integer(_value(level, "start"), 1)
        counts[depth + 1 :] = [0] * (8 - depth)
        if _value(level, "numFmt") in {"bullet", "none"}:
            return ("• " if _value(level, "numFmt") == "bullet" else ""), depth + 1
        pattern = _value(level, "lvlText") or ""
        shown = _LEVEL.sub(lambda match: _shown(counts, levels, int(match[1]) - 1), pattern)
        return f"{shown} " if shown else "", depth + 1


def _shown(counts: list[int], levels: dict[str | None, etree._Element], depth: int) -> str:
    level = levels.get(str(depth))
    count = max(1, counts[depth])
    kind = _value(level, "numFmt") if level is not None else None
    if kind in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 % 50 + 1)
        return letter.upper() if kind == "upperLetter" else letter
    if kind in {"lowerRoman", "upperRoman"}:
        return _roman(count).upper() if kind == "upperRoman" else _roman(count)
    return str(count)


def _roman(count: int) -> str:
    written = ""
    rest = count % 4000
    for value, letters in _ROMAN:
        written += letters * (rest // value)
        rest %= value
    return written


def _value(parent: etree._Element, kind: str) -> str | None:
    found = find(parent, kind)
    return None if found is None else attribute(found, "val")


def _integer(stated: str | None, otherwise: int) -> int:
    return int(stated) if stated and stated.isdecimal() and len(stated) < 6 else otherwise
