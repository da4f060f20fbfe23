"""Functions in app files: problems are told with their place, within the source, too."""

import pytest

from docyard.domain.apps import CustomFunction, FunctionEngine
from docyard.engine.appfiles import load_app
from docyard.errors import InvalidAppFile

HEAD = "name: T\nfunctions:\n  - name: f\n    source: |\n"
FIELDS = "fields:\n  - {name: a b}\n"
GOOD = "name: T\nfunctions:\n  - name: f\n    source: |\n      def f(context):\n          return 1\n"
USED = (
    "name: T\nfunctions:\n  - name: f\n    source: |\n      def f(%s):\n          return 1\n"
    "fields:\n  - {name: a b}\n  - {name: c, kind: list, attributes: [{name: d}]}\n"
)

PROBLEMS = {
    "syntax": (f"{HEAD}      def f(a):\n          return ⟦)\n{FIELDS}", "not Python: unmatched ')'"),
    "indentation": (
        f"{HEAD}\n      def f(a):\n      ⟦return 1\n{FIELDS}",
        "not Python: expected an indented",
    ),
    "indentation sign": (
        HEAD.replace("|", "|2") + f"        # odd\n      def f(a):\n          return ⟦)\n{FIELDS}",
        "not Python",
    ),
    "one line": (f"name: T\nfunctions: [{{name: f, source: 'def f(): return ⟦)'}}]\n{FIELDS}", "not Python"),
    "other name": (
        f"{HEAD}      ⟦def g():\n          pass\n{FIELDS}",
        "should define the function: 'def f(…):'",
    ),
    "by position": (f"{HEAD}      ⟦def f(*a):\n          pass\n{FIELDS}", "gets its arguments by name"),
    "yield": (f"{HEAD}      def f():\n          ä = ⟦yield 1\n{FIELDS}", "There is no 'yield' here"),
    "del": (f"{HEAD}      def f(a):\n          ⟦del a\n{FIELDS}", "There is no 'del' here"),
    "module": (f"{HEAD}      ⟦import requests\n      def f(a): pass\n{FIELDS}", "no module 'requests'"),
    "from module": (
        f"{HEAD}      ⟦from enum import Enum\n      def f(a): pass\n{FIELDS}",
        "no module 'enum'",
    ),
    "star": (f"{HEAD}      ⟦from math import *\n      def f(a): pass\n{FIELDS}", "by full name"),
    "inheritance": (f"{HEAD}      ⟦class A(dict): pass\n      def f(a): pass\n{FIELDS}", "cannot inherit"),
    "property": (
        f"{HEAD}      ⟦class A:\n        @property\n        def x(s): pass\n      def f(): pass\n{FIELDS}",
        "decorators",
    ),
    "sub": (
        f"{HEAD}      def f(a):\n          return ⟦re.sub('a', lambda m: 'b', a)\n{FIELDS}",
        "takes a text",
    ),
    "name": (
        f"name: T\nfunctions:\n  - name: ⟦1f\n    source: 'def f(): pass'\n{FIELDS}",
        "no digit in front",
    ),
    "engine": (f"{GOOD}    engine: ⟦pyhton\n{FIELDS}", "Did you mean 'python'?"),
    "no source": (f"name: T\nfunctions: [⟦{{name: f}}]\n{FIELDS}", "has no 'source'"),
    "twice": (
        GOOD.replace("functions:\n", "functions:\n  - {name: f, source: 'def f(): pass'}\n").replace(
            ": f\n", ": ⟦f\n"
        )
        + FIELDS,
        "exists already on line 3",
    ),
    "field without": (f"{GOOD}{FIELDS}  - ⟦{{name: x, kind: function}}\n", "needs 'function'"),
    "text with": (f"{GOOD}{FIELDS}  - {{name: x, ⟦function: f}}\n", "add 'kind: function'"),
    "cleaned": (
        f"{GOOD}{FIELDS}  - {{name: x, kind: function, function: f, ⟦cleaning: []}}\n",
        "no 'cleaning'",
    ),
    "unknown": (
        f"{GOOD}{FIELDS}  - {{name: x, kind: function, function: ⟦g}}\n",
        "no function 'g'; it has f.",
    ),
    "none at all": (f"name: T\n{FIELDS}  - {{name: x, cleaning: [{{function: ⟦g}}]}}\n", "add it under"),
    "parameter": (USED % "zz" + "  - {name: x, kind: function, function: ⟦f}\n", "parameter 'zz' of 'f'"),
    "own value": (USED % "x" + "  - {name: x, kind: function, function: ⟦f}\n", "parameter 'x' of 'f'"),
    "field in a step": (
        USED % "a_b" + "  - {name: x, cleaning: [{function: ⟦f}]}\n",
        "are previous_line, context",
    ),
    "line in a rule": (USED % "previous_line" + "  - {name: x, validation: [{function: ⟦f}]}\n", "Rename it"),
    "fall together": (
        USED % "a_b" + "  - {name: a-b, validation: [{function: ⟦f}]}\n",
        "several fields 'a_b'",
    ),
    "cycle": (
        USED % "y"
        + "  - {name: x, kind: function, function: ⟦f}\n  - {name: y, kind: derived, expression: x + 1}\n",
        "'x' needs itself, by way of y",
    ),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_problem_is_told_with_its_place(name: str) -> None:
    marked, words = PROBLEMS[name]
    before, _, after = marked.partition("⟦")
    with pytest.raises(InvalidAppFile) as caught:
        load_app(before + after)
    [problem] = caught.value.problems
    assert (problem.line, problem.column) == (before.count("\n") + 1, len(before) - before.rfind("\n"))
    assert words in problem.message


def test_the_engine_python_may_have_what_monty_lacks() -> None:
    text = (
        HEAD.replace("source", "engine: python\n    source")
        + "      import statistics\n      def f(): yield 1\n"
    )
    [function] = load_app(text + FIELDS).functions
    assert function == CustomFunction(
        "f", "import statistics\ndef f(): yield 1\n", engine=FunctionEngine.PYTHON
    )


@pytest.mark.parametrize(
    ("parameters", "use"),
    [
        ("a_b, c, context, keys, zz=1", "kind: function, function: f"),
        ("**everything", "kind: function, function: f"),
        ("previous_line", "cleaning: [{function: f}]"),
        ("value, x, a_b", "validation: [{function: f}]"),
        ("*, value", "validation: [{function: f}]"),
    ],
)
def test_parameters_that_are_filled_are_fine(parameters: str, use: str) -> None:
    load_app(USED % parameters + f"  - {{name: x, {use}}}\n")
