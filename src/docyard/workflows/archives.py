"""Zip archives from strangers, read so that they cannot do harm."""

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from docyard.errors import Invalid, LimitExceeded

_CHUNK_BYTES = 1024 * 1024

# zip's own signature of the record at its end, of 22 bytes and a comment of up to 65,535.
_END = b"PK\x05\x06"
_END_WITHIN_BYTES = 22 + 65_535

# Directory bytes per entry that are read at most: 46 and a name of the longest kind.
_DIRECTORY_BYTES_PER_FILE = 1_200

# Others take much memory (LZMA) or are not read by Python at all.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2})

_ENCRYPTED, _UTF8 = 0x1, 0x800

# Below this nobody is harmed, however well it is packed.
_RATIO_FROM_BYTES = 10_000_000

_NEVER_IN_NAMES = re.compile(r"[\x00-\x1f\x7f\ufffd\ud800-\udfff]|^[A-Za-z]:|^/")


class ArchiveUnsafe(Invalid):
    """The archive is damaged, or has entries that are not extracted."""

    code = "archive_unsafe"


class ArchiveTooLarge(LimitExceeded):
    """The archive has more or larger files than the limits allow, or is packed too tightly."""

    code = "archive_too_large"


@dataclass(frozen=True, slots=True)
class ExtractionLimits:
    """What an archive may unpack to.

    Attributes:
        files: entries.
        total_bytes: all files together.
        file_bytes: one file.
        ratio: unpacked bytes per packed byte, of archives that unpack to more than 10 MB.
    """

    files: int
    total_bytes: int
    file_bytes: int
    ratio: int


@dataclass(frozen=True, slots=True)
class Member:
    """A file or folder in an archive; ``name`` has slashes between and none around."""

    name: str
    is_folder: bool
    info: zipfile.ZipInfo


class Archive:
    """An archive whose directory has been found sound.

    Attributes:
        members: in the archive's order.
    """

    def __init__(self, opened: zipfile.ZipFile, members: tuple[Member, ...]) -> None:
        self._opened = opened
        self.members = members

    def read(self, member: Member) -> Iterator[bytes]:
        """Yield a file's bytes.

        Raises:
            ArchiveUnsafe: It is damaged.
        """
        try:
            with self._opened.open(member.info) as stream:
                while chunk := stream.read(_CHUNK_BYTES):
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as damage:
            raise ArchiveUnsafe(
                f"{member.name!r} in the archive is damaged. Make the archive anew."
            ) from damage

    def check_contents(self) -> None:
        """Read everything once.

        Raises:
            ArchiveUnsafe: A file is damaged.
        """
        for member in self.members:
            for _ in self.read(member):
                pass


@contextmanager
def open_archive(file: IO[bytes], *, limits: ExtractionLimits) -> Iterator[Archive]:
    """Open an archive; sizes are those its directory tells, and no file yields more.

    Raises:
        ArchiveUnsafe: It is no zip archive, or has entries that are not extracted: encrypted ones, links,
            names that lead elsewhere, the same name twice.
        ArchiveTooLarge: It goes beyond a limit.
    """
    _check_directory(file, limits)
    try:
        opened = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as damage:
        raise ArchiveUnsafe("The file is no zip archive, or a damaged one.") from damage
    with opened:
        infos = opened.infolist()
        _check_sizes(infos, limits, packed_bytes=file.seek(0, 2))
        members = tuple(_member(info) for info in infos)
        _check_names(members)
        yield Archive(opened, members)


def _check_directory(file: IO[bytes], limits: ExtractionLimits) -> None:
    """Refuse a directory that would not fit into memory, before it is read."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_WITHIN_BYTES))
    tail = file.read()
    at = tail.rfind(_END)
    directory_bytes = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    if directory_bytes == 0xFFFF_FFFF:  # zip64: it is told elsewhere, and no longer than the archive
        directory_bytes = size
    if directory_bytes > limits.files * _DIRECTORY_BYTES_PER_FILE:
        raise _too_many(limits)


def _too_many(limits: ExtractionLimits) -> ArchiveTooLarge:
    return ArchiveTooLarge(
        f"The archive has more entries than the limit 'extract_files' of {limits.files} allows. Split it."
    )


def _check_sizes(infos: list[zipfile.ZipInfo], limits: ExtractionLimits, *, packed_bytes: int) -> None:
    if len(infos) > limits.files:
        raise _too_many(limits)
    total = sum(info.file_size for info in infos)
    if total > limits.total_bytes:
        raise ArchiveTooLarge(
            f"The archive unpacks to {total} bytes; the limit 'extract_bytes' is {limits.total_bytes}."
        )
    largest = max(infos, key=lambda info: info.file_size, default=None)
    if largest is not None and largest.file_size > limits.file_bytes:
        raise ArchiveTooLarge(
            f"{largest.filename!r} in the archive has {largest.file_size} bytes; the limit 'file_bytes' "
            f"is {limits.file_bytes}."
        )
    # Entries may share their bytes, so that their own packed sizes tell nothing.
    if total > _RATIO_FROM_BYTES and total > limits.ratio * packed_bytes:
        raise ArchiveTooLarge(
            f"The archive unpacks to more than {limits.ratio} times its size, the limit 'extract_ratio'; "
            "so do archives that are made to fill disks."
        )


def _member(info: zipfile.ZipInfo) -> Member:
    name = _name(info)
    if info.flag_bits & _ENCRYPTED:
        raise ArchiveUnsafe(f"{name!r} in the archive is encrypted. Make the archive without a password.")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise ArchiveUnsafe(f"{name!r} in the archive is a link or a device; only files are extracted.")
    if info.compress_type not in _METHODS:
        raise ArchiveUnsafe(f"{name!r} in the archive is packed in a way that is not read; use 'deflate'.")
    plain = name.removesuffix("/")
    if _NEVER_IN_NAMES.search(plain) or not {"", ".", ".."}.isdisjoint(plain.split("/")):
        raise ArchiveUnsafe(f"The archive has an entry {name[:200]!r}, a name that would lead elsewhere.")
    return Member(name=plain, is_folder=name.endswith("/"), info=info)


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name in Unicode, with slashes; old programs wrote others and did not say so."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        raw = name.encode("cp437")
        try:
            name = raw.decode()
        except UnicodeDecodeError:
            name = raw.decode("cp437")
    return name.replace("\\", "/")


def _check_names(members: tuple[Member, ...]) -> None:
    """Refuse archives in which one name means two things."""
    files: set[str] = set()
    folders: set[str] = set()
    for member in members:
        names = member.name.split("/")
        folders.update("/".join(names[:depth]) for depth in range(1, len(names)))
        if member.is_folder:
            folders.add(member.name)
        elif member.name in files:
            raise ArchiveUnsafe(f"The archive has {member.name!r} twice.")
        else:
            files.add(member.name)
    if both := files & folders:
        raise ArchiveUnsafe(f"{min(both)!r} is a file and a folder in the archive.")
