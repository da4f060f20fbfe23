"""Packets: what the documents of a run say together."""

from dataclasses import dataclass

from docyard.domain.results import Alert, Edit


@dataclass(frozen=True, slots=True)
class PacketSource:
    """A document's value that a packet field may take.

    Attributes:
        record: index of the document among all of the run, from 0.
        field: the field's name in results.
    """

    record: int
    field: str


@dataclass(frozen=True, slots=True)
class PacketFieldResult:
    """One value of a packet.

    Attributes:
        value: None if there is none.
        inputs: what a ranked field may take, in the order of documents; None for other fields.
        chosen: the one of ``inputs`` that it took, if any.
        alerts: rules that it breaks.
        edits: what people changed, oldest first; a value that they edited is not computed again.
        error: why the value could not be made, when that is not simply absence.
    """

    name: str
    value: str | None
    inputs: tuple[PacketSource, ...] | None = None
    chosen: PacketSource | None = None
    alerts: tuple[Alert, ...] = ()
    edits: tuple[Edit, ...] = ()
    error: str | None = None
