"""Fields that language models read: questions that go out, and what becomes of answers."""

import json
from typing import Any

import pytest

from docyard.domain.models import Answer, ModelReach, Question
from docyard.domain.results import FieldResult
from docyard.engine.appfiles import load_app
from docyard.engine.pipeline import Engine, FileTask, process_file
from docyard.errors import InvalidAppFile
from tests.documents import invoice_pdf
from tests.engine.test_pipeline import TODAY
from tests.model_server import filled

APP = """\
name: Asked
fields:
  - {name: number, type: identifier, aliases: [invoice number], language_model: house}
  - {name: city, description: Where the seller is., language_model: {name: house}}
  - {name: kind of goods, kind: document_reasoning, language_model: house}
  - {name: total, type: amount, aliases: [total eur]}
"""

SECOND = """\
name: Second
fields:
  - name: number
    type: identifier
    aliases: [invoice number]
    language_model: {name: house, when: fails_validation}
    validation: [{pattern: "INV-[0-9]+"}]
  - name: order
    type: identifier
    aliases: [your order number]
    language_model: {name: house, when: fails_validation}
"""

HOUSE = {"house": ModelReach(context_tokens=8_192, output_tokens=1_000, vision=False)}


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def understand(
    engine: Engine,
    app: str,
    answers: Any = None,
    *,
    data: bytes | None = None,
    models: dict[str, ModelReach] = HOUSE,
) -> tuple[dict[str, FieldResult], list[Question]]:
    """Process a file, with every question answered as ``answers`` says; return fields and questions."""
    task = FileTask("a.pdf", data or invoice_pdf(), load_app(app), TODAY, models=models)
    outcome, asked, known = process_file(task, engine=engine), list[Question](), dict[str, Answer]()
    while outcome.questions and answers is not None:
        asked += outcome.questions
        for question in outcome.questions:
            body = answers(json.loads(question.schema), question.content)
            known[question.digest] = body if isinstance(body, Answer) else Answer(json.dumps(body))
        again = FileTask("a.pdf", task.data, task.app, TODAY, models=models, answers=known)
        outcome = process_file(again, engine=engine)
    assert outcome.result.failure is None, outcome.result.failure
    return {field.name: field for field in outcome.result.documents[0].fields}, asked or list(
        outcome.questions
    )


def test_fields_of_one_model_go_out_in_one_question_in_which_the_document_is_data(engine: Engine) -> None:
    _, [question] = understand(engine, APP)
    assert question.model == "house"
    assert list(json.loads(question.schema)["properties"]) == ["number", "city", "kind_of_goods"]
    assert "Where the seller is." in question.instructions
    assert "Bristol" not in question.instructions
    lines = question.content.splitlines()
    marks = [line for line in lines if line.startswith("<<<")]
    assert [mark.split()[-1] for mark in marks] == ["1", "end"]
    assert lines.index(marks[0]) < lines.index("Harbour Tools Ltd INVOICE") < lines.index(marks[1])
    assert question.input_tokens + question.output_tokens <= 8_192


def test_answers_become_values_with_their_places(engine: Engine) -> None:
    answers = filled(
        number="INV-1001", city="Bristol", kind_of_goods={"value": "Tools", "quote": "Bench vice"}
    )
    fields, _ = understand(engine, APP, answers)
    assert [fields[name].value for name in fields] == ["INV-1001", "Bristol", "Tools", "119.00"]
    assert all(len(fields[name].sources) >= 1 for name in fields)
    assert [fields[name].confidence for name in ("number", "city", "kind of goods")] == [0.95, 0.8, 0.8]
    assert not any(field.alerts for field in fields.values())


def test_what_stands_nowhere_is_marked_and_worth_less(engine: Engine) -> None:
    answers = filled(
        number="INV-9999", city={"value": "Paris", "quote": "Harbour Tools"}, kind_of_goods="Weapons"
    )
    fields, _ = understand(engine, APP, answers)
    for name, value in (("number", "INV-9999"), ("city", "Paris"), ("kind of goods", "Weapons")):
        assert (fields[name].value, fields[name].confidence) == (value, 0.3)
        assert fields[name].sources == ()
        assert [alert.type for alert in fields[name].alerts] == ["ungrounded"]


@pytest.mark.parametrize(
    ("value", "quote", "is_found"),
    [
        ("14 March 2026", None, True),
        ("2026-03-14", "Invoice date: 14 March 2026", True),
        ("2026-03-15", "Invoice date: 14 March 2026", False),
        ("12 Quay Street Bristol", "12 Quay Street, Bristol", True),
        ("Harbour Toois Ltd", None, True),
        ("13 Quay Street Bristol", None, False),
        ("2 Quay Street", None, False),
        ("Quay Street, Bristol BS1", None, True),
        ("arbour Tools", None, True),
        ("119.00", None, True),
        ("11900", None, False),
        ("1190", "119.00", False),
        ("1001", None, False),
        ("\x00Bristol\x1b", None, True),
    ],
)
def test_values_are_found_as_printed_or_nearly(
    engine: Engine, value: str, quote: str | None, is_found: bool
) -> None:
    fields, _ = understand(engine, APP, filled(city={"value": value, "quote": quote}))
    assert bool(fields["city"].sources) == is_found
    assert (not fields["city"].alerts) == is_found
    assert fields["city"].value == value.strip("\x00\x1b")


