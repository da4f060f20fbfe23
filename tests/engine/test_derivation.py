"""Derived fields: what expressions give, and what they cannot do."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docyard.domain.pages import Box
from docyard.domain.results import FieldResult, SourceBox
from docyard.engine.appfiles import load_app
from docyard.engine.derivation import derive
from docyard.errors import InvalidAppFile

PLACE = SourceBox(0, Box(1, 2, 3, 4))
ROWS = json.dumps([{"price": "1,50"}, {"price": None}, {"price": "2.25"}])
INPUTS = (
    FieldResult("net", "1.100,00 €", 0.9, 0.9, (PLACE,)),
    FieldResult("tax rate", "19"),
    FieldResult("issued", "2026-02-01"),
    FieldResult("due", "1 March 2026"),
    FieldResult("name", "ACME"),
    FieldResult("none", None),
    FieldResult("lines", ROWS),
)


def _text(*expressions: str) -> str:
    fields = "".join(f"  - {{name: {field.name}}}\n" for field in INPUTS[:-1])
    derived = "".join(
        f"  - name: d{number}\n    kind: derived\n    expression: {expression}\n"
        for number, expression in enumerate(expressions)
    )
    return (
        f"name: T\nfields:\n{fields}  - {{name: lines, kind: list, attributes: [{{name: price}}]}}\n{derived}"
    )


def _derive(*expressions: str) -> list[FieldResult]:
    app = load_app(_text(*(json.dumps(expression) for expression in expressions)))
    blank = [FieldResult(f"d{number}", None) for number in range(len(expressions))]
    return list(derive((*INPUTS, *blank), app.classes[0]))[len(INPUTS) :]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("round(net * (1 + tax_rate / 100), 2)", "1309.00"),
        ("0.1 + 0.2", "0.3"),
        ("-net", "-1100.00"),
        ("days(issued, due)", "28"),
        ("'late' if due > issued else 'early'", "late"),
        ("concat(name, ' / ', tax_rate)", "ACME / 19"),
        ("sum(lines, 'price')", "3.75"),
        ("max(lines, 'price')", "2.25"),
        ("min(net, tax_rate)", "19"),
        ("count(lines)", "3"),
        ("round(2.5)", "3"),
        ("abs(tax_rate - 20)", "1"),
        ("default(none, 7)", "7"),
        ("net + none", None),
        ("'x' if net > 1000 and not name == 'B' or none == 1 else 'y'", "x"),
        ("name == 'ACME'", "true"),
    ],
)
def test_expressions_give_values(expression: str, value: str | None) -> None:
    [result] = _derive(expression)
    assert (result.value, result.error, result.alerts) == (value, None, ())


def test_derived_fields_may_need_each_other_and_stand_where_their_inputs_do() -> None:
    last, first = _derive("d1 * 2", "net + 1")
    assert (first.value, last.value) == ("1101.00", "2202.00")
    assert first.sources == last.sources == (PLACE,)
    assert first.confidence is None


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("name + 1", "'ACME' is no number."),
        ("net / 0", "not finite"),
        (
            " * ".join(["9" * 25] * 5),
            "too large",
        ),
        ("days(name, due)", "no date"),
        ("1 if name else 2", "neither true nor false"),
        ("sum(lines, 'cost')", "no 'cost'"),
        ("round(net, 11)", "0 to 10 places"),
        ("count(name)", "rows of a list"),
    ],
)
def test_inputs_that_do_not_fit_give_an_error(expression: str, words: str) -> None:
    [result] = _derive(expression)
    assert result.value == "ERROR"
    assert result.error is not None
    assert words in result.error
    assert [(alert.type, alert.message) for alert in result.alerts] == [("derived", result.error)]


@pytest.mark.parametrize(
    "expression",
    [
        "⟦net.real", "⟦net ** 9", "1 + ⟦[net]", "⟦open(name)", "⟦(lambda: 1)()", "⟦f'{net}'",
        "⟦lines['price']",
        "net + ⟦nothing", "⟦True", "⟦1 < net < 3", "⟦round()", "⟦sum(*lines)", "⟦sum(lines, key=1)", "⟦b'x'",
        "net + ⟦", "⟦1j", "1 if net > 0 else ⟦__import__('os')", "(⟦net := 1)", "⟦1 << 2",
        "⟦[x for x in lines]",
    ],
)  # fmt: skip
def test_what_is_no_expression_is_told_with_its_place(expression: str) -> None:
    before, _, after = _text(f'"{expression}"').partition("⟦")
    with pytest.raises(InvalidAppFile) as caught:
        load_app(before + after)
    [problem] = caught.value.problems
    assert problem.line == before.count("\n") + 1
    if expression != "net + ⟦":  # Python's parser points before the end
        assert problem.column == len(before) - before.rfind("\n")


@pytest.mark.parametrize(
    ("expressions", "words"),
    [
        (["d0 + 1"], "needs itself"),
        (["d1", "d2", "d0"], "needs itself"),
        (["-" * 40 + "1"], "nests more than"),
        ([" + ".join(["1"] * 120)], "more than 200 parts"),
        (["(1"], "no expression: '\\(' was never closed"),
        (["[1]"], "which has fields, numbers, texts"),
    ],
)
def test_what_cannot_be_computed_is_refused_with_a_reason(expressions: list[str], words: str) -> None:
    with pytest.raises(InvalidAppFile, match=words):
        load_app(_text(*(json.dumps(expression) for expression in expressions)))


def test_only_derived_fields_have_expressions() -> None:
    for field, words in (
        ("{name: a, expression: '1'}", "add 'kind: derived'"),
        ("{name: a, kind: derived}", "needs an 'expression'"),
        ("{name: a, kind: derived, expression: '1', cleaning: [{trim: true}]}", "has no 'cleaning'"),
    ):
        with pytest.raises(InvalidAppFile, match=words):
            load_app(f"name: T\nfields: [{field}]")


@given(st.text(alphabet="net1+-*/()<>=. 'dio,_sumr", max_size=60))
@settings(max_examples=200)
def test_any_text_is_an_expression_or_a_refusal(text: str) -> None:
    begun = time.monotonic()
    try:
        [result] = _derive(text)
    except InvalidAppFile:
        return
    assert result.value is None or len(result.value) < 1000
    assert time.monotonic() - begun < 60


def test_fields_whose_names_fall_together_stay_apart() -> None:
    (document_class,) = load_app("name: T\nfields:\n- {name: a b}\n- {name: a-b}\n- {name: a_b}\n").classes
    results = (FieldResult("a b", "1"), FieldResult("a-b", "2"), FieldResult("a_b", "3"))
    assert derive(results, document_class) == results
