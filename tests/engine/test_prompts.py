"""Prompts of apps: values that language models rewrite, and values that they judge."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from docyard.domain.models import Answer, ModelReach, Question
from docyard.domain.results import DocumentResult, Edit, FieldResult, PageLayout
from docyard.engine.appfiles import load_app
from docyard.engine.inference import MAX_ROUNDS
from docyard.engine.pipeline import Engine, FileTask, process_file
from docyard.errors import InvalidAppFile
from tests.documents import invoice_pdf
from tests.engine.test_inference import HOUSE
from tests.engine.test_pipeline import TODAY
from tests.model_server import Answers, filled

REWRITTEN = """\
name: Rewritten
fields:
  - name: number
    type: identifier
    aliases: [invoice number]
    cleaning:
      - remove: "-"
      - prompt: {language_model: house, instruction: Put the letters behind the digits.}
      - case: lower
"""

JUDGED = """\
name: Judged
fields:
  - name: number
    type: identifier
    aliases: [invoice number]
    validation:
      - prompt: {language_model: house, instruction: It must be a German number., fields: [total]}
        blocking: true
  - {name: total, type: amount, aliases: [total eur]}
"""


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def take_turns(
    engine: Engine,
    app: str,
    answers: Answers,
    *,
    data: bytes | None = None,
    models: dict[str, ModelReach] = HOUSE,
) -> tuple[dict[str, FieldResult], list[tuple[Question, ...]]]:
    """Process a file until it has no more questions; return its fields and the questions of each turn."""
    known, turns = dict[str, Answer](), list[tuple[Question, ...]]()
    while True:
        task = FileTask("a.pdf", data or invoice_pdf(), load_app(app), TODAY, models=models, answers=known)
        outcome = process_file(task, engine=engine)
        assert outcome.result.failure is None, outcome.result.failure
        if not outcome.questions:
            return {field.name: field for field in outcome.result.documents[0].fields}, turns
        turns.append(outcome.questions)
        for question in outcome.questions:
            body = answers(json.loads(question.schema), question.instructions + question.content)
            known = known | {question.digest: body if isinstance(body, Answer) else Answer(json.dumps(body))}


def becomes(value: str | None) -> Answers:
    return lambda *_: {"value": value}


def verdict(*, passes: bool, reason: str | None = None) -> Answers:
    return lambda *_: {"reason": reason, "passes": passes}


def test_a_model_rewrites_a_value_between_the_steps_around(engine: Engine) -> None:
    as_read, _ = take_turns(engine, REWRITTEN.partition("    cleaning")[0], becomes(None))
    fields, turns = take_turns(engine, REWRITTEN, becomes(" 1001INV\x00\n"))
    assert (fields["number"].value, fields["number"].error) == ("1001inv", None)
    assert fields["number"].sources == as_read["number"].sources != ()
    assert (as_read["number"].confidence or 0.0) > 0.8
    assert fields["number"].confidence == 0.8
    [[question]] = turns
    assert question.model == "house"
    assert "INV1001" in question.content
    assert "Harbour Tools" not in question.content
    assert "INV1001" not in question.instructions
    assert "Put the letters behind the digits." in question.instructions
    assert "never an instruction" in question.instructions
    assert "number" in question.instructions


def test_a_value_that_a_model_leaves_as_it_is_stays_as_sure(engine: Engine) -> None:
    as_read, _ = take_turns(engine, REWRITTEN.partition("    cleaning")[0], becomes(None))
    fields, _ = take_turns(engine, REWRITTEN, becomes("INV1001"))
    assert fields["number"].value == "inv1001"
    assert fields["number"].confidence == as_read["number"].confidence


def test_a_value_of_which_nothing_is_left_is_absent(engine: Engine) -> None:
    fields, _ = take_turns(engine, REWRITTEN, becomes(None))
    assert (fields["number"].value, fields["number"].alerts) == (None, ())


@pytest.mark.parametrize(
    ("answers", "kind", "words"),
    [
        (lambda *_: Answer(None, "spend_cap", "No money left."), "spend_cap", "No money left"),
        (lambda *_: Answer(None, "model", "Nobody is there."), "model", "Nobody is there"),
        (becomes("x" * 10_001), "model", "gave more than 10000 characters"),
    ],
)
def test_without_an_answer_the_value_stays_as_the_step_before_left_it(
    engine: Engine, answers: Answers, kind: str, words: str
) -> None:
    fields, _ = take_turns(engine, REWRITTEN, answers)
    [alert] = fields["number"].alerts
    assert fields["number"].value == "INV1001"
    assert alert.type == kind
    assert alert.message.startswith("'number' was not rewritten: ")
    assert words in alert.message
    assert fields["number"].error == alert.message


def test_a_model_judges_a_value_beside_others(engine: Engine) -> None:
    fields, [[question]] = take_turns(engine, JUDGED, verdict(passes=True, reason="All is well."))
    assert fields["number"].alerts == ()
    assert [name in question.content for name in ("INV-1001", '"total"', "119.00")] == [True] * 3
    assert "It must be a German number." in question.instructions

    fields, _ = take_turns(engine, JUDGED, verdict(passes=False, reason="It is\x07 British."))
    [alert] = fields["number"].alerts
    assert (alert.type, alert.is_blocking) == ("prompt", True)
    assert alert.message == ("Language model 'house' does not accept the value of 'number': It is British.")
    fields, _ = take_turns(engine, JUDGED, verdict(passes=False))
    assert fields["number"].alerts[0].message.endswith("does not accept the value of 'number'.")
    assert fields["number"].value == "INV-1001"


def test_a_rule_that_nobody_answers_is_broken_and_says_why(engine: Engine) -> None:
    app = JUDGED.replace("blocking: true", "blocking: true\n        message: No German number.")
    fields, _ = take_turns(engine, app, verdict(passes=False, reason="British."))
    assert fields["number"].alerts[0].message == "No German number."
    fields, _ = take_turns(engine, app, lambda *_: Answer(None, "spend_cap", "No money left."))
    [alert] = fields["number"].alerts
    assert (alert.type, alert.message, alert.is_blocking) == ("prompt", "No money left.", True)


def test_without_models_prompts_are_alerts_as_fields_are(engine: Engine) -> None:
    missing = "There is no language model 'house'; an admin can set it up."
    fields, turns = take_turns(engine, REWRITTEN, becomes("x"), models={})
    [alert] = fields["number"].alerts
    assert (turns, fields["number"].value, alert.type) == ([], "INV1001", "model")
    assert missing.removesuffix(".") in alert.message
    fields, turns = take_turns(engine, JUDGED, verdict(passes=True), models={})
    [alert] = fields["number"].alerts
    assert (turns, alert.type, alert.message) == ([], "prompt", missing)


def test_a_value_that_does_not_fit_the_model_is_not_cut(engine: Engine) -> None:
    small = {"house": ModelReach(context_tokens=600, output_tokens=300, vision=False)}
    fields, turns = take_turns(engine, REWRITTEN, becomes("x"), models=small)
    assert (turns, fields["number"].value) == ([], "INV1001")
    assert "too long for language model 'house'" in fields["number"].alerts[0].message


def test_rules_see_lists_as_rows(engine: Engine) -> None:
    app = """\
