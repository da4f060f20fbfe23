"""Prompts of apps: a model rewrites a value as an instruction says, or judges whether a value fulfils it.

Each value is asked about by itself: what one value says cannot touch what becomes of another, and a value
that stands in many documents of a run is the same question in all of them.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from docyard.domain.apps import Field
from docyard.domain.models import Question
from docyard.engine.inference.inquiry import Inquiry, Unanswered
from docyard.engine.inference.marks import DATA_CLAUSE, between_marks
from docyard.engine.inference.merge import MAX_VALUE, printable
from docyard.engine.inference.schemas import REWRITE_SCHEMA, VERDICT_SCHEMA
from docyard.engine.shapes import Key, Text

MAX_PROMPTS = 3
"""Prompts in one chain of cleaning steps: each of them is a turn between engine and models."""

MAX_REASON = 500

MODEL_NAME = Text(max_length=64, pattern=r"[a-z0-9][a-z0-9._-]*", meaning="small letters, digits and . _ -")

PROMPT_KEYS = (
    Key("language_model", MODEL_NAME, "Name of a model of the organization.", required=True),
    Key(
        "instruction",
        Text(max_length=2000, may_break=True),
        "What it is to do, in plain words.",
        required=True,
    ),
)

_REWRITE = f"""\
You rewrite one value of a document as the instruction below says, and answer in the given JSON schema, with \
nothing around it.
{DATA_CLAUSE.format(what="The value stands")}
'value' in your answer is what the instruction makes of the value, without any comment; the value as it is \
where the instruction does not apply to it; null where nothing is left of it. Never add what the value does \
not say or mean."""

_JUDGE = f"""\
You judge whether one value of a document fulfils the instruction below, and answer in the given JSON \
schema, with nothing around it.
{DATA_CLAUSE.format(what="The value, and others to compare it with where there are some, stand")}
'passes' in your answer is true where the first value fulfils the instruction, else false. 'reason' says in \
one short sentence what is wrong with it; null where nothing is. A field without a value has nothing behind \
its mark."""


class Waiting(Exception):
    """The question is noted; its answer is there when the file is understood the next time."""


def rewrite(text: str, prompt: Mapping[str, Any], *, field: Field, inquiry: Inquiry) -> str:
    """Return what a model makes of a field's value; empty text where nothing is left.

    Args:
        text: the value so far.
        prompt: as the app file says, see ``PROMPT_KEYS``.
        field: whose value it is.
        inquiry: knows answers and takes questions.

    Raises:
        Waiting: The model is to be asked first.
        Unanswered: It gave no answer that can be used.
    """
    answer = _answer(_REWRITE, REWRITE_SCHEMA, [("the value", text)], prompt, field=field, inquiry=inquiry)
    value = printable(answer["value"]) or ""
    if len(value) > MAX_VALUE:
        raise Unanswered(
            f"Language model {prompt['language_model']!r} gave more than {MAX_VALUE} characters."
        )
    return value


def judge(
    values: Sequence[tuple[str, str]], prompt: Mapping[str, Any], *, field: Field, inquiry: Inquiry
) -> str | None:
    """Return what a model finds wrong with a field's value, in a sentence; None if nothing.

    Args:
        values: names and values, that of the field first; empty text for none.
        prompt: as the app file says, see ``PROMPT_KEYS``.
        field: whose value it is.
        inquiry: knows answers and takes questions.

    Raises:
        Waiting: The model is to be asked first.
        Unanswered: It gave no answer.
    """
    labelled = [(json.dumps(name, ensure_ascii=False), value) for name, value in values]
    answer = _answer(_JUDGE, VERDICT_SCHEMA, labelled, prompt, field=field, inquiry=inquiry)
    if answer["passes"]:
        return None
    refused = f"Language model {prompt['language_model']!r} does not accept the value of {field.name!r}"
    reason = printable(answer["reason"])
    return f"{refused}: {reason[:MAX_REASON]}" if reason else f"{refused}."


def _answer(
    instructions: str,
    schema: Mapping[str, Any],
    values: Sequence[tuple[str, str]],
    prompt: Mapping[str, Any],
    *,
    field: Field,
    inquiry: Inquiry,
) -> Any:
    model = prompt["language_model"]
    reach = inquiry.reach_of(model)
    described = {"name": field.name, "type": field.value_type.value, "description": field.description}
    if field.kind.has_rows:
        described["type"] = "JSON text of rows"
    question = Question(
        model=model,
        instructions=(
            f"{instructions}\nThe value's field: {json.dumps(described, ensure_ascii=False)}\n"
            f"The instruction:\n{prompt['instruction']}"
        ),
        content=between_marks(values, what="The value" if len(values) == 1 else "The values"),
        schema=json.dumps(schema),
        output_tokens=reach.output_tokens,
    )
    if question.input_tokens + question.output_tokens > reach.context_tokens:
        raise Unanswered(f"The value of {field.name!r} is too long for language model {model!r}.")
    body = inquiry.answer_to(question)
    if body is None:
        raise Waiting
    return json.loads(body)
