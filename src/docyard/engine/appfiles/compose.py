"""App file text → a tree of YAML nodes that know where they stand.

PyYAML's node graph is used instead of its objects: nodes keep line and column, duplicate keys
and the difference between ``yes`` and ``"yes"``. Nothing in the text can make a Python object.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence

import yaml
from yaml.composer import Composer
from yaml.resolver import Resolver

from docyard.engine.appfiles.problems import refusal
from docyard.engine.shapes import problem_at
from docyard.errors import AppFileProblem

MAX_CHARACTERS = 1_000_000
"""Far above an app with all classes and limits in use by people; parsing takes about 2 s."""

MAX_DEPTH = 20
"""The schema needs nine levels; the composer recurses, so depth must be bounded before it."""

# libyaml's parser is about six times as fast; wheels bring it, a source build may not.
_PARSER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def compose(text: str) -> yaml.Node:
    """Return the root node of the one YAML document in ``text``.

    Raises:
        InvalidAppFile: it is too long or empty, is not YAML, or uses what app files may not:
            anchors, aliases, tags, several documents, deep nesting, control characters.
    """
    _check_characters(text)
    try:
        events = _events(text)
    except yaml.MarkedYAMLError as error:
        raise refusal([_syntax_problem(text, error)]) from error
    if problems := list(_forbidden(events)):
        raise refusal(problems)
    root = _EventComposer(_placed(text, events)).get_single_node()
    if root is None:
        raise refusal([_at_start("The app file is empty; it needs a 'name' and 'classes' or 'fields'.")])
    return root


def _check_characters(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise refusal(
            [_at_start(f"The app file has {len(text)} characters; at most {MAX_CHARACTERS} are allowed.")]
        )
    if match := _UNPRINTABLE.search(text):
        before = text[: match.start()]
        raise refusal(
            [
                AppFileProblem(
                    line=before.count("\n") + 1,
                    column=match.start() - (before.rfind("\n") + 1) + 1,
                    message=f"The character U+{ord(match.group()):04X} cannot be printed; remove it.",
                )
            ]
        )


def _events(text: str) -> list[yaml.Event]:
    events: list[yaml.Event] = []
    depth = 0
    for event in yaml.parse(text, Loader=_PARSER):
        events.append(event)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        # At once, not after the loop: the scanner's time grows with the square of the depth.
        if depth > MAX_DEPTH:
            message = f"Lists and mappings nest more than {MAX_DEPTH} deep; flatten them."
            raise refusal([problem_at(event, message)])
    return events


def _at_start(message: str) -> AppFileProblem:
    return AppFileProblem(line=1, column=1, message=message)


def _syntax_problem(text: str, error: yaml.MarkedYAMLError) -> AppFileProblem:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return _at_start(f"This is not YAML: {error.problem}.")
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    return AppFileProblem(
        line=mark.line + 1, column=mark.column + 1, message=_syntax_message(line, mark.column, error)
    )


def _syntax_message(line: str, column: int, error: yaml.MarkedYAMLError) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent or line[column : column + 1] == "\t":
        return "A tab stands where YAML wants spaces; indent with spaces."
    if "mapping values are not allowed" in (error.problem or ""):
        return "A second ': ' stands on this line; put the text in quotes, or begin a new line."
    context = f" ({error.context} begun on line {error.context_mark.line + 1})" if error.context_mark else ""
    return f"This is not YAML: {error.problem}{context}. Check indentation, quotes, brackets and colons."


def _forbidden(events: Sequence[yaml.Event]) -> Iterator[AppFileProblem]:
    """Yield what is YAML but has no place in an app file."""
    documents = 0
    for event in events:
        if isinstance(event, yaml.AliasEvent):
            yield problem_at(
                event, f"The alias '*{str(event.anchor)[:60]}' is not allowed; write the value out."
            )
        elif isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            yield problem_at(event, f"The anchor '&{event.anchor[:60]}' is not allowed; remove it.")
        if (tag := getattr(event, "tag", None)) is not None:
            written = tag.replace("tag:yaml.org,2002:", "!!")[:60]
            yield problem_at(event, f"The tag '{written}' is not allowed; remove it, and put text in quotes.")
        documents += isinstance(event, yaml.DocumentStartEvent)
        if isinstance(event, yaml.DocumentStartEvent) and documents == 2:
            yield problem_at(event, "A second document begins here; keep one app per file.")


def _placed(text: str, events: Sequence[yaml.Event]) -> Sequence[yaml.Event]:
    """Have every block behind ``|`` begin at its first character instead of at that sign."""
    lines = text.splitlines()
    for event in events:
        if isinstance(event, yaml.ScalarEvent) and event.style == "|" and event.value.strip():
            line = _line(event) + 1
            number, content = next(
                (n, each) for n, each in enumerate(event.value.split("\n")) if each.strip()
            )
            column = len(lines[line + number].rstrip()) - len(content.rstrip())
            event.start_mark = yaml.Mark("app file", 0, line, column, None, 0)
    return events


def _line(event: yaml.Event) -> int:
    assert event.start_mark is not None  # PyYAML's parsers set it on all they give
    return event.start_mark.line


class _EventComposer(Composer, Resolver):
    """PyYAML's composer fed from events that were read already."""

    def __init__(self, events: Sequence[yaml.Event]) -> None:
        Composer.__init__(self)
        Resolver.__init__(self)
        self._events = deque(events)

    def check_event(self, *kinds: type[yaml.Event]) -> bool:
        return bool(self._events) and isinstance(self._events[0], kinds)

    def peek_event(self) -> yaml.Event:
        return self._events[0]

    def get_event(self) -> yaml.Event:
        return self._events.popleft()
