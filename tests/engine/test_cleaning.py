"""Cleaning steps: every one keeps the same promises."""

import json
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docyard.domain.apps import AppDefinition
from docyard.domain.pages import Box
from docyard.domain.results import FieldResult, SourceBox
from docyard.engine.appfiles import load_app
from docyard.engine.cleaning import CLEANINGS, clean
from docyard.errors import InvalidAppFile

SOURCES = (SourceBox(0, Box(1, 2, 3, 4)),)


@dataclass(frozen=True, slots=True)
class Example:
    """Options of a step with a value before and after, and options that are refused at ⟦."""

    options: str
    before: str
    after: str
    refused: str
    because: str


EXAMPLES = {
    "trim": Example("true", "  a  b ", "a  b", "⟦both", "true or false"),
    "collapse": Example("true", " a \n b ", "a b", "⟦1", "true or false"),
    "case": Example("sentence", "mÜLLER AG", "Müller ag", "⟦upperr", "Did you mean 'upper'?"),
    "remove": Example('" -/"', "12-34 /5", "12345", "⟦5", "put it in quotes"),
    "replace": Example(
        '{pattern: "(?i)rechnung\\\\s+", with: "\\\\1 "}', "RECHNUNG  7", "\\1 7", "{pattern: ⟦'(a'}", "RE2"
    ),
    "date": Example(
        "{output: D MMM YYYY, order: day_first}", "03/04/2026", "3 Apr 2026", "{output: ⟦day}", "such as YYYY"
    ),
    "number": Example(
        "{decimal: comma, grouping: point, places: 2}",
        "EUR 1,234.565",
        "1.234,57",
        "{decimal: comma, grouping: ⟦comma}",
        "the same mark",
    ),
    "currency": Example("USD", "€ 12.50", "EUR", "⟦dollar", "at most 3"),
}


def _text(step: str) -> str:
    return f"name: T\nfields:\n  - name: f\n    cleaning:\n      - {step}\n"


def _app(name: str) -> AppDefinition:
    return load_app(_text(f"{name}: {EXAMPLES[name].options}"))


def _clean(app: AppDefinition, value: str | None) -> FieldResult:
    [result] = clean((FieldResult("f", value, 0.5, 0.6, SOURCES),), app.classes[0])
    return result


def test_every_step_has_an_example() -> None:
    # These have tests of their own, in ``functions/test_uses.py`` and ``test_prompts.py``.
    assert list(EXAMPLES) == [name for name in CLEANINGS if name not in {"function", "prompt"}]


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_step_changes_the_value_alone(name: str) -> None:
    expected = FieldResult("f", EXAMPLES[name].after, 0.5, 0.6, SOURCES)
    assert _clean(_app(name), EXAMPLES[name].before) == expected


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_step_leaves_absent_values_alone(name: str) -> None:
    for value in (None, ""):
        assert _clean(_app(name), value) == FieldResult("f", value, 0.5, 0.6, SOURCES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_wrong_options_are_told_with_their_place(name: str) -> None:
    before, _, after = _text(f"{name}: {EXAMPLES[name].refused}").partition("⟦")
    with pytest.raises(InvalidAppFile) as caught:
        load_app(before + after)
    [problem] = caught.value.problems
    assert (problem.line, problem.column) == (before.count("\n") + 1, len(before) - before.rfind("\n"))
    assert EXAMPLES[name].because in problem.message


@pytest.mark.parametrize("name", EXAMPLES)
@given(text=st.text(min_size=1, max_size=40))
@settings(max_examples=40)
def test_any_value_is_cleaned_or_left_with_an_alert(name: str, text: str) -> None:
    result = _clean(_app(name), text)
    assert result == _clean(_app(name), text)
    assert [alert.type for alert in result.alerts] == ([] if result.error is None else ["cleaning"])
    if result.error is not None:
        assert result.value == text


@pytest.mark.parametrize(
    ("step", "before", "after"),
    [
        ("case: title", "ACME of köln", "Acme Of Köln"),
        ("case: upper", "straße", "STRASSE"),
        ("date: {output: YYYYMMDD}", "4. März 2026", "20260304"),
        ("date: {output: MM/DD/YY, order: month_first}", "3/4/2026", "03/04/26"),
        ("number: {}", "1.234.567,891 €", "1234567.891"),
        ("number: {grouping: space, places: 0}", "-1234567.5", "-1 234 568"),
        ("currency: CAD", "$ 5", "CAD"),
        ("currency: EUR", "5", "EUR"),
        ("currency: EUR", "zł", "PLN"),
        ('replace: {text: " ", with: "_"}', "a b c", "a_b_c"),
        ("remove: a", "aaa", None),
    ],
)
def test_values_are_cleaned(step: str, before: str, after: str | None) -> None:
    result = _clean(load_app(_text(step)), before)
    assert (result.value, result.error) == (after, None)


@pytest.mark.parametrize(
    ("step", "value", "words"),
    [
        ("date: {output: YYYY-MM-DD}", "03/04/2026", "'f' may be 2026-03-04 or 2026-04-03; say which"),
        ("date: {output: YYYY-MM-DD}", "soon", "'f' is no date ('date')."),
        ("number: {}", "many", "'f' is no number"),
        ("currency: EUR", "gold", "'f' names no currency"),
        (f"replace: {{text: a, with: {'b' * 500}}}", "a" * 1000, "more than 100000 characters"),
    ],
)
def test_a_step_that_does_not_fit_leaves_the_value(step: str, value: str, words: str) -> None:
    text = _text(f"trim: true\n      - {step}\n      - case: upper")
    result = _clean(load_app(text), f" {value} ")
    assert result.value == value
    assert result.error is not None
    assert words in result.error
    assert [(alert.type, alert.message) for alert in result.alerts] == [("cleaning", result.error)]


def test_lists_are_cleaned_cell_by_cell() -> None:
    app = load_app(
        "name: T\nfields: [{name: f, kind: list, attributes: [{name: a b, cleaning: [{number: {}}]}, "
        "{name: c}]}]"
    )
    rows = [{"a_b": "1,50", "c": "x"}, {"a_b": None, "c": "y"}, {"a_b": "much", "c": None}]
    result = _clean(app, json.dumps(rows))
    assert [row["a_b"] for row in json.loads(result.value or "")] == ["1.50", None, "much"]
    assert result.error == "'a b' in row 3 of 'f' is no number ('number')."
    with pytest.raises(InvalidAppFile, match="move 'cleaning' into its attributes"):
        load_app(
            "name: T\nfields: [{name: f, kind: list, cleaning: [{trim: true}], attributes: [{name: a}]}]"
        )


def test_a_pattern_cannot_be_made_slow() -> None:
    app = load_app(_text("replace: {pattern: '(a|a)*(a|aa)+$', with: x}"))
    assert _clean(app, "a" * 190 + "b").value == "a" * 190 + "b"
