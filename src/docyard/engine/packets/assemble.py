"""The documents of a run to the fields of their packet."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from docyard.domain.apps import AppDefinition, PacketField, PacketFieldKind
from docyard.domain.packets import PacketFieldResult
from docyard.domain.results import Alert
from docyard.engine.derivation import ALERT, FUNCTION_ALERT, Absent, NotDerived, evaluate, parse
from docyard.engine.functions import Caller, FunctionFailed
from docyard.engine.packets.calls import PacketCalls, open_calls
from docyard.engine.packets.ranking import choose, inputs_of
from docyard.engine.packets.records import Record
from docyard.engine.packets.rules import PACKET_RULES, PacketSubject
from docyard.engine.values.identifiers import identifier


def assemble_packet(
    app: AppDefinition,
    records: Sequence[Record],
    *,
    earlier: Sequence[PacketFieldResult] = (),
    functions: Caller | None = None,
) -> tuple[PacketFieldResult, ...]:
    """Return the values of an app's packet fields, in the app's order.

    Args:
        app: says what the fields are.
        records: the documents of the run.
        earlier: what the packet was before; values that people edited stay.
        functions: calls those of the app; without it, what they said of the earlier packet stays.
    """
    packet = _Packet(
        app, records, {result.name: result for result in earlier}, _open_calls(app, records, functions)
    )
    subjects = {
        field.name: _ranked(field, packet)
        for field in app.packet_fields
        if field.kind is PacketFieldKind.RANKED
    }
    subjects |= _computed(packet, subjects)
    return tuple(_checked(field, subjects[field.name], packet) for field in app.packet_fields)


@dataclass(frozen=True, slots=True)
class _Packet:
    """What all fields are made from; ``earlier`` by name."""

    app: AppDefinition
    records: Sequence[Record]
    earlier: Mapping[str, PacketFieldResult]
    calls: PacketCalls | None

    def edited(self, field: PacketField) -> PacketFieldResult | None:
        """Return the field as somebody wrote it, if so."""
        result = self.earlier.get(field.name)
        return result if result is not None and result.edits else None


def _open_calls(
    app: AppDefinition, records: Sequence[Record], functions: Caller | None
) -> PacketCalls | None:
    return None if functions is None else open_calls(app, records, functions)


def _ranked(field: PacketField, packet: _Packet) -> PacketSubject:
    inputs = inputs_of(field, packet.records)
    readings = [reading for _, reading in inputs]
    edited = packet.edited(field)
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
    return PacketSubject(result, readings, chosen, packet.calls)


def _computed(packet: _Packet, ranked: Mapping[str, PacketSubject]) -> dict[str, PacketSubject]:
    """Return derived fields and those of functions, each after those it needs; app files have no cycles."""
    classes = {identifier(each.name): _rows(each.name, packet.records) for each in packet.app.classes}
    found = {} if packet.calls is None else packet.calls.found
    found |= {identifier(name): subject.result.value for name, subject in ranked.items()}
    waiting = {
        identifier(field.name): field
        for field in packet.app.packet_fields
        if field.kind is not PacketFieldKind.RANKED
    }
    names = {*classes, *found, *waiting}
    subjects = {}
    while waiting:
        for name, field in tuple(waiting.items()):
            used = _inputs(field, names, names - {*classes, name}, packet.calls)
            if not waiting.keys() & used:
                result = _made(field, packet, classes | found, names, used)
                found[name] = result.value
                subjects[field.name] = PacketSubject(result, calls=packet.calls)
                del waiting[name]
    return subjects


def _inputs(
    field: PacketField, names: set[str], others: set[str], calls: PacketCalls | None
) -> Sequence[str]:
    if field.kind is PacketFieldKind.DERIVED:
        return parse(field.expression or "", names=names)[1]
    assert field.function is not None
    return () if calls is None else calls.inputs(field.function, sorted(others))


def _rows(class_name: str, records: Sequence[Record]) -> str:
    """Return the documents of a class as expressions see lists: JSON text with a row for each."""
    rows = [
        {reading.source.field: reading.value for reading in record.readings.values()}
        for record in records
        if record.class_name == class_name
    ]
    return json.dumps(rows)


def _made(
    field: PacketField,
    packet: _Packet,
    values: Mapping[str, str | None],
    names: set[str],
    used: Sequence[str],
) -> PacketFieldResult:
    edited = packet.edited(field)
    if edited is not None:
        return PacketFieldResult(field.name, edited.value, edits=edited.edits)
    try:
        if field.kind is PacketFieldKind.DERIVED:
            tree, _ = parse(field.expression or "", names=names)
            value = evaluate(tree, {name: values[name] for name in used})
        elif packet.calls is None:
            before = packet.earlier.get(field.name)
            return PacketFieldResult(field.name, None) if before is None else replace(before, alerts=())
        else:
            assert field.function is not None
            value = packet.calls.make(field.function, used)
    except Absent:
        return PacketFieldResult(field.name, None)
    except NotDerived as reason:
        return _failed(field, ALERT, str(reason))
    except FunctionFailed as reason:
        return _failed(field, FUNCTION_ALERT, f"{reason}.")
    return PacketFieldResult(field.name, value or None)


def _failed(field: PacketField, alert: str, message: str) -> PacketFieldResult:
    return PacketFieldResult(field.name, "ERROR", alerts=(Alert(alert, message),), error=message)


def _checked(field: PacketField, subject: PacketSubject, packet: _Packet) -> PacketFieldResult:
    faults = [(rule, PACKET_RULES[rule.name].check(subject, rule.options)) for rule in field.validation]
    alerts = [
        Alert(rule.name, rule.message or fault, is_blocking=rule.is_blocking)
        for rule, fault in faults
        if fault is not None
    ]
    lasting = () if packet.calls else _said_by_functions(packet.earlier.get(field.name))
    return replace(subject.result, alerts=(*subject.result.alerts, *lasting, *alerts))


def _said_by_functions(earlier: PacketFieldResult | None) -> tuple[Alert, ...]:
    return () if earlier is None else tuple(each for each in earlier.alerts if each.type == FUNCTION_ALERT)
