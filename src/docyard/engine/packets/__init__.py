"""Packets: values of all documents of a run together, ranked from fields of classes or computed.

May import: ``domain``, ``errors``, ``engine.derivation``, ``engine.functions``, ``engine.shapes`` and
``engine.values``. To add a rule: one function and one line in ``PACKET_RULES``.
Tests: ``tests/engine/test_packets.py``.
"""

from docyard.engine.packets.assemble import assemble_packet
from docyard.engine.packets.calls import CLASS_FIELDS
from docyard.engine.packets.records import read_records
from docyard.engine.packets.rules import PACKET_RULES, PacketRuleKind
from docyard.engine.packets.task import (
    PacketOutcome,
    PacketTask,
    calls_functions,
    packet_without_functions,
    process_packet,
)

__all__ = [
    "CLASS_FIELDS",
    "PACKET_RULES",
    "PacketOutcome",
    "PacketRuleKind",
    "PacketTask",
    "assemble_packet",
    "calls_functions",
    "packet_without_functions",
    "process_packet",
    "read_records",
]
