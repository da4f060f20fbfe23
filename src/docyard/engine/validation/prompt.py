"""A language model judges the value, by an instruction of the app."""

from collections.abc import Mapping
from typing import Any

from docyard.engine.inference import PROMPT_KEYS, judge
from docyard.engine.shapes import Key, Many, Section, Text
from docyard.engine.validation.subject import RuleKind, Subject

_MAX_OTHERS = 10


def _check(subject: Subject, prompt: Mapping[str, Any]) -> str | None:
    if subject.inquiry is None:
        return None
    names = [subject.field.name, *prompt.get("fields", ())]
    values = [(name, subject.others[name].value or "") for name in names]
    return judge(values, prompt, field=subject.field, inquiry=subject.inquiry)


PROMPT = RuleKind(
    _check,
    Section(
        "prompt",
        (
            *PROMPT_KEYS,
            Key(
                "fields",
                Many(Text(max_length=255), noun="field", max_items=_MAX_OTHERS),
                "Other fields of the class whose values the model gets to see.",
            ),
        ),
    ),
    "A language model must find that the value fulfils an instruction; else it says why not.",
    on_lists=True,
)
