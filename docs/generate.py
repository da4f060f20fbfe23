"""Fill the manual's tables from the code's own: a hook that MkDocs calls for every page.

A page asks for a table with ``<!-- generated: settings -->``. An unknown name is an error, so a
page cannot silently lack what it announces.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import typer.main

from docyard.api.app import describe_api
from docyard.cli import build_app
from docyard.domain.audit_events import AUDIT_CATEGORIES
from docyard.domain.permissions import DEEDS, LOWEST_ROLE
from docyard.drives import DRIVES, get_drive_type
from docyard.engine.appfiles import app_file_schema, prebuilt_apps
from docyard.engine.appfiles.cleaning_sections import STEP
from docyard.engine.appfiles.model_sections import MODEL_OF_FIELD, MODEL_WHENS
from docyard.engine.appfiles.packet_sections import (
    PACKET_FIELD,
    PACKET_FIELD_KINDS,
    PACKET_INPUT,
    PACKET_RULE,
    RANKINGS,
)
from docyard.engine.appfiles.rule_sections import FIELD_RULE, GENERAL_RULE
from docyard.engine.appfiles.schema import (
    APP,
    APP_KEY,
    ATTRIBUTE,
    DIGITIZATION,
    DOCUMENT_CLASS,
    FIELD,
    FIELD_KINDS,
    FUNCTION,
    FUNCTION_ENGINES,
    KEY_KINDS,
    SPLITTINGS,
    VALUE_TYPES,
)
from docyard.engine.cleaning import CLEANINGS
from docyard.engine.derivation import FUNCTIONS
from docyard.engine.digitization import FORMATS, FileFormat
from docyard.engine.digitization.legacy_office import LEGACY_OFFICE
from docyard.engine.digitization.ocr.languages import LANGUAGES
from docyard.engine.packets import PACKET_RULES
from docyard.engine.shapes import Choice, Day, Flag, Key, Many, Number, Section, Shape, Share, Text
from docyard.engine.validation import RULES
from docyard.services.exports import FORMATS as EXPORT_FORMATS
from docyard.settings import Settings

_MARK = re.compile(r"<!-- generated: ([a-z_]+) -->")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Replace every mark of a page by its table; MkDocs calls this by name."""
    return _MARK.sub(lambda mark: TABLES[mark[1]](), markdown)


