"""Outlook message files, written for tests.

Source: [MS-CFB] (sectors of 512 bytes, all streams short enough for the mini stream) and [MS-OXMSG].
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_UNICODE, _BINARY, _LONG = 0x001F, 0x0102, 0x0003

Tree = Mapping[str, "bytes | Tree"]


def outlook_message(
    *, subject: str, body: str, sender: str, attachments: Mapping[str, bytes] | None = None
) -> bytes:
    """Return an MSG file of a mail."""
    attached = attachments or {}
    texts = {0x001A: "IPM.Note", 0x0037: subject, 0x1000: body, 0x0042: sender}
    head = struct.pack("<8xIIII8x", 0, len(attached), 0, len(attached))
    storages = {
        f"__attach_version1.0_#{number:08X}": _properties(
            bytes(8), {0x3707: name}, {0x3701: data}, {0x3705: 1}
        )
        for number, (name, data) in enumerate(attached.items())
    }
    return compound_file({**_properties(head, texts, {}, {}), **storages})


def _properties(
    head: bytes, texts: Mapping[int, str], blobs: Mapping[int, bytes], numbers: Mapping[int, int]
) -> Tree:
    streams: dict[str, bytes] = {}
    entries = head
    for identity, text in texts.items():
        streams[f"__substg1.0_{identity:04X}{_UNICODE:04X}"] = text.encode("utf-16-le")
        entries += struct.pack("<HHIII", _UNICODE, identity, 6, 2 * len(text) + 2, 0)
    for identity, data in blobs.items():
        streams[f"__substg1.0_{identity:04X}{_BINARY:04X}"] = data
        entries += struct.pack("<HHIII", _BINARY, identity, 6, len(data), 0)
    for identity, number in numbers.items():
        entries += struct.pack("<HHIII", _LONG, identity, 6, number, 0)
    return {**streams, "__properties_version1.0": entries}


def compound_file(tree: Tree) -> bytes:
    """Return a compound file with the given storages and streams, each below 4,096 bytes."""
    entries = [_Entry("Root Entry", _ROOT)]
    mini, mini_fat = bytearray(), list[int]()
    _add(tree, 0, entries, mini, mini_fat)
    directory = _padded(b"".join(entry.packed(len(mini)) for entry in entries))
    sectors = [
        directory,
        _padded(struct.pack(f"<{len(mini_fat)}I", *mini_fat), b"\xff"),
        _padded(bytes(mini)),
    ]
    counts = [len(sector) // 512 for sector in sectors]
    fat: list[int] = [_FAT]
    for count in counts:
        first = len(fat)
        fat += [*range(first + 1, first + count), _END]
    starts = [1, 1 + counts[0], 1 + counts[0] + counts[1]]
    entries[0].start = starts[2]
    sectors[0] = _padded(b"".join(entry.packed(len(mini)) for entry in entries))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, starts[0], 0, 4096, starts[1], counts[1], _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    return header + _padded(struct.pack(f"<{len(fat)}I", *fat), b"\xff") + b"".join(sectors)


@dataclass(slots=True)
class _Entry:
    name: str
    kind: int
    right: int = _FREE
    child: int = _FREE
    start: int = 0
    size: int = 0

    def packed(self, mini_size: int) -> bytes:
        name = self.name.encode("utf-16-le")
        size = mini_size if self.kind == _ROOT else self.size
        return struct.pack(
            "<64sHBBIII16xI16xIQ",
            name, len(name) + 2, self.kind, 1, _FREE, self.right, self.child, 0, self.start, size,
        )  # fmt: skip


def _add(tree: Tree, parent: int, entries: list[_Entry], mini: bytearray, mini_fat: list[int]) -> None:
    before: int | None = None
    for name, content in tree.items():
        index = len(entries)
        if isinstance(content, bytes):
            count = max(1, -(-len(content) // 64))
            first = len(mini_fat)
            mini_fat += [*range(first + 1, first + count), _END]
            mini += content.ljust(64 * count, b"\x00")
            entries.append(_Entry(name, _STREAM, start=first, size=len(content)))
        else:
            entries.append(_Entry(name, _STORAGE))
            _add(content, index, entries, mini, mini_fat)
        if before is None:
            entries[parent].child = index
        else:
            entries[before].right = index
        before = index


def _padded(data: bytes, filler: bytes = b"\x00") -> bytes:
    return data + filler * (-len(data) % 512)