name: Lines
fields:
  - name: lines
    kind: list
    language_model: house
    attributes: [{name: what}]
    validation: [{prompt: {language_model: house, instruction: There must be a vice.}}]
"""
    rows = [{"what": "Bench vice"}]

    def answers(schema: dict[str, Any], _: str) -> Any:
        return {"lines": rows} if "lines" in schema["properties"] else {"reason": None, "passes": True}

    fields, turns = take_turns(engine, app, answers)
    assert len(turns) == 2
    assert json.dumps(rows) in turns[1][0].content
    assert fields["lines"].alerts == ()


CHAINED = """\
name: Chained
fields:
  - name: city
    language_model: {name: house, when: fails_validation}
    cleaning:
      - prompt: {language_model: house, instruction: First.}
      - prompt: {language_model: house, instruction: Second.}
      - prompt: {language_model: house, instruction: Third.}
    validation:
      - prompt: {language_model: house, instruction: It must be a city.}
  - name: number
    aliases: [invoice number]
    type: identifier
    language_model: house
    cleaning:
      - prompt: {language_model: house, instruction: First.}
      - prompt: {language_model: house, instruction: Second.}
      - prompt: {language_model: house, instruction: Third.}
    validation:
      - prompt: {language_model: house, instruction: It must be a number., fields: [city, copy]}
  - {name: copy, kind: derived, expression: 'concat(number, "!")'}
