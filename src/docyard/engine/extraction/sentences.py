"""Values inside sentences: what follows a phrase, and who is named as something.

A phrase is such as "governed by the laws of the State of"; who is named as something stands before it, as in
"Example Corporation, as Borrower" and "Example Corporation (the "Company")". The two sides of an agreement
stand behind "between" and "and".
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docyard.domain.apps import ValueType
from docyard.engine.extraction.candidates import Candidate, Span, find_within
from docyard.engine.extraction.labels import FIRST_SIDE, SECOND_SIDE, Target, Tokens
from docyard.engine.extraction.layout import Layout, runs_on

# Share of such values that were right in agreements, behind a long phrase and a short one.
LONG_PHRASE, CONFIDENCE, SURE = 3, 0.7, 0.85
SHORTEST_PHRASE = 2
NAMES = frozenset({ValueType.TEXT, ValueType.ORGANIZATION, ValueType.PERSON})
PARTIES = frozenset({ValueType.ORGANIZATION, ValueType.PERSON, ValueType.TEXT})
# How many characters behind its phrase a value of these types may begin.
FARTHEST_BEHIND = 40
GAP = re.compile(
    r"[\s:;,.)(\"“”'‘’_–—-]*(?:(?:of|the|a|an|to|by|is|was|that|in|on|for|as|dated|entered|into|this)\b[\s:,\"“”(]*){0,6}",
    re.IGNORECASE,
)
ARTICLE = re.compile(r"(?:the|la|le|die|der|das)\s+", re.IGNORECASE)
WORD = re.compile(r"\S+")
LINKS = frozenset({"of", "the", "and", "&", "de", "der", "des", "du", "von", "for"})
SHORT_FORMS = re.compile(
    r"^(?:[A-Z]|(?:[A-Z]\.)+[A-Z]?|Inc|Corp|Co|Ltd|LLC|L\.?L\.?C|LLP|LP|Jr|Sr|Dr|Mr|Mrs|Ms|St|No|Bros|Cie)$"
)
LEGAL_TAILS = re.compile(
    r"^(?:Inc|Corp|Co|Ltd|LLC|L\.L\.C|LLP|L\.L\.P|LP|L\.P|N\.A|S\.A|AG|GmbH|Jr|Sr|II|III)\b"
)
PERIOD = re.compile(
    r"(?:[A-Za-z-]+\s*\((?P<figure>\d+)\)|\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen)"
    r"[\s-]+(?P<unit>(?:business\s+|calendar\s+)?(?:days?|weeks?|months?|years?))\b",
    re.IGNORECASE,
)
LONGEST_NAME = 12
# How many characters may stand between the names of the two sides of an agreement.
FARTHEST_SIDE = 500
BETWEEN = re.compile(r"\b(?:between|among|entre|zwischen)\b", re.IGNORECASE)
# What ends the first side's clause before the second: a comma, bracket or quotation mark; else mere words.
AND_CLAUSE = re.compile(r"(?<=[,)\]\"”’;])\s+(?:and|et|und)\s+")
AND = re.compile(r"\s(?:and|et|und)\s+")
FEWEST_WORDS = 2


@dataclass(frozen=True, slots=True)
class Text:
    """A page's segments as one text, and where each begins in it."""

    text: str
    starts: tuple[int, ...]
    first: int

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """Give the stretches of segments between two places of the text."""
        spans = []
        for k in range(bisect_right(self.starts, start) - 1, len(self.starts)):
            begins = self.starts[k]
            ends = self.starts[k + 1] - 1 if k + 1 < len(self.starts) else len(self.text)
            if begins >= end:
                break
            low, high = max(start, begins), min(end, ends)
            if low < high:
                spans.append(Span(self.first + k, low - begins, high - begins))
        return tuple(spans)


@dataclass(frozen=True, slots=True)
class Said:
    """A value and how sure it is, 0 to 1."""

    candidate: Candidate
    confidence: float


def read_sentences(layout: Layout, targets: Sequence[Target]) -> tuple[Said | None, ...]:
    """Give for each target without a trained model what a sentence says of it, else None."""
    if not any(runs_on(segment.text) for segment in layout.segments):
        return tuple(None for _ in targets)
    texts = list(_texts(layout))
    return tuple(None if t.concept else next(_said(layout, texts, t), None) for t in targets)


def _texts(layout: Layout) -> Iterator[Text]:
    for page in range(len(layout.pages)):
        segments = [s for s in layout.segments if s.page == page]
        starts, offset = [], 0
        for segment in segments:
            starts.append(offset)
            offset += len(segment.text) + 1
        if segments:
            yield Text(" ".join(s.text for s in segments), tuple(starts), segments[0].index)


def _said(layout: Layout, texts: Sequence[Text], target: Target) -> Iterator[Said]:
    phrases = sorted((p for p in target.phrases if len(p) >= SHORTEST_PHRASE), key=len, reverse=True)
    for phrase in phrases:
        for text in texts:
            for match in _occurrences(phrase, text.text):
                at = text.spans(match.start(), match.end())
                if at and runs_on(layout.segments[at[0].segment].text):
                    value = _behind(layout, text, match.end(), target.value_type)
                    if value is not None:
                        yield Said(value, SURE if len(phrase) >= LONG_PHRASE else CONFIDENCE)
    if target.value_type in PARTIES:
        yield from _sides_said(texts, target)
        for label in target.labels:
            for text in texts:
                yield from (Said(found, CONFIDENCE) for found in _named_as(text, label))