def on_post_build(config: Any, **_: Any) -> None:
    """Put the JSON Schema of app files beside the pages; MkDocs calls this by name."""
    (Path(config.site_dir) / "app-file.schema.json").write_text(json.dumps(app_file_schema(), indent=1))


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(
        "| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def _words(notes: Any) -> str:
    return _table(("word", "meaning"), ((f"`{word.value}`", note) for word, note in notes.items()))


def value_types() -> str:
    """Value types of fields."""
    return _words(VALUE_TYPES)


def field_kinds() -> str:
    """Kinds of field."""
    return _words(FIELD_KINDS)


def model_whens() -> str:
    """When language models read fields."""
    return _words(MODEL_WHENS)


def splittings() -> str:
    """Ways to split files."""
    return _words(SPLITTINGS)


def packet_field_kinds() -> str:
    """Kinds of packet fields."""
    return _words(PACKET_FIELD_KINDS)


def rankings() -> str:
    """Ways to rank inputs of packet fields."""
    return _words(RANKINGS)


def packet_rules() -> str:
    """Rules of packet fields."""
    return _table(
        ("rule", "options", "what it asks for"),
        ((f"`{name}`", _options(kind.options), kind.note) for name, kind in PACKET_RULES.items()),
    )


def key_kinds() -> str:
    """Kinds of keys."""
    return _words(KEY_KINDS)


def function_engines() -> str:
    """What runs functions, and what each is."""
    return _words(FUNCTION_ENGINES)


def cleanings() -> str:
    """Cleaning steps with their options."""
    return _table(
        ("step", "options", "what it does"),
        ((f"`{name}`", _options(kind.options), kind.note) for name, kind in CLEANINGS.items()),
    )


def expression_functions() -> str:
    """Functions of expressions."""
    return _table(
        ("function", "what it gives"),
        ((f"`{function.usage}`", function.note) for function in FUNCTIONS.values()),
    )


def rules() -> str:
    """Validation rules with their options."""
    return _table(
        ("rule", "options", "what it asks for"),
        ((f"`{name}`", _options(kind.options), kind.note) for name, kind in RULES.items()),
    )


def _options(shape: Shape) -> str:
    match shape:
        case Section():
            return "; ".join(f"`{key.name}`: {_options(key.shape)}" for key in shape.keys)
        case Choice():
            return "one of " + ", ".join(f"`{word.value}`" for word in shape.options)
        case _:
            return _shape(shape)


def app_file_keys() -> str:
    """Every section of app files with its keys."""
    sections = (
        *(APP, DIGITIZATION, DOCUMENT_CLASS, FIELD, MODEL_OF_FIELD, ATTRIBUTE, STEP, FIELD_RULE),
        *(GENERAL_RULE, FUNCTION, APP_KEY, PACKET_FIELD, PACKET_INPUT, PACKET_RULE),
    )
    return "\n\n".join(f"### Keys: {section.noun}\n\n{_keys(section)}" for section in sections)


def _keys(section: Section) -> str:
    return _table(
        ("key", "value", "without it", "meaning"),
        ((f"`{key.name}`", _shape(key.shape), _without(key), key.description) for key in section.keys),
    )


def _without(key: Key) -> str:
    if key.required:
        return "refused"
    return "–" if key.default is None else f"`{key.default}`"


def _shape(shape: Shape) -> str:  # noqa: PLR0911 - one for each shape
    match shape:
        case Text():
            return f"text, up to {shape.max_length} characters"
        case Flag():
            return "`true` or `false`"
        case Share():
            return "number from 0 to 1"
        case Number():
            return "whole number" if shape.is_whole else "number"
        case Day():
            return "date, `YYYY-MM-DD`"
        case Choice():
            return "one word, see above"
        case Many():
            return f"list of up to {shape.max_items}, each: {shape.noun}"
        case Section():
            return "mapping"


def formats() -> str:
    """File formats that are read, what comes out of each and what does not."""
    return _table(
        (
            "format",
            "usual endings",
            "words",
            "tables",
            "checkboxes, barcodes",
            "pictures in it",
            "attachments",
            "not given",
        ),
        [*map(_format, FORMATS.values()), *map(_legacy_format, LEGACY_OFFICE.values())],
    )


def _format(kind: FileFormat) -> Iterator[str]:
    yield kind.title
    yield ", ".join(f"`.{end}`" for end in kind.extensions)
    yield kind.gives + ("" if kind.has_pages else "; set on paper")
    yield kind.content.tables or "none"
    yield kind.content.marks or "none"
    yield kind.content.pictures or "none"
    yield "each a file of its own" if kind.carries_files else "none"
    yield kind.lacks


def _legacy_format(kind: str) -> Iterable[str]:
    """Return the row of a format that LibreOffice turns into PDF."""
    _, _, *others = _format(replace(FORMATS["pdf"], gives="as LibreOffice prints it; refused without it"))
    return (kind.upper(), f"`.{kind}`", *others)


def languages() -> str:
    """Languages of scans, and what reads them."""
    built_in, others = (
        [language for language in LANGUAGES if LANGUAGES[language].is_built_in is own]
        for own in (True, False)
    )
    lines = [
        "Read by docyard itself: "
        + ", ".join(f"{LANGUAGES[language].title} (`{language}`)" for language in built_in)
        + ".",
        _table(
            ("read by Tesseract", "`languages`", "package of Debian and Ubuntu"),
            ((LANGUAGES[each].title, f"`{each}`", f"`{LANGUAGES[each].package}`") for each in others),
        ),
    ]
    return "\n\n".join(lines)


def prebuilt() -> str:
    """Apps that ship with docyard."""
    return _table(
        ("app", "for", "fields"),
        (
            (app.name, app.description, ", ".join(f"`{field.name}`" for field in entry.fields))
            for app in prebuilt_apps()
            for entry in app.classes
        ),
    )


def settings() -> str:
    """Options of the server with their environment names."""
    prefix = Settings.model_config["env_prefix"]
    return _table(
        ("environment", "default", "meaning"),
        (
            (f"`{prefix}{name.upper()}`", _default(field), field.description)
            for name, field in Settings.model_fields.items()
        ),
    )


def _default(field: Any) -> str:
    if field.default_factory is not None:
        return "see right"
    return "–" if field.default is None else f"`{field.default}`"


def commands() -> str:
    """Every command with its arguments and options."""
    return "\n\n".join(_commands(typer.main.get_command(build_app()), "docyard"))


def _commands(command: Any, path: str) -> Iterator[str]:
    if not hasattr(command, "list_commands"):
        yield f"## {path}\n\n{command.help}\n\n{_example(command)}\n\n{_parameters(command)}"
        return
    for name in command.list_commands(None):
        yield from _commands(command.get_command(None, name), f"{path} {name}")


def _example(command: Any) -> str:
    """Return the example that the command's help ends with, as a code block."""
    lines = [line.strip() for line in (command.epilog or "").splitlines()]
    return "\n".join(f"    {line}" for line in lines if line.startswith("docyard "))


def _parameters(command: Any) -> str:
    return _table(
        ("argument or option", "meaning"),
        (
            (f"`{_parameter_name(each)}`", each.help)
            for each in command.params
            if not getattr(each, "hidden", False)
        ),
    )


def _parameter_name(parameter: Any) -> str:
    if parameter.param_type_name == "option":
        return ", ".join(parameter.opts)
    return str(parameter.metavar or parameter.name)


def endpoints() -> str:
    """Every operation of the API."""
    # The description is made from the routes alone; no part behind them is touched.
    paths = describe_api()["paths"]
    return _table(
        ("request", "what it does"),
        (
            (f"`{method.upper()} {path}`", operation.get("description", operation["summary"]).splitlines()[0])
            for path, operations in paths.items()
            for method, operation in operations.items()
        ),
    )


def audit_categories() -> str:
    """Categories of audit events."""
    return _table(
        ("`log_type`", "what is noted"),
        ((f"`{category}_v2`", note) for category, note in AUDIT_CATEGORIES.items()),
    )


def permissions() -> str:
    """What may be done in a workspace, and the lowest role that may."""
    return _table(
        ("permission", "what it allows", "lowest role"),
        (
            (f"`{permission}`", DEEDS[permission], role.value.replace("_", " "))
            for permission, role in LOWEST_ROLE.items()
        ),
    )


def export_formats() -> str:
    """Formats that results are exported to."""
    return _table(
        ("`format`", "file", "how"),
        ((f"`{kind}`", entry.title, entry.note) for kind, entry in EXPORT_FORMATS.items()),
    )


def drive_types() -> str:
    """Every type of drive with its fields."""
    return "\n\n".join(
        f"### `{name}`: {get_drive_type(name).title}\n\n{_drive_fields(name)}" for name in DRIVES
    )


def _drive_fields(name: str) -> str:
    return _table(
        ("field", "in", "needed", "meaning"),
        (
            (
                f"`{field.name}`",
                "credentials" if field.is_secret else "options",
                "yes" if field.is_needed else "no",
                field.description,
            )
            for field in get_drive_type(name).fields
        ),
    )


def decisions() -> str:
    """Records of decisions, by number."""
    records = sorted(Path(__file__).parent.glob("decisions/0*.md"))
    titles = (path.read_text("utf-8").splitlines()[0].removeprefix("# ") for path in records)
    return "\n".join(f"- [{title}]({path.name})" for path, title in zip(records, titles, strict=True))


TABLES: dict[str, Callable[[], str]] = {
    table.__name__: table
    for table in (
        value_types,
        field_kinds,
        model_whens,
        splittings,
        packet_field_kinds,
        rankings,
        packet_rules,
        key_kinds,
        cleanings,
        function_engines,
        expression_functions,
        rules,
        app_file_keys,
        formats,
        languages,
        prebuilt,
        settings,
        commands,
        endpoints,
        audit_categories,
        export_formats,
        permissions,
        drive_types,
        decisions,
    )
}
