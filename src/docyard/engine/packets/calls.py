"""Functions of the app over packets: what they get, and what they say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from docyard.domain.apps import AppDefinition
from docyard.domain.packets import PacketFieldResult
from docyard.engine.functions import Caller, argument
from docyard.engine.packets.records import Record

CLASS_FIELDS = "class_fields"
"""Parameter of functions: class → a mapping of values by field for each of its documents."""


@dataclass(frozen=True, slots=True)
class PacketCalls:
    """Calls functions for one packet.

    Attributes:
        class_fields: see ``CLASS_FIELDS``.
        found: values of packet fields by the names that functions call them by, as far as they are made.
    """

    caller: Caller
    class_fields: Mapping[str, Sequence[Mapping[str, Any]]]
    found: dict[str, str | None] = field(default_factory=dict)

    def inputs(self, function: str, among: Iterable[str]) -> tuple[str, ...]:
        """Return those packet fields that a function asks for."""
        return self.caller.parameters(function, tuple(among))

    def make(self, function: str, used: Iterable[str]) -> str:
        """Return the value that a function makes of the packet fields ``used``; empty for none.

        Raises:
            FunctionFailed: It gave no value.
        """
        return self.caller.call_for_text(function, self._arguments(used))

    def judge(self, function: str, result: PacketFieldResult) -> str | None:
        """Return what a function says against a value, None if nothing."""
        arguments = self._arguments(self.found) | {"value": argument(result.value)}
        otherwise = f"{function!r} does not accept the value of {result.name!r}."
        return self.caller.call_for_fault(function, arguments, otherwise=otherwise)

    def _arguments(self, names: Iterable[str]) -> dict[str, Any]:
        values = {name: argument(self.found[name]) for name in names}
        return values | {CLASS_FIELDS: self.class_fields}


def open_calls(app: AppDefinition, records: Sequence[Record], caller: Caller) -> PacketCalls:
    """Return what calls functions for the documents of a packet."""
    documents: dict[str, list[dict[str, Any]]] = {each.name: [] for each in app.classes}
    for record in records:
        readings = record.readings.values()
        documents[record.class_name].append(
            {reading.source.field: argument(reading.value) for reading in readings}
        )
    return PacketCalls(caller, documents)