def test_a_second_reader_is_asked_only_where_the_first_fails(engine: Engine) -> None:
    fields, asked = understand(engine, SECOND, filled(order="PO-7"))
    assert [list(json.loads(question.schema)["properties"]) for question in asked] == [["order"]]
    assert (fields["number"].value, fields["order"].value) == ("INV-1001", "PO-7")
    data = invoice_pdf(number="4711")
    fields, asked = understand(engine, SECOND, filled(number="INV-4711"), data=data)
    assert list(json.loads(asked[0].schema)["properties"]) == ["number", "order"]
    assert [alert.type for alert in fields["number"].alerts] == ["ungrounded"]


def test_second_readers_of_all_documents_of_a_file_are_asked_in_one_turn(engine: Engine) -> None:
    app = load_app(f"splitting: every_page\n{SECOND}")
    task = FileTask("a.pdf", invoice_pdf(pages=12), app, TODAY, models=HOUSE)
    outcome = process_file(task, engine=engine)
    assert len(outcome.questions) == len(outcome.result.documents) == 12


def test_lists_are_asked_for_alone_and_every_cell_is_looked_up(engine: Engine) -> None:
    app = """\
name: Lines
fields:
  - {name: seller, language_model: house}
  - name: lines
    kind: list
    language_model: house
    attributes: [{name: what}, {name: unit price, type: amount}]
"""
    rows = [{"what": "Bench vice", "unit_price": "50.00"}, {"what": "Anvil", "unit_price": None}]
    fields, asked = understand(engine, app, filled(lines=rows))
    assert [list(json.loads(question.schema)["properties"]) for question in asked] == [["seller"], ["lines"]]
    lines = fields["lines"]
    assert json.loads(lines.value or "") == rows
    assert len(lines.sources) == 3
    assert lines.alerts[0].message.startswith("1 of 3 cells")
    assert lines.confidence == pytest.approx(0.6333)


def test_what_is_beyond_the_limits_of_a_list_is_an_alert(engine: Engine) -> None:
    app = """\
name: Lines
fields: [{name: lines, kind: list, language_model: house, attributes: [{name: what}]}]
"""
    fields, _ = understand(engine, app, filled(lines=[{"what": "Bench vice"}] * 1_001))
    assert len(json.loads(fields["lines"].value or "")) == 1_000
    assert [alert.message for alert in fields["lines"].alerts] == [
        "The language model gave 1001 rows for 'lines'; 1000 are kept."
    ]
    fields, _ = understand(engine, app, filled(lines=[{"what": "x" * 10_001}]))
    assert fields["lines"].value is None
    assert "more than 10000 characters" in (fields["lines"].error or "")


def test_fields_are_asked_for_twenty_at_a_time(engine: Engine) -> None:
    app = "name: Many\nfields:\n" + "".join(
        f"  - {{name: field {n}, language_model: house}}\n" for n in range(45)
    )
    _, asked = understand(engine, app)
    assert [len(json.loads(question.schema)["properties"]) for question in asked] == [20, 20, 5]


def test_pages_that_do_not_fit_stay_out(engine: Engine) -> None:
    small = {"house": ModelReach(context_tokens=1_600, output_tokens=300, vision=False)}
    app = "name: Few\nfields:\n  - {name: terms of page 31, language_model: house}\n"
    _, [question] = understand(engine, app, data=invoice_pdf(pages=40), models=small)
    assert question.input_tokens + question.output_tokens <= 1_600
    assert "General terms, page 31" in question.content
    assert " of 40 pages" in question.content


def test_without_an_answer_what_was_read_otherwise_stays(engine: Engine) -> None:
    fields, _ = understand(engine, APP, lambda *_: Answer(None, "spend_cap", "No money left."))
    assert fields["number"].value == "INV-1001"
    for name in ("number", "city", "kind of goods"):
        assert [(alert.type, alert.message) for alert in fields[name].alerts] == [
            ("spend_cap", "No money left.")
        ]
    fields, asked = understand(engine, APP, models={})
    assert asked == []
    assert "'house'" in fields["city"].alerts[0].message
    assert fields["city"].error == fields["city"].alerts[0].message


def test_pictures_go_to_models_that_look_at_them_only(engine: Engine) -> None:
    app = "name: Seen\nfields:\n  - {name: stamp, kind: visual_reasoning, language_model: house}\n"
    fields, asked = understand(engine, app)
    assert asked == []
    assert "does not look at pictures" in fields["stamp"].alerts[0].message
    seeing = {"house": ModelReach(context_tokens=16_000, output_tokens=1_000, vision=True)}
    _, [question] = understand(engine, app, models=seeing)
    assert [image[:2] for image in question.images] == [b"\xff\xd8"]


def test_the_same_answers_give_the_same_result(engine: Engine) -> None:
    answers = filled(number="INV-1001", city="Bristol", kind_of_goods="Tools")
    first, [question] = understand(engine, APP, answers)
    for _ in range(3):
        again, [same] = understand(engine, APP, answers)
        assert (again, same.digest) == (first, question.digest)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("{name: a, kind: document_reasoning}", "needs a 'language_model'"),
        ("{name: a, kind: derived, expression: '1', language_model: house}", "does not read"),
        (
            "{name: a, kind: visual_reasoning, language_model: {name: house, when: fails_validation}}",
            "leave 'when' out",
        ),
        ("{name: a, language_model: House}", "small letters"),
        ("{name: a, language_model: {when: always}}", "no 'name'"),
        ("{name: a, language_model: [house]}", "should be a mapping"),
    ],
)
def test_app_files_say_what_models_cannot_do(field: str, words: str) -> None:
    with pytest.raises(InvalidAppFile, match=words):
        load_app(f"name: A\nfields:\n  - {field}\n")
