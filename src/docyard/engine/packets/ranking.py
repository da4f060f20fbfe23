"""Ranked fields: which document's value is the packet's."""

from collections.abc import Callable, Mapping, Sequence

from docyard.domain.apps import PacketField, RankBy
from docyard.engine.packets.records import Reading, Record


def inputs_of(field: PacketField, records: Sequence[Record]) -> tuple[tuple[int, Reading], ...]:
    """Return what a ranked field may take in the order of documents, each with its place among the inputs."""
    found = [
        (place, record.readings[each.field])
        for record in records
        for place, each in enumerate(field.inputs)
        if record.class_name == each.class_name and each.field in record.readings
    ]
    return tuple(found)


def choose(field: PacketField, inputs: Sequence[tuple[int, Reading]]) -> Reading | None:
    """Return the best input that has a value; of equals, that of the first document."""
    order = _ORDERS[field.rank_by]
    usable = [each for each in inputs if each[1].value]
    return min(usable, key=lambda each: order(*each))[1] if usable else None


_ORDERS: Mapping[RankBy, Callable[[int, Reading], tuple[float, ...]]] = {
    RankBy.CONFIDENCE: lambda place, reading: (-reading.confidence, place),
    RankBy.VALIDITY: lambda place, reading: (not reading.is_valid, place, -reading.confidence),
}
