"""The documents of a run to the fields of their packet."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from docyard.domain.apps import AppDefinition, PacketField, PacketFieldKind
from docyard.domain.packets import PacketFieldResult
from docyard.domain.results import Alert, FileResult
from docyard.engine.derivation import ALERT, Absent, NotDerived, evaluate, parse
from docyard.engine.packets.ranking import choose, inputs_of
from docyard.engine.packets.records import Record, read_records
from docyard.engine.packets.rules import PACKET_RULES, PacketSubject
from docyard.engine.values.identifiers import identifier


def assemble_packet(
    app: AppDefinition, results: Iterable[FileResult], *, earlier: Sequence[PacketFieldResult] = ()
) -> tuple[PacketFieldResult, ...]:
    """Return the values of an app's packet fields, in the app's order.

    Args:
        app: says what the fields are.
        results: of all files of the run, in order.
        earlier: what the packet was before; values that people edited stay.
    """
    if not app.packet_fields:
        return ()
    records = read_records(app, results)
    edited = {result.name: result for result in earlier if result.edits}
    subjects = {
        field.name: _ranked(field, records, edited.get(field.name))
        for field in app.packet_fields
        if field.kind is PacketFieldKind.RANKED
    }
    subjects |= _derived(app, records, subjects, edited)
    return tuple(_checked(field, subjects[field.name]) for field in app.packet_fields)


def _ranked(field: PacketField, records: Sequence[Record], edited: PacketFieldResult | None) -> PacketSubject:
    inputs = inputs_of(field, records)
    readings = [reading for _, reading in inputs]
    if edited is None:
        chosen = choose(field, inputs)
        value = None if chosen is None else chosen.value
    else:
        value = edited.value
        chosen = next((reading for reading in readings if value and reading.value == value), None)
    result = PacketFieldResult(
        name=field.name,
        value=value,
        inputs=tuple(reading.source for reading in readings),
        chosen=None if chosen is None else chosen.source,
        edits=() if edited is None else edited.edits,
    )
    return PacketSubject(result, readings, chosen)


def _derived(
    app: AppDefinition,
    records: Sequence[Record],
    ranked: Mapping[str, PacketSubject],
    edited: Mapping[str, PacketFieldResult],
) -> dict[str, PacketSubject]:
    """Return the derived fields, each after those that it needs; app files have no cycles."""
    values: dict[str, str | None] = {identifier(each.name): _rows(each.name, records) for each in app.classes}
    values |= {identifier(name): subject.result.value for name, subject in ranked.items()}
    waiting = {
        identifier(field.name): field for field in app.packet_fields if field.kind is PacketFieldKind.DERIVED
    }
    names = {*values, *waiting}
    subjects = {}
    while waiting:
        for name, field in tuple(waiting.items()):
            _, used = parse(field.expression or "", names=names)
            if not waiting.keys() & used:
                result = _computed(field, values, names, edited.get(field.name))
                values[name] = result.value
                subjects[field.name] = PacketSubject(result, (), None)
                del waiting[name]
    return subjects


def _rows(class_name: str, records: Sequence[Record]) -> str:
    """Return the documents of a class as expressions see lists: JSON text with a row for each."""
    rows = [
        {reading.source.field: reading.value for reading in record.readings.values()}
        for record in records
        if record.class_name == class_name
    ]
    return json.dumps(rows)


def _computed(
    field: PacketField,
    values: Mapping[str, str | None],
    names: set[str],
    edited: PacketFieldResult | None,
) -> PacketFieldResult:
    if edited is not None:
        return PacketFieldResult(field.name, edited.value, edits=edited.edits)
    tree, used = parse(field.expression or "", names=names)
    try:
        return PacketFieldResult(field.name, evaluate(tree, {name: values[name] for name in used}) or None)
    except Absent:
        return PacketFieldResult(field.name, None)
    except NotDerived as reason:
        message = str(reason)
        return PacketFieldResult(field.name, "ERROR", alerts=(Alert(ALERT, message),), error=message)


def _checked(field: PacketField, subject: PacketSubject) -> PacketFieldResult:
    faults = [(rule, PACKET_RULES[rule.name].check(subject, rule.options)) for rule in field.validation]
    alerts = [
        Alert(rule.name, rule.message or fault, is_blocking=rule.is_blocking)
        for rule, fault in faults
        if fault is not None
    ]
    return replace(subject.result, alerts=(*subject.result.alerts, *alerts))
