"""Packets: what the documents of a run say together."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

import pytest

from docyard.domain.packets import PacketFieldResult, PacketSource
from docyard.domain.results import Alert, DocumentResult, Edit, FieldResult, FileResult
from docyard.engine.appfiles import load_app
from docyard.engine.functions import FileFacts, Limits, Printed, Sandboxes
from docyard.engine.packets import PacketTask, assemble_packet, process_packet, read_records
from docyard.errors import InvalidAppFile

CLASSES = """\
name: Loan
classes:
  - name: Application
    fields: [{name: full_name}, {name: income, type: amount}]
  - name: Pay slip
    fields: [{name: employee}, {name: net pay, type: amount}]
"""
PACKET = """\
packet_fields:
  - name: Applicant
    inputs: [{class: Pay slip, field: employee}, {class: Application, field: full_name}]
    rank_by: RANKING
    validation: [{all_inputs_match: true}, {all_inputs_valid: true}, {chosen_input_valid: true}]
  - name: paid
    kind: derived
    expression: sum(Pay_slip, "net_pay")
  - name: twice
    kind: derived
    expression: concat(paid * 2, " for ", Applicant, " on ", count(Pay_slip), " slips")
"""


def _field(name: str, value: str | None, confidence: float = 0.5, *, broken: bool = False) -> FieldResult:
    return FieldResult(name, value, confidence, alerts=(Alert("pattern", "No."),) if broken else ())


def _document(class_name: str, *fields: FieldResult) -> DocumentResult:
    return DocumentResult(class_name, None, (), fields)


def _files(*documents: DocumentResult) -> list[FileResult]:
    return [FileResult(f"{number}.pdf", (document,)) for number, document in enumerate(documents)]


def _packet(ranking: str, *documents: DocumentResult, **given: object) -> dict[str, PacketFieldResult]:
    app = load_app(CLASSES + PACKET.replace("RANKING", ranking))
    records = read_records(app, _files(*documents))
    return {field.name: field for field in assemble_packet(app, records, **given)}  # type: ignore[arg-type]


SLIP = _document("Pay slip", _field("employee", "Jane Doe", 0.6), _field("net pay", "1,200.50"))
OTHER = _document("other")
FORM = _document("Application", _field("full_name", "JANE  DOE", 0.9), _field("income", None))


def test_the_most_confident_value_is_the_packets() -> None:
    applicant = _packet("confidence", OTHER, SLIP, FORM)["Applicant"]
    inputs = (PacketSource(1, "employee"), PacketSource(2, "full__name"))
    assert applicant == PacketFieldResult("Applicant", "JANE  DOE", inputs, inputs[1])


def test_a_valid_value_comes_before_a_broken_one_and_then_the_first_class() -> None:
    assert _packet("validity", FORM, SLIP)["Applicant"].value == "Jane Doe"
    broken = _document("Pay slip", _field("employee", "J4ne", 0.99, broken=True))
    applicant = _packet("validity", broken, FORM)["Applicant"]
    assert applicant.chosen == PacketSource(1, "full__name")
    assert [alert.type for alert in applicant.alerts] == ["all_inputs_match", "all_inputs_valid"]


def test_a_chosen_input_must_be_valid() -> None:
    broken = _document("Pay slip", _field("employee", "J4ne", broken=True))
    assert [alert.type for alert in _packet("validity", broken)["Applicant"].alerts] == [
        "all_inputs_valid",
        "chosen_input_valid",
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1.200,50 EUR", "1200.5", True),
        ("3 March 2026", "2026-03-03", True),
        ("Jane", "John", False),
        ("", "J", True),
    ],
)
def test_inputs_match_when_they_mean_the_same(one: str, other: str, *, same: bool) -> None:
    slips = [_document("Pay slip", _field("employee", value)) for value in (one, other)]
    alerts = _packet("confidence", *slips)["Applicant"].alerts
    assert ("all_inputs_match" in [alert.type for alert in alerts]) is not same


def test_derived_fields_see_all_documents_of_a_class_and_each_other() -> None:
    packet = _packet("confidence", SLIP, SLIP, FORM)
    assert packet["paid"] == PacketFieldResult("paid", "2401.00")
    assert packet["twice"].value == "4802.00 for JANE  DOE on 2 slips"
    assert _packet("confidence", FORM)["paid"].value is None


def test_what_does_not_fit_is_an_error_with_an_alert() -> None:
    paid = _packet("confidence", _document("Pay slip", _field("net pay", "a lot")))["paid"]
    assert (paid.value, [alert.type for alert in paid.alerts]) == ("ERROR", ["derived"])
    assert paid.error is not None


def test_what_people_wrote_stays_and_is_computed_with() -> None:
    edits = (Edit(datetime(2026, 3, 1, tzinfo=UTC), "jane", "Edited."),)
    earlier = [
        PacketFieldResult("Applicant", "Jane Doe", edits=edits),
        PacketFieldResult("paid", "1", edits=edits),
    ]
    packet = _packet("confidence", SLIP, FORM, earlier=earlier)
    assert packet["Applicant"].chosen == PacketSource(0, "employee")
    assert packet["Applicant"].edits == packet["paid"].edits == edits
    assert packet["twice"].value == "2 for Jane Doe on 1 slips"


@pytest.mark.parametrize(
    ("line", "at", "says"),
    [
        ("{name: a, inputs: [{class: Nope, field: x}]}", "Nope", "has no class 'Nope'"),
        ("{name: a, inputs: [{class: Application, field: x}]}", "x}", "has no field 'x'"),
        ("{name: a}", "{name", "needs 'inputs'"),
        ("{name: a, kind: derived, expression: 1 + b}", "b}", "no field 'b'"),
        ("{name: a, kind: derived, expression: a + 1}", "a + 1", "needs itself"),
        ("{name: Application, kind: derived, expression: 1 + 1}", "1 + 1", "several fields or classes"),
        ("{name: a, kind: derived, expression: 1 + 1, rank_by: validity}", "rank_by", "has no 'rank_by'"),
        (
            "{name: a, kind: derived, expression: 1 + 1, validation: [{all_inputs_match: true}]}",
            "all_inputs_match",
            "cannot have the rule",
        ),
        ("{name: a, kind: function}", "{name", "needs 'function'"),
        ("{name: a, kind: derived, expression: 1 + 1, function: f}", "function: f", "has no 'function'"),
        (
            "{name: a, kind: function, function: f, validation: [{function: f}]}",
            "f, v",
            "has no function 'f'",
        ),
    ],
)
def test_a_packet_that_cannot_be_is_told_with_its_place(line: str, at: str, says: str) -> None:
    with pytest.raises(InvalidAppFile) as refused:
        load_app(CLASSES + f"packet_fields:\n  - {line}\n")
    problem = refused.value.problems[0]
    assert says in problem.message
    assert (problem.line, problem.column) == (8, 5 + line.index(at))


FUNCTIONS = """\
keys: [{name: token, kind: secret}]
functions:
  - name: months
    source: |
      def months(paid, class_fields, context):
          print("paid", paid)
          return [paid, class_fields, context["file_path"], context["today"], context["document_text"]]
  - name: like
    source: |
      def like(value, Applicant, class_fields):
          names = [slip["employee"] for slip in class_fields["Pay slip"]]
          return True if value == Applicant and value in names else f"{value} is not among {names}."
  - name: leaks
    source: |
      def leaks(keys):
          raise ValueError(keys["secret"]["token"])
  - name: hangs
    source: |
      def hangs():
          while True:
              pass
