"""Checked values → domain values."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from docyard.domain.apps import (
    AppDefinition,
    AppKey,
    CleaningStep,
    CustomFunction,
    DigitizationOptions,
    DocumentClass,
    Field,
    FieldKind,
    FieldModel,
    FunctionEngine,
    KeyKind,
    PacketField,
    PacketFieldKind,
    PacketInput,
    RankBy,
    Rule,
    Splitting,
    ValueType,
)

# What ``check`` returned for a section of the schema: its keys and types are known to be right.
_Checked = Mapping[str, Any]


def build_app(values: _Checked) -> AppDefinition:
    """Return the app that a checked app file describes."""
    return AppDefinition(
        name=values["name"],
        version=values.get("version", "1.0.0"),
        description=values.get("description", ""),
        splitting=values.get("splitting", Splitting.OFF),
        digitization=_digitization(values.get("digitization", {})),
        classes=_classes(values),
        keys=tuple(_key(entry) for entry in values.get("keys", ())),
        functions=tuple(_function(entry) for entry in values.get("functions", ())),
        validation=_rules(values),
        packet_fields=tuple(_packet_field(entry) for entry in values.get("packet_fields", ())),
        spend_cap_micros=int(values.get("spend_cap", 10) * 1_000_000),
    )


def _digitization(values: _Checked) -> DigitizationOptions:
    return DigitizationOptions(
        force_ocr=values.get("force_ocr", False),
        languages=tuple(dict.fromkeys(values.get("languages", ()))),
    )


def _packet_field(values: _Checked) -> PacketField:
    return PacketField(
        name=values["name"],
        kind=values.get("kind", PacketFieldKind.RANKED),
        description=values.get("description", ""),
        inputs=tuple(PacketInput(entry["class"], entry["field"]) for entry in values.get("inputs", ())),
        rank_by=values.get("rank_by", RankBy.CONFIDENCE),
        expression=values.get("expression"),
        function=values.get("function"),
        validation=_rules(values),
    )


def _classes(values: _Checked) -> tuple[DocumentClass, ...]:
    if "classes" in values:
        return tuple(_document_class(entry) for entry in values["classes"])
    # In the short form, the rules are the app's.
    return (replace(_document_class(values), validation=()),)


def _key(values: _Checked) -> AppKey:
    return AppKey(
        name=values["name"],
        kind=values.get("kind", KeyKind.CUSTOM),
        description=values.get("description", ""),
    )


def _function(values: _Checked) -> CustomFunction:
    return CustomFunction(
        name=values["name"],
        source=values["source"],
        description=values.get("description", ""),
        engine=values.get("engine", FunctionEngine.MONTY),
    )


def _document_class(values: _Checked) -> DocumentClass:
    return DocumentClass(
        name=values["name"],
        description=values.get("description", ""),
        keywords=values.get("keywords", ()),
        examples=values.get("examples", ()),
        fields=tuple(_field(entry) for entry in values.get("fields", ())),
        validation=_rules(values),
    )


def _field(values: _Checked) -> Field:
    return Field(
        name=values["name"],
        kind=values.get("kind", FieldKind.TEXT),
        value_type=values.get("type", ValueType.TEXT),
        description=values.get("description", ""),
        aliases=values.get("aliases", ()),
        required=values.get("required", False),
        minimum_confidence=values.get("minimum_confidence", 0.0),
        attributes=tuple(_field(entry) for entry in values.get("attributes", ())),
        model=values.get("model"),
        expression=values.get("expression"),
        function=values.get("function"),
        cleaning=tuple(_step(entry) for entry in values.get("cleaning", ())),
        validation=_rules(values),
        language_model=FieldModel(**values["language_model"]) if "language_model" in values else None,
    )


def _step(values: _Checked) -> CleaningStep:
    [(name, options)] = values.items()
    return CleaningStep(name=name, options=options)


def _rules(values: _Checked) -> tuple[Rule, ...]:
    return tuple(_rule(entry) for entry in values.get("validation", ()))


def _rule(values: _Checked) -> Rule:
    [name] = values.keys() - {"message", "blocking"}
    return Rule(
        name=name,
        options=values[name],
        message=values.get("message"),
        is_blocking=values.get("blocking", False),
    )