def _occurrences(phrase: Tokens, text: str) -> Iterator[re.Match[str]]:
    pattern = r"(?<!\w)" + r"[\W_]+".join(map(re.escape, phrase)) + r"(?!\w)"
    return re.finditer(pattern, text, re.IGNORECASE)


def _behind(layout: Layout, text: Text, start: int, kind: ValueType) -> Candidate | None:
    gap = GAP.match(text.text, start)
    begins = gap.end() if gap else start
    if kind not in NAMES:
        return _typed(layout, text, start, kind)
    period = PERIOD.match(text.text, begins)
    if period and kind is ValueType.TEXT:
        printed = f"{period['figure']} {period['unit']}" if period["figure"] else period.group()
        return Candidate(printed, text.spans(*period.span()), variant=0)
    ends = _end_of_name(text.text, begins)
    return None if ends is None else _candidate(text, begins, ends)


def _typed(layout: Layout, text: Text, start: int, kind: ValueType) -> Candidate | None:
    near = [span.segment for span in text.spans(start, start + FARTHEST_BEHIND)]
    found = []
    for candidate in find_within(layout, near, kind):
        begins = text.starts[candidate.spans[0].segment - text.first] + candidate.spans[0].start
        if len(candidate.spans) == 1 and start <= begins <= start + FARTHEST_BEHIND:
            found.append((begins, -len(candidate.text), candidate))
    return min(found, key=lambda each: each[:2])[2] if found else None


def _end_of_name(text: str, start: int) -> int | None:
    """Give where a run of capitalized words ends; None if none begins here."""
    end = None
    for count, match in enumerate(WORD.finditer(text, start)):
        word = match.group()
        core = word.rstrip(",;:.)\"”'’")
        follows = WORD.match(text, match.end() + 1)
        if not core or count == LONGEST_NAME or core[0] in '("“':
            break
        if not (core[0].isupper() or core[0].isdigit() or core == "&"):
            goes_on = end is not None and core in LINKS and core == word
            if goes_on and follows and follows.group()[0].isupper():
                continue
            break
        is_short = SHORT_FORMS.match(core) is not None
        end = match.start() + len(core) + (1 if is_short and word[len(core) :].startswith(".") else 0)
        stop = word[len(core) :].strip(".")
        if stop or (word.endswith(".") and not is_short):
            tail = follows is not None and LEGAL_TAILS.match(follows.group())
            if not (stop == "," and tail):
                break
    return end


def _sides_said(texts: Sequence[Text], target: Target) -> Iterator[Said]:
    for names, place in ((FIRST_SIDE, 0), (SECOND_SIDE, 1)):
        if names & set(target.phrases):
            yield from (Said(pair[place], SURE) for text in texts for pair in _sides(text))


def _sides(text: Text) -> Iterator[tuple[Candidate, Candidate]]:
    """Give who stands behind "between" and who behind the "and" that follows."""
    for match in BETWEEN.finditer(text.text):
        gap = GAP.match(text.text, match.end())
        begins = gap.end() if gap else match.end()
        ends = _end_of_name(text.text, begins)
        if ends is None:
            continue
        for second in _after_and(text.text, ends):
            first = _candidate(text, begins, ends)
            other = _candidate(text, *second)
            if first is not None and other is not None:
                yield first, other
                break


def _after_and(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Give where names behind an "and" begin and end, those that begin a clause first."""
    for pattern in (AND_CLAUSE, AND):
        for match in pattern.finditer(text, start, start + FARTHEST_SIDE):
            gap = ARTICLE.match(text, match.end())
            begins = gap.end() if gap else match.end()
            ends = _end_of_name(text, begins)
            if ends is not None and len(text[begins:ends].split()) >= FEWEST_WORDS:
                yield begins, ends


def _named_as(text: Text, label: Tokens) -> Iterator[Candidate]:
    """Give who is called by a label: before "as Borrower", and before (the "Borrower")."""
    spoken = r"\s+".join(map(re.escape, label))
    quoted = rf"\([^()]{{0,60}}[\"“”'‘]{spoken}[\"“”'’][^()]{{0,60}}\)"
    for match in re.finditer(rf",?\s+as\s+(?:the\s+)?{spoken}\b|\s*{quoted}", text.text, re.IGNORECASE):
        start = _start_of_name(text.text, match.start())
        if start is not None:
            candidate = _candidate(text, start, match.start())
            if candidate is not None:
                yield candidate


def _start_of_name(text: str, end: int) -> int | None:
    """Give where the capitalized words before a place begin; None if there are none."""
    start = None
    for match in reversed(list(WORD.finditer(text, max(0, end - 120), end))):
        word = match.group()
        breaks = word.endswith((".", ";", ":", ")")) and not SHORT_FORMS.match(word.rstrip(".,;"))
        comma = word.endswith(",") and start is not None
        if breaks and start is not None:
            break
        if comma and not LEGAL_TAILS.match(text[start:end]):
            break
        if not (word[0].isupper() or word[0].isdigit() or (word in LINKS - {"and"} and start is not None)):
            break
        start = match.start()
    if start is None or not text[start].isalnum():
        return None
    return start


def _candidate(text: Text, start: int, end: int) -> Candidate | None:
    printed = text.text[start:end].strip(" ,;:")
    if len(printed) < 1 or not any(c.isalnum() for c in printed):
        return None
    return Candidate(printed, text.spans(start, start + len(printed)), variant=0)
