"""Packets: values of all documents of a run together, ranked from fields of classes or derived.

May import: ``domain``, ``errors``, ``engine.derivation``, ``engine.shapes`` and ``engine.values``. To add a
rule: one function and one line in ``PACKET_RULES``. Tests: ``tests/engine/test_packets.py``.
"""

from docyard.engine.packets.assemble import assemble_packet
from docyard.engine.packets.rules import PACKET_RULES, PacketRuleKind

__all__ = ["PACKET_RULES", "PacketRuleKind", "assemble_packet"]