packet_fields:
  - {name: paid, kind: derived, expression: 'sum(Pay_slip, "net_pay")'}
  - {name: made, kind: function, function: months, validation: [{required: true}]}
  - {name: after, kind: derived, expression: 'concat("made ", made)'}
  - name: Applicant
    inputs: [{class: Application, field: full_name}, {class: Pay slip, field: employee}]
    validation: [{function: like}, {all_inputs_match: true}]
  - {name: broken, kind: function, function: leaks}
  - {name: endless, kind: function, function: hangs}
"""
TODAY = date(2026, 3, 1)


@pytest.fixture(scope="module")
def sandboxes() -> Iterator[Sandboxes]:
    started = Sandboxes(Limits(wall_s=2))
    yield started
    started.close()


def _task(*documents: DocumentResult, earlier: Sequence[PacketFieldResult] = ()) -> PacketTask:
    app = load_app(CLASSES + FUNCTIONS)
    facts = FileFacts(file_path="acme/in", secret_keys={"token": "hunter2"})
    records = read_records(app, _files(*documents))
    return PacketTask("packet", app, records, TODAY, tuple(earlier), facts)


def test_functions_make_and_judge_what_all_documents_say(sandboxes: Sandboxes) -> None:
    outcome = process_packet(_task(SLIP, FORM), sandboxes=sandboxes)
    packet = {field.name: field for field in outcome.fields}
    classes = {
        "Application": [{"full__name": "JANE  DOE", "income": ""}],
        "Pay slip": [{"employee": "Jane Doe", "net_pay": "1,200.50"}],
    }
    assert json.loads(packet["made"].value or "") == ["1200.50", classes, "acme/in", "2026-03-01", ""]
    assert packet["after"].value == f"made {packet['made'].value}"
    assert [(alert.type, alert.message) for alert in packet["Applicant"].alerts] == [
        ("function", "JANE  DOE is not among ['Jane Doe'].")
    ]
    assert outcome.printed == (Printed("months", "paid 1200.50\n"),)


def test_a_function_that_fails_harms_its_own_field_only(sandboxes: Sandboxes) -> None:
    packet = {field.name: field for field in process_packet(_task(SLIP, FORM), sandboxes=sandboxes).fields}
    for name, says in (
        ("broken", "'leaks' failed with ValueError: *** (line 2 of its source)."),
        ("endless", "'hangs' ran longer than 2 s."),
    ):
        assert packet[name] == PacketFieldResult(name, "ERROR", alerts=(Alert("function", says),), error=says)
    assert packet["paid"].alerts == packet["made"].alerts == ()


def test_without_functions_what_they_said_stays(sandboxes: Sandboxes) -> None:
    task = _task(SLIP, FORM)
    before = process_packet(task, sandboxes=sandboxes).fields
    assert set(assemble_packet(task.app, task.records, earlier=before)) == set(before)
    edits = (Edit(datetime(2026, 3, 1, tzinfo=UTC), "jane", "Edited."),)
    written = PacketFieldResult("Applicant", "Jane Doe", edits=edits)
    earlier = [written if field.name == "Applicant" else field for field in before]
    packet = process_packet(_task(SLIP, FORM, earlier=earlier), sandboxes=sandboxes).fields
    assert [(field.value, field.alerts) for field in packet if field.edits] == [("Jane Doe", ())]


def test_an_engine_that_is_not_allowed_fails_the_functions(sandboxes: Sandboxes) -> None:
    app = load_app(CLASSES + FUNCTIONS.replace("- name: months", "- name: months\n    engine: python"))
    task = PacketTask("packet", app, read_records(app, _files(SLIP)), TODAY)
    made = next(field for field in process_packet(task, sandboxes=sandboxes).fields if field.name == "made")
    assert made.value == "ERROR"
    assert "'months' was not called: " in (made.error or "")
    assert "DOCYARD_FUNCTIONS=python" in (made.error or "")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ("{name: a, kind: function, function: f}", "Nothing here fills the parameter 'b'"),
        (
            "{name: b, kind: derived, expression: a + 1}\n  - {name: a, kind: function, function: f}",
            "'a' needs itself, by way of b",
        ),
        ("{name: b, kind: derived, expression: 1 + 1, validation: [{function: f}]}", None),
    ],
)
def test_a_packets_functions_get_what_they_ask_for(fields: str, says: str | None) -> None:
    source = "functions:\n  - name: f\n    source: |\n      def f(b, class_fields):\n          return b\n"
    file = f"{CLASSES}{source}packet_fields:\n  - {fields}\n"
    if says is None:
        load_app(file)
        return
    with pytest.raises(InvalidAppFile) as refused:
        load_app(file)
    assert says in refused.value.problems[0].message
