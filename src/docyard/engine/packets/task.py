"""Packets as work for an engine process, where functions of customers run."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from docyard.domain.apps import AppDefinition, PacketFieldKind
from docyard.domain.packets import PacketFieldResult
from docyard.engine.functions import (
    Caller,
    ClosedSandboxes,
    DocumentFacts,
    FileCalls,
    FileFacts,
    Printed,
    Sandboxes,
)
from docyard.engine.packets.assemble import assemble_packet
from docyard.engine.packets.records import Record
from docyard.errors import DocyardError


@dataclass(frozen=True, slots=True)
class PacketTask:
    """The documents of a run and what to make of them together.

    Attributes:
        name: for messages.
        today: what functions take for the date of the run.
        earlier: what the packet was before; values that people edited stay.
        facts: what functions get to know of the run.
    """

    name: str
    app: AppDefinition
    records: Sequence[Record] = field(repr=False)
    today: date
    earlier: tuple[PacketFieldResult, ...] = field(default=(), repr=False)
    facts: FileFacts = field(default_factory=FileFacts)


@dataclass(frozen=True, slots=True)
class PacketOutcome:
    """A packet's fields, and what functions printed."""

    fields: tuple[PacketFieldResult, ...]
    printed: tuple[Printed, ...] = ()


def calls_functions(app: AppDefinition) -> bool:
    """Tell whether packets of an app need functions."""
    return any(
        field.kind is PacketFieldKind.FUNCTION or any(rule.name == "function" for rule in field.validation)
        for field in app.packet_fields
    )


def process_packet(task: PacketTask, *, sandboxes: Sandboxes) -> PacketOutcome:
    """Return the packet; functions whose engine is not to be had fail."""
    try:
        sandboxes.require(task.app)
    except DocyardError as refusal:
        return packet_without_functions(task, refusal.message)
    return _process(task, sandboxes)


def packet_without_functions(task: PacketTask, reason: str) -> PacketOutcome:
    """Return the packet as it is where every function fails for a reason, a sentence; none is called."""
    return _process(task, ClosedSandboxes(reason))


def _process(task: PacketTask, sandboxes: Sandboxes) -> PacketOutcome:
    calls = FileCalls(task.app, task.facts, sandboxes)
    facts = DocumentFacts(
        file_name="",
        text="",
        page_numbers=(),
        class_name="",
        app_name=task.app.name,
        app_version=task.app.version,
        today=task.today,
    )
    fields = assemble_packet(task.app, task.records, earlier=task.earlier, functions=Caller(calls, facts))
    return PacketOutcome(fields, calls.printed)
