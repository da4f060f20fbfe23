"""Validation rules: every one keeps the same promises."""

import json
from dataclasses import dataclass, replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docyard.domain.apps import AppDefinition
from docyard.domain.results import FieldResult
from docyard.engine.appfiles import load_app
from docyard.engine.validation import RULES, class_alerts, validate
from docyard.errors import InvalidAppFile

TODAY = date(2026, 3, 1)
OTHERS = (
    FieldResult("other", "100.00"),
    FieldResult("day", "2026-02-01"),
    FieldResult("lines", json.dumps([{"unit_price": "40,00"}, {"unit_price": None}, {"unit_price": "60"}])),
)


@dataclass(frozen=True, slots=True)
class Example:
    """Options of a rule with values that fulfil and break them, and options that are refused at ⟦."""

    options: str
    right: FieldResult
    wrong: FieldResult
    words: str
    refused: str
    because: str


def _value(text: str | None, confidence: float = 0.9, ocr: float = 0.9) -> FieldResult:
    return FieldResult("f", text, confidence=confidence, ocr_confidence=ocr)


EXAMPLES = {
    "required": Example("true", _value("x"), _value(None), "has no value", "⟦maybe", "true or false"),
    "type": Example(
        "date", _value("1 May 2026"), _value("31.02.2026"), "date", "⟦dat", "Did you mean 'date'?"
    ),
    "pattern": Example('"[A-Z]{2}[0-9]+"', _value("AB12"), _value("AB12x"), "form", '⟦"(?=a)b"', "RE2"),
    "one_of": Example("[paid, open]", _value("PAID"), _value("closed"), "none of", "⟦[]", "at least one"),
    "length": Example("{max: 3}", _value("abc"), _value("abcd"), "at most 3", "{max: ⟦-1}", "at least 0"),
    "range": Example(
        "{min: 0, max: 10.5}",
        _value("€ 10,50"),
        _value("10.51"),
        "more than 10.5",
        "{min: ⟦9, max: 3}",
        "swap",
    ),
    "date_range": Example(
        '{from: 2026-01-01, to: "2026-12-31"}',
        _value("01/02/2026"),
        _value("01/02/2027"),
        "after 2026-12-31",
        "{from: ⟦2026-02-30}",
        "a date such as",
    ),
    "date_window": Example(
        "{past_days: 30, future_days: 0}",
        _value("2026-02-01"),
        _value("2026-01-29"),
        "more than 30 days before",
        "⟦{}",
        "Nothing is asked for",
    ),
    "sum": Example(
        "{list: lines, attribute: unit price}",
        _value("100.01"),
        _value("100.02"),
        "sums up to 100",
        "{list: lines, attribute: ⟦price}",
        "no attribute 'price'",
    ),
    "compare": Example(
        "{is: at_least, field: other}",
        _value("100"),
        _value("99.99"),
        "at least 'other'",
        "{is: less, field: ⟦nothing}",
        "no field 'nothing'",
    ),
    "confidence": Example(
        "0.8", _value("x", confidence=0.8), _value("x", confidence=0.79), "0.80", "⟦80", "write 0.8"
    ),
    "ocr_confidence": Example(
        "0.8", _value("x", ocr=0.8), _value("x", ocr=0.79), "OCR", "⟦high", "from 0 to 1"
    ),
}


def _text(rule: str) -> str:
    return (
        "name: T\nfields:\n"
        "  - {name: other}\n"
        "  - {name: day, type: date}\n"
        "  - {name: lines, kind: list, attributes: [{name: unit price}]}\n"
        f"  - name: f\n    validation:\n      - {rule}\n"
    )


def _check(app: AppDefinition, result: FieldResult) -> FieldResult:
    document_class = app.classes[0]
    validated = validate((*OTHERS, result), document_class, general=app.validation, today=TODAY)
    return validated[-1]


def test_every_rule_has_an_example() -> None:
    # The others have tests of their own.
    assert list(EXAMPLES) == [name for name in RULES if name not in {"function", "prompt", "duplicate"}]


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_rule_alerts_on_what_breaks_it_alone(name: str) -> None:
    example = EXAMPLES[name]
    app = load_app(_text(f"{name}: {example.options}"))
    assert _check(app, example.right).alerts == ()
    [alert] = _check(app, example.wrong).alerts
    assert (alert.type, alert.is_blocking) == (name, False)
    assert example.words in alert.message
    assert _check(app, example.wrong) == _check(app, example.wrong)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_rule_leaves_absent_values_alone(name: str) -> None:
    app = load_app(_text(f"{name}: {EXAMPLES[name].options}"))
    for value in (None, ""):
        alerts = _check(app, FieldResult("f", value)).alerts
        assert [alert.type for alert in alerts] == (["required"] if name == "required" else [])


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_rule_may_have_words_of_its_own_and_block(name: str) -> None:
    example = EXAMPLES[name]
    app = load_app(_text(f"{name}: {example.options}\n        message: Look here.\n        blocking: true"))
    [alert] = _check(app, example.wrong).alerts
    assert (alert.message, alert.is_blocking) == ("Look here.", True)


