"""Find and replace."""

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from docyard.engine.cleaning.step import MAX_LENGTH, Cleaning, NotCleaned
from docyard.engine.shapes import INVALID, Entry, Key, Section, Text, problem_at
from docyard.engine.values.patterns import compile_pattern, pattern_fault
from docyard.errors import AppFileProblem


def _clean(text: str, options: Mapping[str, str]) -> str:
    new = options.get("with", "")
    if "text" in options:
        # Count first: a short value may ask for a very long one.
        count = text.count(options["text"])
        _check_length(len(text) + count * (len(new) - len(options["text"])))
        return text.replace(options["text"], new)
    _check_length((len(text) + 1) * (len(new) + 1))
    result: Any = compile_pattern(options["pattern"]).sub(lambda _: new, text)
    return str(result)


def _check_length(length: int) -> None:
    if length > MAX_LENGTH:
        raise NotCleaned(f"would get more than {MAX_LENGTH} characters")


def _one_way(node: yaml.Node, entries: Mapping[str, Entry]) -> Iterable[AppFileProblem]:
    written = [key for key in ("text", "pattern") if key in entries]
    if len(written) != 1:
        yield problem_at(node, "Say what to find: either 'text' or 'pattern'.")
    elif entries[written[0]].value is not INVALID and entries[written[0]].value == "":
        yield problem_at(entries[written[0]].value_node, "There is nothing to find; write some text.")


REPLACE = Cleaning(
    _clean,
    Section(
        "replacement",
        (
            Key("text", Text(max_length=500, as_is=True), "What to find, letter by letter."),
            Key("pattern", Text(max_length=500, fault=pattern_fault), "What to find, by RE2's expressions."),
            Key("with", Text(max_length=500, as_is=True), "What to put there, as it stands.", default='""'),
        ),
        rules=(_one_way,),
        json_rules={"oneOf": [{"required": ["text"]}, {"required": ["pattern"]}]},
    ),
    "Find all places of a text or pattern and replace them.",
)
