"""App files: what is accepted, and that every problem names its line and column."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docyard.domain.apps import (
    AppDefinition,
    DigitizationOptions,
    DocumentClass,
    Field,
    FieldKind,
    Language,
    Rule,
    Splitting,
    ValueType,
)
from docyard.engine.appfiles import load_app, prebuilt_app_file, prebuilt_apps
from docyard.errors import InvalidAppFile, NotFound

FULL = """\
name: Goods inward
version: "2.1.0"
description: |
  Papers that come with goods.
  One document per page.
splitting: every_page
digitization:
  force_ocr: true
  languages: [ru, no, zh-Hant, ru]
classes:
  - name: Delivery note
    description: What a carrier brings.
    keywords: [delivery note, "no"]
    fields:
      - name: number
        kind: text
        type: identifier
        description: Number of the note.
        aliases: [delivery no]
        required: true
        minimum_confidence: 0.7
        validation:
          - pattern: "[0-9]{6}"
            message: Six digits, please.
            blocking: true
          - length: {max: 6}
        model: invoice.invoice_number
      - name: goods
        kind: list
        attributes:
          - name: quantity
            type: number
            aliases: [qty]
          - name: description
  - name: Anything else
    validation: [{confidence: 0.5}]
validation: [{class_confidence: 0.9}]
"""


def test_every_key_reaches_the_app() -> None:
    assert load_app(FULL) == AppDefinition(
        name="Goods inward",
        version="2.1.0",
        description="Papers that come with goods.\nOne document per page.",
        splitting=Splitting.EVERY_PAGE,
        digitization=DigitizationOptions(
            force_ocr=True, languages=(Language.RUSSIAN, Language.NORWEGIAN, Language.TRADITIONAL_CHINESE)
        ),
        classes=(
            DocumentClass(
                name="Delivery note",
                description="What a carrier brings.",
                keywords=("delivery note", "no"),
                fields=(
                    Field(
                        name="number",
                        value_type=ValueType.IDENTIFIER,
                        description="Number of the note.",
                        aliases=("delivery no",),
                        required=True,
                        minimum_confidence=0.7,
                        validation=(
                            Rule("pattern", "[0-9]{6}", "Six digits, please.", is_blocking=True),
                            Rule("length", {"max": 6}),
                        ),
                        model="invoice.invoice_number",
                    ),
                    Field(
                        name="goods",
                        kind=FieldKind.LIST,
                        attributes=(
                            Field(name="quantity", value_type=ValueType.NUMBER, aliases=("qty",)),
                            Field(name="description"),
                        ),
                    ),
                ),
            ),
            DocumentClass(name="Anything else", fields=(), validation=(Rule("confidence", 0.5),)),
        ),
        validation=(Rule("class_confidence", 0.9),),
    )


def test_short_form_gives_one_class_named_like_the_app() -> None:
    app = load_app("name: Ticket\nkeywords: [ticket]\nfields: [{name: seat}]\n")
    assert app.version == "1.0.0"
    assert app.classes == (DocumentClass(name="Ticket", keywords=("ticket",), fields=(Field(name="seat"),)),)


# The place of each problem is marked in the text itself: ⟦ stands right before it.
PROBLEMS = {
    "empty file": ("⟦", "empty"),
    "only a comment": ("⟦# nothing\n", "empty"),
    "not a mapping": ("⟦- name: x\n", "should be a mapping"),
    "unclosed bracket": ("name: x\nfields: [{name: a}\n⟦", "not YAML"),
    "unclosed quote": ("name: 'x\nfields: []\n⟦", "not YAML"),
    "tab": ("name: x\n⟦\tfields: []\n", "indent with spaces"),
    "second colon": ("name: a⟦: b\n", "put the text in quotes"),
    "control character": ("name: x⟦\x07\n", "U+0007"),
    "lone surrogate": ("name: x\nversion: ⟦\ud800\n", "U+D800"),
    "second document": ("name: x\nfields: []\n⟦---\nname: y\n", "one app per file"),
    "anchor": ("name: ⟦&a x\nfields: []\n", "anchor '&a'"),
    "tag": ("name: ⟦!!python/object/apply:os.getcwd []\nfields: []\n", "'!!python/object/apply:os.getcwd'"),
    "deep nesting": ("[" * 20 + "⟦" + "[" * 100_000, "nest more than 20 deep"),
    "no name": ("⟦version: '1'\nfields: []\n", "no 'name'"),
    "neither classes nor fields": ("⟦name: x\n", "neither 'classes' nor 'fields'"),
    "classes and fields": ("name: x\nclasses: [{name: a}]\n⟦fields: []\n", "either 'classes' or"),
    "keywords beside classes": ("name: x\nclasses: [{name: a}]\n⟦keywords: [a]\n", "move them into a class"),
    "unknown key": ("name: x\nfields: []\n⟦colour: red\n", "expected one of name, version"),
    "misspelt key": ("name: x\n⟦feilds: []\nclasses: [{name: a}]\n", "Did you mean 'fields'?"),
    "key that is a list": ("name: x\nfields: []\n? ⟦[a]\n: 1\n", "but is a list"),
    "key twice": ("name: x\nfields: []\n⟦name: y\n", "twice, first on line 1"),
    "name is a number": ("name: ⟦2026\nfields: []\n", 'put it in quotes: "2026"'),
    "name is a boolean": ("name: ⟦yes\nfields: []\n", "true or false"),
    "name is nothing": ("name:⟦\nfields: []\n", "is empty"),
    "name on two lines": ("name: |\n  ⟦a\n  b\nfields: []\n", "on one line"),
    "name too long": (f"name: ⟦{'x' * 256}\nfields: []\n", "256 characters"),
    "version is a number": ("name: x\nversion: ⟦1.0\nfields: []\n", 'put it in quotes: "1.0"'),
    "version with a space": ("name: x\nversion: ⟦1 beta\nfields: []\n", "'1 beta'"),
    "splitting": ("name: x\nsplitting: ⟦every-page\nfields: []\n", "Did you mean 'every_page'?"),
    "unknown language": ("name: x\ndigitization: {languages: [⟦rus]}\nfields: []\n", "expected"),
    "flag is text": ("name: x\ndigitization: {force_ocr: ⟦please}\nfields: []\n", "true or false"),
    "fields is a mapping": ("name: x\nfields: ⟦{name: a}\n", "begin each field with '- '"),
    "field is text": ("name: x\nfields:\n  - ⟦total\n", "should be a mapping"),
    "value type": ("name: x\nfields: [{name: a, type: ⟦amont}]\n", "Did you mean 'amount'?"),
    "kind": ("name: x\nfields: [{name: a, kind: ⟦tabel}]\n", "expected text, list, table"),
    "alias is a boolean": ("name: x\nfields: [{name: a, aliases: [⟦no]}]\n", 'put it in quotes: "no"'),
    "confidence is text": ("name: x\nfields: [{name: a, minimum_confidence: ⟦high}]\n", "from 0 to 1"),
    "confidence in percent": ("name: x\nfields: [{name: a, minimum_confidence: ⟦85}]\n", "write 0.85"),
    "confidence below zero": ("name: x\nfields: [{name: a, minimum_confidence: ⟦-0.1}]\n", "from 0 to 1"),
    "confidence not finite": ("name: x\nfields: [{name: a, minimum_confidence: ⟦.inf}]\n", "from 0 to 1"),
    "model without a dot": ("name: x\nfields: [{name: a, model: ⟦Receipt}]\n", "such as receipt.total"),
    "list without attributes": ("name: x\nfields:\n  - ⟦name: a\n    kind: list\n", "needs 'attributes'"),
    "table without attributes": ("name: x\nfields:\n  - ⟦name: a\n    kind: table\n", "'table' needs"),
    "list with a type": (
        "name: x\nfields: [{name: a, kind: list, ⟦type: date, attributes: [{name: b}]}]\n",
        "has no type of its own",
    ),
    "list with no attribute": ("name: x\nfields: [{name: a, kind: list, attributes: ⟦[]}]\n", "at least one"),
    "text with attributes": ("name: x\nfields: [{name: a, ⟦attributes: [{name: b}]}]\n", "add 'kind: list'"),
    "no classes": ("name: x\nclasses: ⟦[]\n", "at least one class"),
    "class name twice": ("name: x\nclasses:\n  - name: A\n  - name: ⟦a\n", "exists already on line 3"),
    "field name twice": ("name: x\nfields: [{name: a}, {name: ⟦A}]\n", "exists already on line 2"),
    "attribute name twice": (
        "name: x\nfields: [{name: a, kind: list, attributes: [{name: b}, {name: ⟦b}]}]\n",
        "An attribute named 'b'",
    ),
    "prompt for an attribute": (
        (
            "name: A\nfields: [{name: f, kind: table, attributes: [{name: a, "
            "cleaning: [{⟦prompt: {language_model: m, instruction: x}}]}]}]\n"
        ),
        "cannot have the step 'prompt'",
    ),
    "four prompts in a chain": (
        "name: A\nfields:\n  - name: f\n    cleaning:\n"
        + "      - prompt: {language_model: m, instruction: x}\n" * 3
        + "      - ⟦prompt: {language_model: m, instruction: x}\n",
        "at most 3 steps 'prompt'",
    ),
    "model of a prompt with capitals": (
        "name: A\nfields: [{name: f, validation: [{prompt: {language_model: ⟦House, instruction: x}}]}]\n",
        "small letters",
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
    assert f"line {problem.line}, column {problem.column}" in caught.value.message


def test_all_problems_are_told_at_once_in_file_order() -> None:
    text = "nam: x\nversion: 2\nfields:\n  - name: a\n    type: dat\n    requird: true\n  - type: text\n"
    with pytest.raises(InvalidAppFile, match="6 problems") as caught:
        load_app(text)
    assert [(problem.line, problem.column) for problem in caught.value.problems] == [
        (1, 1),
        (1, 1),
        (2, 10),
        (5, 11),
        (6, 5),
        (7, 5),
    ]


@pytest.mark.parametrize(
    ("most", "noun", "template"),
    [
        (250, "class", "name: x\nclasses:\n{}"),
        (100, "field", "name: x\nfields:\n{}"),
        (30, "attribute", "name: x\nfields:\n- name: a\n  kind: list\n  attributes:\n{}"),
    ],
)
def test_limits_hold_exactly(most: int, noun: str, template: str) -> None:
    indent = "  " if noun == "attribute" else ""
    entries = [f"{indent}- name: n{number}\n" for number in range(most + 1)]
    load_app(template.format("".join(entries[:most])))
    with pytest.raises(InvalidAppFile, match=f"at most {most} are allowed") as caught:
        load_app(template.format("".join(entries)))
    assert caught.value.problems[0].line == template.count("\n") + most + 1


def test_aliases_of_yaml_cannot_grow_a_file() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
    )
    with pytest.raises(InvalidAppFile) as caught:
        load_app(bomb)
    assert all("not allowed" in problem.message for problem in caught.value.problems)


def test_a_file_beyond_the_size_limit_is_not_parsed() -> None:
    with pytest.raises(InvalidAppFile, match="at most 1000000 are allowed"):
        load_app("# " + "x" * 1_000_000)


@given(st.text(alphabet=st.sampled_from(list("abn:-[]{}#&*!|>'\"%@?, \t\n01.é\x00")), max_size=60))
@settings(max_examples=300)
def test_any_text_is_an_app_or_a_refusal_within_its_lines(text: str) -> None:
    try:
        load_app(text)
    except InvalidAppFile as refusal:
        for problem in refusal.problems:
            assert 1 <= problem.line <= text.count("\n") + 2
            assert problem.column >= 1


def test_prebuilt_apps_load_and_have_their_files() -> None:
    apps = {app.name: app for app in prebuilt_apps()}
    assert {"Invoice", "Receipt"} <= set(apps)
    for name, app in apps.items():
        assert load_app(prebuilt_app_file(name)) == app
        assert app.classes[0].fields
    with pytest.raises(NotFound, match="Identity Document, Invoice, Paystub"):
        prebuilt_app_file("invoice")


def test_a_mistyped_rule_is_one_problem() -> None:
    with pytest.raises(InvalidAppFile) as caught:
        load_app("name: x\nfields: [{name: a, validation: [{requird: true}]}]")
    [problem] = caught.value.problems
    assert "Did you mean 'required'?" in problem.message