@pytest.mark.parametrize("name", EXAMPLES)
def test_wrong_options_are_told_with_their_place(name: str) -> None:
    marked = _text(f"{name}: {EXAMPLES[name].refused}")
    before, _, after = marked.partition("⟦")
    with pytest.raises(InvalidAppFile) as caught:
        load_app(before + after)
    [problem] = caught.value.problems
    assert (problem.line, problem.column) == (before.count("\n") + 1, len(before) - before.rfind("\n"))
    assert EXAMPLES[name].because in problem.message


@pytest.mark.parametrize("name", EXAMPLES)
@given(text=st.text(max_size=40))
@settings(max_examples=40)
def test_any_value_is_right_or_an_alert(name: str, text: str) -> None:
    app = load_app(_text(f"{name}: {EXAMPLES[name].options}"))
    assert len(_check(app, _value(text)).alerts) <= 1


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ("⟦{message: x}", "add one of required"),
        ("{required: true, ⟦type: date}", "begin a new one"),
        ("{⟦requird: true, required: true}", "Did you mean 'required'?"),
        ("{sum: {list: ⟦other, attribute: a}}", "is no list"),
    ],
)
def test_a_rule_says_one_thing(rules: str, words: str) -> None:
    before, _, after = _text(rules).partition("⟦")
    if "no list" in words:
        before, after = before + "other, attribute: ", "a}}\n"
    with pytest.raises(InvalidAppFile) as caught:
        load_app(before + after)
    [problem] = caught.value.problems
    assert problem.column == len(before) - before.rfind("\n")
    assert words in problem.message


def test_a_list_has_only_rules_that_lists_can_have() -> None:
    text = (
        "name: T\nfields: [{name: f, kind: list, attributes: [{name: a}], "
        "validation: [{length: {min: 2}}, {%s}]}]"
    )
    app = load_app(text % "required: true")
    rows = FieldResult("f", json.dumps([{"a": "x"}]))
    [result] = validate((rows,), app.classes[0], general=(), today=TODAY)
    assert [alert.message for alert in result.alerts] == ["'f' has 1 rows; at least 2 are asked for."]
    with pytest.raises(InvalidAppFile, match="A list cannot have the rule 'pattern'"):
        load_app(text % "pattern: x")


def test_of_thresholds_the_strictest_counts() -> None:
    app = load_app(
        "name: T\nvalidation: [{confidence: 0.7}, {class_confidence: 0.85}, {ocr_confidence: 0.5}]\n"
        "classes:\n"
        "  - name: C\n    validation: [{confidence: 0.9, message: strict}, {class_confidence: 0.95}]\n"
        "    fields: [{name: f, minimum_confidence: 0.8, validation: [{ocr_confidence: 0.4}]}]\n"
    )
    kind = app.classes[0]
    [result] = validate((_value("x", 0.85, 0.45),), kind, general=app.validation, today=TODAY)
    assert [(alert.type, alert.message) for alert in result.alerts] == [
        ("confidence", "strict"),
        ("ocr_confidence", "'f' has an OCR confidence of 0.45; at least 0.50 is asked for."),
    ]
    rules = (*app.validation, *kind.validation)
    [alert] = class_alerts(0.9, rules)
    assert alert.message == "The class has a confidence of 0.90; at least 0.95 is asked for."
    assert class_alerts(0.95, rules) == class_alerts(None, rules) == ()


def test_alerts_that_are_there_stay() -> None:
    app = load_app("name: T\nfields: [{name: f, required: true}]\n")
    [once] = validate((FieldResult("f", None),), app.classes[0], general=(), today=TODAY)
    [twice] = validate((replace(once),), app.classes[0], general=(), today=TODAY)
    assert len(twice.alerts) == 2


@pytest.mark.parametrize(
    ("relation", "field", "value", "is_right"),
    [
        ("more", "day", "2 February 2026", True),
        ("less", "day", "2 February 2026", False),
        ("equal", "day", "1.2.2026", True),
        ("equal", "other", "EUR 100", True),
        ("different", "other", "abc", True),
        ("more", "other", "abc", False),
    ],
)
def test_values_are_compared_by_what_they_mean(relation: str, field: str, value: str, is_right: bool) -> None:
    app = load_app(_text(f"compare: {{is: {relation}, field: {field}}}"))
    assert (_check(app, _value(value)).alerts == ()) is is_right
