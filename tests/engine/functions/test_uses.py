"""Functions as fields, cleaning steps and rules: what they get, and what becomes of what they return."""

import contextlib
import json
import re
import sys
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date

import pytest
from pydantic_monty import Monty, MontyError

from docyard.domain.apps import AppDefinition
from docyard.domain.pages import Box
from docyard.domain.results import FieldResult, SourceBox
from docyard.engine.appfiles import load_app
from docyard.engine.cleaning import clean
from docyard.engine.derivation import derive
from docyard.engine.functions import (
    MONTY_MODULES,
    Caller,
    DocumentFacts,
    FileCalls,
    FileFacts,
    Limits,
    Printed,
    Sandboxes,
)
from docyard.engine.validation import validate

PLACE = SourceBox(0, Box(1, 2, 3, 4))
TODAY = date(2026, 3, 1)
NAME = re.compile(r"^def (\w+)", re.MULTILINE)


@pytest.fixture(scope="module")
def sandboxes() -> Iterator[Sandboxes]:
    started = Sandboxes(Limits(wall_s=60))
    yield started
    started.close()


def _app(fields: str, *functions: str, keys: str = "[]") -> AppDefinition:
    entries = "".join(
        f"  - name: {NAME.findall(source)[0]}\n    source: |\n{textwrap.indent(source, '      ')}\n"
        for source in functions
    )
    return load_app(f"name: T\nkeys: {keys}\nfunctions:\n{entries}fields:\n{fields}")


def _calls(app: AppDefinition, sandboxes: Sandboxes, facts: FileFacts | None = None) -> FileCalls:
    return FileCalls(app, facts or FileFacts(), sandboxes)


def _caller(calls: FileCalls) -> Caller:
    document = DocumentFacts(
        file_name="a.pdf",
        text="Invoice 7\nTotal 12.50",
        page_numbers=(1, 2),
        class_name="T",
        app_name="T",
        app_version="1.0.0",
        today=TODAY,
    )
    return Caller(calls, document)


def _run(
    app: AppDefinition, values: Mapping[str, str | None], sandboxes: Sandboxes, facts: FileFacts | None = None
) -> dict[str, FieldResult]:
    functions = _caller(_calls(app, sandboxes, facts))
    kind = app.classes[0]
    results = [
        FieldResult(f.name, values.get(f.name), sources=(PLACE,) if f.name in values else ())
        for f in kind.fields
    ]
    cleaned = derive(clean(results, kind, functions=functions), kind, functions=functions)
    checked = validate(cleaned, kind, general=(), today=TODAY, functions=functions)
    return {result.name: result for result in checked}


MADE = "  - {name: net amount}\n  - {name: made, kind: function, function: f}\n"


@pytest.mark.parametrize(
    ("returned", "value"),
    [
        ("net_amount + '!'", "7!"),
        ("int(net_amount) * 2", "14"),
        ("None", None),
        ("''", None),
        ("1.5", "1.5"),
        ("True", "true"),
        ("[1, 'ä', None]", '[1, "ä", null]'),
        ("{'a': (1, 2)}", '{"a": [1, 2]}'),
        ("{'b', 'a'}", '["a", "b"]'),
        ("__import__", "ERROR"),
        ("lambda: 1", "<function"),
    ],
)
def test_what_a_function_returns_is_the_fields_value(
    returned: str, value: str | None, sandboxes: Sandboxes
) -> None:
    app = _app(MADE, f"def f(net_amount):\n    return {returned}")
    made = _run(app, {"net amount": "7"}, sandboxes)["made"]
    if value is not None and value.startswith("<"):
        assert (made.value or "").startswith(value)
    else:
        assert made.value == value
    assert made.sources == (PLACE,)


