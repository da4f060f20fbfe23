"""Archives that strangers made to do harm, and those that old programs made."""

import io
import stat
import struct
import zipfile
from collections.abc import Iterator
from contextlib import suppress

import pytest

from docyard.errors import DocyardError
from docyard.workflows.archives import ArchiveTooLarge, ArchiveUnsafe, ExtractionLimits, open_archive

LIMITS = ExtractionLimits(files=100, total_bytes=50_000_000, file_bytes=40_000_000, ratio=100)


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as opened:
        for name, data in entries:
            opened.writestr(name, data, method)
    return buffer.getvalue()


def names(data: bytes, limits: ExtractionLimits = LIMITS) -> list[str]:
    with open_archive(io.BytesIO(data), limits=limits) as archive:
        archive.check_contents()
        return [member.name for member in archive.members]


def of_kind(kind: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("entry")
    info.external_attr = (kind | 0o777) << 16
    return info


def test_reads_in_order_what_is_fine() -> None:
    data = zipped(("b", b"1"), ("a/", b""), ("a/c", b"2" * 3_000_000), (of_kind(stat.S_IFREG), b""))
    with open_archive(io.BytesIO(data), limits=LIMITS) as archive:
        assert [(member.name, member.is_folder) for member in archive.members] == [
            ("b", False),
            ("a", True),
            ("a/c", False),
            ("entry", False),
        ]
        pieces = list(archive.read(archive.members[2]))
    assert b"".join(pieces) == b"2" * 3_000_000
    assert max(map(len, pieces)) <= 1024 * 1024


@pytest.mark.parametrize(
    "name",
    [
        "../a",
        "a/../../b",
        "/etc/passwd",
        "//a",
        "C:/a",
        "C:a",
        "..\\a",
        "\\a",
        "a//b",
        "./a",
        "a/./b",
        "..",
        "a\nb",
    ],
)
def test_refuses_names_that_lead_elsewhere(name: str) -> None:
    info = zipfile.ZipInfo()
    info.filename = name
    with pytest.raises(ArchiveUnsafe):
        names(zipped(("fine", b"x"), (info, b"x")))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK])
def test_refuses_links_and_devices(kind: int) -> None:
    with pytest.raises(ArchiveUnsafe, match="link or a device"):
        names(zipped((of_kind(kind), b"/etc/passwd")))


def test_refuses_encrypted_entries() -> None:
    data = bytearray(zipped(("a", b"x")))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    with pytest.raises(ArchiveUnsafe, match="encrypted"):
        names(bytes(data))


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA])
def test_refuses_methods_that_take_much_memory(method: int) -> None:
    with pytest.raises(ArchiveUnsafe, match="packed"):
        names(zipped(("a", b"x"), method=method))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_reads_the_usual_methods(method: int) -> None:
    assert names(zipped(("a", b"x" * 1_000), method=method)) == ["a"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_refuses_names_that_mean_two_things() -> None:
    for entries in ((("a", b"1"), ("a", b"2")), (("a", b"1"), ("a/b", b"2")), (("a/b", b"1"), ("a", b"2"))):
        with pytest.raises(ArchiveUnsafe):
            names(zipped(*entries))
    with pytest.raises(ArchiveUnsafe):
        names(zipped(("a", b"1"), ("a/", b"")))


def test_folders_may_be_told_twice_or_late() -> None:
    assert names(zipped(("a/b", b"1"), ("a/", b""), ("c", b"2"))) == ["a/b", "a", "c"]


def with_raw_name(raw: bytes) -> bytes:
    """Make an archive as programs do that write names in their own encoding and do not say which."""
    return zipped(("x" * len(raw), b"1")).replace(b"x" * len(raw), raw)


def test_reads_names_of_old_programs() -> None:
    assert names(with_raw_name("ü.txt".encode())) == ["ü.txt"]
    assert names(with_raw_name(b"\x81.txt")) == ["ü.txt"]
    assert names(with_raw_name(b"a\\b.txt")) == ["a/b.txt"]
    with pytest.raises(ArchiveUnsafe):
        names(with_raw_name(b"..\\b.txt"))


def test_refuses_bombs() -> None:
    bomb = zipped(("a", bytes(30_000_000)))
    assert len(bomb) < 100_000
    with pytest.raises(ArchiveTooLarge, match="extract_ratio"):
        names(bomb)
    with pytest.raises(ArchiveTooLarge, match="extract_bytes"):
        names(zipped(*((str(number), bytes(20_000_000)) for number in range(3))))
    with pytest.raises(ArchiveTooLarge, match="file_bytes"):
        names(zipped(("a", bytes(40_000_001))))
    with pytest.raises(ArchiveTooLarge, match="extract_files"):
        names(zipped(*((str(number), b"") for number in range(101))))


def test_refuses_a_directory_that_would_fill_memory() -> None:
    data = zipped(("a", b"x"))
    end = data.index(b"PK\x05\x06")
    forged = data[: end + 12] + struct.pack("<L", 200_000_000) + data[end + 16 :]
    with pytest.raises(ArchiveTooLarge):
        names(forged)


def test_an_entry_that_lies_about_its_size_is_damaged() -> None:
    data = bytearray(zipped(("a", b"x" * 1_000)))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<L", 10)
    with pytest.raises(ArchiveUnsafe):
        names(bytes(data))


def damaged() -> Iterator[bytes]:
    whole = zipped(("a", b"text " * 1_000), ("b", b"more"))
    yield b""
    yield b"PK\x05\x06"
    for cut in range(1, len(whole), 7):
        yield whole[:cut]
    for at in range(len(whole)):
        yield whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]


def test_damage_is_refused_and_never_a_bug() -> None:
    for data in damaged():
        with suppress(DocyardError):
            names(data)