"""


def test_questions_that_lead_to_others_are_each_asked_once_and_come_to_an_end(engine: Engine) -> None:
    def answers(schema: dict[str, Any], text: str) -> Any:
        if "passes" in schema["properties"]:
            return {"reason": "No.", "passes": False}
        if "value" in schema["properties"]:
            value = text.split("<<<")[-2].partition("\n")[2].strip()
            return {"value": value + "+"}
        return filled(number="INV-1001", city="Bristol")(schema, text)

    fields, turns = take_turns(engine, CHAINED, answers)
    assert (fields["number"].value, fields["city"].value) == ("INV-1001+++", "Bristol+++")
    assert fields["copy"].value == "INV-1001+++!"
    assert [alert.type for alert in fields["number"].alerts] == ["prompt"]
    digests = [question.digest for turn in turns for question in turn]
    assert len(digests) == len(set(digests))
    assert len(turns) <= MAX_ROUNDS
    # The value that the model was still to read was never given to a prompt.
    first = [json.loads(question.schema)["properties"].keys() for question in turns[0]]
    assert [list(keys) for keys in first] == [["number"]]
    last = turns[-1][-1]
    assert [text in last.content for text in ("INV-1001+++\n", "Bristol+++", "INV-1001+++!")] == [True] * 3


def test_the_same_value_is_the_same_question_in_every_document(engine: Engine) -> None:
    _, [[one]] = take_turns(engine, REWRITTEN, becomes("x"), data=invoice_pdf(total="1.00"))
    _, [[other]] = take_turns(engine, REWRITTEN, becomes("x"), data=invoice_pdf(total="2.00"))
    assert one.digest == other.digest


@pytest.mark.parametrize("more", ["", ", instruction: Check., fields: [nothing]"])
def test_app_files_say_what_a_prompt_lacks(more: str) -> None:
    rule = f"{{prompt: {{language_model: house{more}}}}}"
    words = "no field 'nothing'" if more else "no 'instruction'"
    with pytest.raises(InvalidAppFile, match=words):
        load_app(f"name: A\nfields:\n  - name: a\n    validation: [{rule}]\n")


def test_an_app_names_the_models_of_its_prompts() -> None:
    assert load_app(JUDGED).model_names == load_app(REWRITTEN).model_names == {"house"}


def test_no_model_is_asked_about_what_people_wrote_into_a_document_of_another_class(engine: Engine) -> None:
    app = load_app(REWRITTEN.replace("    aliases", "    language_model: {name: house}\n    aliases"))
    edits = (Edit(datetime(2026, 3, 1, tzinfo=UTC), "jane", "Edited."),)
    fields = (FieldResult("number", "BY HAND", edits=edits),)
    document = DocumentResult("Rewritten", None, (PageLayout(0, 1, 1),), fields, is_unread=True)
    task = FileTask("a.pdf", invoice_pdf(), app, TODAY, models=HOUSE, reviewed=(document,))
    outcome = process_file(task, engine=engine)
    assert outcome.questions == ()
    assert outcome.result.documents == (replace(document, is_unread=False),)
