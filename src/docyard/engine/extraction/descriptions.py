"""What a field's description says about how documents label it.

People who describe a field often quote its label ("printed as 'Regd. No.'", "NET PAY", "支店") or begin with
what it is called ("invoice number as printed in the header").
"""

import re
from collections.abc import Iterator

_EXAMPLE = re.compile(
    r"\(?\b(?:e\.\s?g\.|i\.\s?e\.|for (?:example|instance)|such as)[^);.]*(?:\.\w+)*[^);.]*\)?", re.IGNORECASE
)
_QUOTED = re.compile(r"(?<!\w)['\"‘’“”„«]([^'\"‘’“”„«»]{2,40})['\"‘’“”»](?!\w)|\(([^()]{2,40})\)")
_CAPITALS = re.compile(r"\b[A-Z]{2,}(?:\s+[A-Z]+)+\b")
_OTHER_SCRIPT = re.compile(r"[^\W\d_a-zA-Z\u00c0-\u024f]{2,}(?:[\s\"'/.]+[^\W\d_a-zA-Z\u00c0-\u024f]{2,})*")
_NAMED = re.compile(r"(?<=[a-z,] )[A-Z][^\W\d_]+(?:\s(?:(?:der|des|de|du|del|of)\s)?[A-Z][^\W\d_]+)*")
_BRACKETS = re.compile(r"\([^()]*\)")
_PHRASE = re.compile(
    r"[,.;:()]|\s(?:as|in|on|from|for|with|without|by|at|to|that|which|if|of the|shown|printed|stated)\s"
)
_ARTICLE = re.compile(r"^(?:(?:the|a|an|printed|stated)\s+)+", re.IGNORECASE)
_QUESTION = re.compile(r"(?:who|whose|what|when|where|how|why|which|whether|if)\b", re.IGNORECASE)
# Capitals that name a notation, not a label.
_NOTATIONS = frozenset({"YYYY", "ISO", "ID", "PDF", "US", "UK", "EU"})
_LONGEST = 6


def quoted_labels(description: str) -> Iterator[str]:
    """Give what a description quotes: in quotes or brackets, in capitals, or in another script."""
    text = _EXAMPLE.sub(" ", description)
    for match in _QUOTED.finditer(text):
        yield match[1] or match[2]
    yield from (m.group() for m in _OTHER_SCRIPT.finditer(text))
    yield from (m.group() for m in _CAPITALS.finditer(text))


def named_labels(description: str) -> Iterator[str]:
    """Give what a description calls the field: the words it begins with, and names within it."""
    text = _BRACKETS.sub(" ", _EXAMPLE.sub(" ", description))
    begins = _PHRASE.split(_ARTICLE.sub("", text), maxsplit=1)[0].strip()
    if 0 < len(begins.split()) <= _LONGEST and not _QUESTION.match(begins):
        yield begins
    yield from (m.group() for m in _NAMED.finditer(text) if m.group() not in _NOTATIONS)
