"""The JSON Schema of app files agrees with the checks on what is an app file."""

import re
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from docyard.engine.appfiles import app_file_schema, load_app, prebuilt_app_file, prebuilt_apps
from docyard.errors import InvalidAppFile
from tests.engine.test_appfiles import FULL, PROBLEMS

ROOT = Path(__file__).parents[2]
VALIDATOR = Draft202012Validator(app_file_schema())

# What only the checks see: YAML's own rules, and names that repeat.
BEYOND_JSON_SCHEMA = re.compile(
    "empty file|comment|bracket|quote|tab|colon|control|surrogate|document|anchor|tag|nesting|twice"
    "|boolean|finite|is a list"
)


class Yaml12(yaml.SafeLoader):
    """Reads words as YAML 1.2 does, as editors' validators do: ``off`` and ``2026-01-31`` are text."""


Yaml12.yaml_implicit_resolvers = {
    letter: [(tag, rule) for tag, rule in rules if not tag.endswith((":bool", ":timestamp"))]
    for letter, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Yaml12.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


def misfits(text: str) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(yaml.load(text, Yaml12))]


def faults(text: str) -> list[str]:
    try:
        load_app(text)
    except InvalidAppFile as refusal:
        return [problem.message for problem in refusal.problems]
    return []


def manual_examples() -> list[str]:
    """Return the blocks of the manual that are app files, or the fields of one."""
    blocks: list[str] = []
    for page in sorted((ROOT / "docs").rglob("*.md")):
        for block in re.findall(r"(?:^(?: {4}.*|)\n)+", page.read_text("utf-8"), re.MULTILINE):
            text = dedent(block).strip() + "\n"
            if re.match(r"name:|fields:\n|classes:\n|keys:\n", text):
                blocks.append(_completed(text))
    return blocks


def _completed(text: str) -> str:
    named = text if text.startswith("name:") else f"name: Example\n{text}"
    return named if re.search("^(fields|classes):", named, re.MULTILINE) else f"{named}fields: []\n"


APP_FILES = {
    **{app.name: prebuilt_app_file(app.name) for app in prebuilt_apps()},
    **{path.name: path.read_text("utf-8") for path in (ROOT / "samples").rglob("*.yaml")},
    **{f"example {number}": text for number, text in enumerate(manual_examples(), start=1)},
    "with every key": FULL,
}


def test_it_is_a_json_schema() -> None:
    Draft202012Validator.check_schema(app_file_schema())


def test_the_manual_has_examples() -> None:
    assert len([name for name in APP_FILES if name.startswith("example")]) >= 5


@pytest.mark.parametrize("name", APP_FILES)
def test_every_app_file_of_ours_fits(name: str) -> None:
    assert misfits(APP_FILES[name]) == []


@pytest.mark.parametrize("name", [name for name in APP_FILES if name.startswith("example")])
def test_every_example_of_the_manual_is_an_app_but_for_fields_it_leaves_out(name: str) -> None:
    assert [fault for fault in faults(APP_FILES[name]) if "has no field" not in fault] == []


@pytest.mark.parametrize("name", [name for name in PROBLEMS if not BEYOND_JSON_SCHEMA.search(name)])
def test_what_loading_refuses_does_not_fit(name: str) -> None:
    assert misfits(PROBLEMS[name][0].replace("⟦", "")) != []


def test_an_editor_comment_in_the_first_line_changes_nothing() -> None:
    commented = f"# yaml-language-server: $schema=app-file.schema.json\n{FULL}"
    assert load_app(commented) == load_app(FULL)


@pytest.mark.parametrize(("most", "noun"), [(250, "classes"), (100, "fields")])
def test_limits_hold_in_schema_and_checks(most: int, noun: str) -> None:
    def app(count: int) -> str:
        entries: Any = [{"name": f"n{number}"} for number in range(count)]
        return yaml.safe_dump({"name": "Wide", noun: entries})

    assert misfits(app(most)) == []
    load_app(app(most))
    assert misfits(app(most + 1)) != []
    with pytest.raises(InvalidAppFile, match=f"at most {most} are allowed"):
        load_app(app(most + 1))