def test_an_exception_is_an_error_with_its_line(sandboxes: Sandboxes) -> None:
    app = _app(MADE, "def f(net_amount):\n    if net_amount:\n        raise ValueError('odd ' + net_amount)")
    made = _run(app, {"net amount": "7"}, sandboxes)["made"]
    assert made.value == "ERROR"
    assert made.error == "'f' failed with ValueError: odd 7 (line 3 of its source)."
    assert [alert.type for alert in made.alerts] == ["function"]


def test_functions_get_context_and_keys(sandboxes: Sandboxes) -> None:
    app = _app(
        MADE,
        "def f(context, keys):\n    return [context, keys]",
        keys="[{name: rate}, {name: free}, {name: token, kind: secret}]",
    )
    facts = FileFacts(
        file_path="acme/a.pdf", run_id="r", user="jane", custom_keys={"rate": {"EU": 19}}, secret_keys={}
    )
    context, keys = json.loads(_run(app, {}, sandboxes, facts)["made"].value or "")
    assert context["document_text"] == "Invoice 7\nTotal 12.50"
    assert (context["file_path"], context["page_count"], context["class_name"]) == ("acme/a.pdf", 2, "T")
    assert (context["run_id"], context["user"], context["today"]) == ("r", "jane", "2026-03-01")
    assert keys == {"custom": {"rate": {"EU": 19}, "free": None}, "secret": {"token": None}}


def test_secrets_are_used_but_never_shown(sandboxes: Sandboxes) -> None:
    rule = "  - {name: net amount, validation: [{function: g}]}\n"
    app = _app(
        rule
        + "  - {name: made, kind: function, function: f}\n  - {name: fails, kind: function, function: h}\n",
        "def f(keys):\n    print(keys)\n    return [keys['secret']['token'], len(keys['secret']['token'])]",
        "def g(keys):\n    return keys['secret']['token']",
        "def h(keys):\n    raise ValueError(keys['secret']['token'])",
        keys="[{name: token, kind: secret}]",
    )
    calls = _calls(app, sandboxes, FileFacts(secret_keys={"token": "hunter2hunter2"}))
    assert "hunter2" not in repr(calls.facts)
    results = derive(
        [FieldResult(name, None) for name in ("net amount", "made", "fails")],
        app.classes[0],
        functions=_caller(calls),
    )
    checked = validate(results, app.classes[0], general=(), today=TODAY, functions=_caller(calls))
    assert checked[1].value == '["***", 14]'
    assert "hunter2" not in repr(checked)
    assert calls.printed == (Printed("f", "{'custom': {}, 'secret': {'token': '***'}}\n"),)


def test_rows_of_a_list_are_mappings(sandboxes: Sandboxes) -> None:
    app = _app(
        "  - {name: lines, kind: list, attributes: [{name: price}]}\n"
        "  - {name: made, kind: function, function: total}\n",
        "def total(lines):\n    return sum(float(line['price']) for line in lines)",
    )
    assert _run(app, {"lines": '[{"price": "1.5"}, {"price": "2"}]'}, sandboxes)["made"].value == "3.5"
    assert _run(app, {}, sandboxes)["made"].value == "0"


def test_fields_are_made_in_the_order_they_need_each_other(sandboxes: Sandboxes) -> None:
    app = _app(
        "  - {name: last, kind: function, function: last}\n"
        "  - {name: middle, kind: derived, expression: first + 1}\n"
        "  - {name: first, kind: function, function: first}\n",
        "def first():\n    return 1",
        "def last(middle):\n    return int(middle) * 10",
    )
    results = _run(app, {}, sandboxes)
    assert [results[name].value for name in ("first", "middle", "last")] == ["1", "2", "20"]


def test_a_step_gets_the_line_before_it(sandboxes: Sandboxes) -> None:
    app = _app(
        "  - {name: phone, cleaning: [{trim: true}, {function: digits}, {function: dashes}]}\n",
        "def digits(previous_line, context):\n    return ''.join(c for c in previous_line if c.isdigit())",
        "def dashes(previous_line):\n    return previous_line[:3] + '-' + previous_line[3:]",
    )
    assert _run(app, {"phone": " (030) 1234"}, sandboxes)["phone"].value == "030-1234"


def test_a_step_that_fails_leaves_the_value_and_an_alert(sandboxes: Sandboxes) -> None:
    app = _app(
        "  - {name: a, cleaning: [{function: f}]}\n", "def f(previous_line):\n    return int(previous_line)"
    )
    result = _run(app, {"a": "x"}, sandboxes)["a"]
    assert result.value == "x"
    assert "'f' failed with ValueError" in (result.error or "")
    assert [alert.type for alert in result.alerts] == ["cleaning"]


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        ("None", None),
        ("True", None),
        ("''", None),
        ("(True, 'fine')", None),
        ("[True, None]", None),
        ("False", "'f' does not accept the value of 'a'."),
        ("'Too small.'", "Too small."),
        ("(False, 'Too small.')", "Too small."),
        ("(False, '')", "'f' does not accept the value of 'a'."),
        ("1", "'f' returned a int; expected None, True, False, a text, or False with a text."),
        ("value + b", "7"),
        ("1 / 0", "'f' failed with ZeroDivisionError: division by zero (line 2 of its source)."),
    ],
)
def test_a_rule_says_what_is_wrong(returned: str, message: str | None, sandboxes: Sandboxes) -> None:
    app = _app(
        "  - {name: a, validation: [{function: f, blocking: true}]}\n  - {name: b}\n",
        f"def f(a, b, value):\n    return {returned}",
    )
    alerts = _run(app, {"a": "7"}, sandboxes)["a"].alerts
    assert [alert.message for alert in alerts] == ([] if message is None else [message])
    assert all(alert.is_blocking and alert.type == "function" for alert in alerts)


def test_prints_are_kept_up_to_a_limit_and_end_no_call(sandboxes: Sandboxes) -> None:
    app = _app(
        MADE, "def f(net_amount):\n    for i in range(300):\n        print('ä' * 100)\n    return 'done'"
    )
    calls = _calls(app, sandboxes)
    blank = [FieldResult(name, "1") for name in ("net amount", "made")]
    made = derive(blank, app.classes[0], functions=_caller(calls))[1]
    assert made.value == "done"
    [printed] = calls.printed
    assert 4090 <= len(printed.text.encode()) <= 4096
    assert set(printed.text) == {"ä", "\n"}


def test_the_clock_stands_and_chance_repeats_itself(sandboxes: Sandboxes) -> None:
    app = _app(
        MADE,
        "import datetime, random, time\n"
        "def f(net_amount):\n"
        "    time.sleep(1000)\n"
        "    return [str(datetime.datetime.now()), time.time(), random.random(), hash('a'),"
        " list({'x', 'y', 'z'})]",
    )
    results = {_run(app, {}, sandboxes)["made"].value for _ in range(20)}
    assert len(results) == 1
    assert "2026-03-01 00:00:00" in (results.pop() or "")


def test_what_ran_out_of_time_three_times_is_not_called_any_more() -> None:
    fields = "".join(f"  - {{name: a{n}, cleaning: [{{function: f}}]}}\n" for n in range(6))
    app = _app(fields, "def f(previous_line):\n    while True:\n        pass")
    with contextlib.closing(Sandboxes(Limits(wall_s=0.5))) as hasty:
        results = _run(app, {f"a{n}": "x" for n in range(6)}, hasty)
    assert "ran longer than 0.5 s" in (results["a2"].error or "")
    assert "not called any more" in (results["a3"].error or "")
    assert results["a5"].value == "x"


def test_the_list_of_modules_is_the_interpreters() -> None:
    known = set()
    with Monty(min_processes=1, max_processes=1) as interpreter:
        for name in sys.stdlib_module_names:
            with interpreter.checkout() as session, contextlib.suppress(MontyError):
                session.feed_run(f"import {name}")
                known.add(name)
    assert known == MONTY_MODULES
