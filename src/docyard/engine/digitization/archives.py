"""Office files that are ZIP archives of XML parts, unpacked within limits."""

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass, field

from lxml import etree

from docyard.engine.digitization.trees import attribute, parsed
from docyard.errors import FileTooLarge, PasswordRequired, UnreadableFile

_MAX_MEMBERS = 10_000
_MAX_TOTAL_BYTES = 300_000_000
_MAX_PART_BYTES = 40_000_000
_MAX_RATIO = 200
_RATIO_FROM_BYTES = 2_000_000
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    NotImplementedError,
    RuntimeError,
)


@dataclass(frozen=True, slots=True)
class Archive:
    """An opened archive; ``name`` is the file's, for messages."""

    name: str
    _zip: zipfile.ZipFile = field(repr=False)

    @property
    def members(self) -> tuple[str, ...]:
        """Names of all members."""
        return tuple(self._zip.namelist())

    def find_bytes(self, member: str) -> bytes | None:
        """Return a member's content, None if there is none of that name.

        Raises:
            UnreadableFile: if it is damaged.
            FileTooLarge: if it unpacks to more than may be.
        """
        try:
            info = self._zip.getinfo(member)
        except KeyError:
            return None
        try:
            with self._zip.open(info) as stream:
                data = stream.read(_MAX_PART_BYTES + 1)
        except _FAULTS as error:
            raise UnreadableFile(
                f"{self.name!r} is damaged: its part {member!r} cannot be unpacked."
            ) from error
        if len(data) > _MAX_PART_BYTES:
            raise _too_large(self.name)
        return data

    def find_tree(self, member: str) -> etree._Element | None:
        """Return a member's XML, None if there is none of that name."""
        data = self.find_bytes(member)
        return None if data is None else parsed(data, name=self.name)

    def get_tree(self, member: str) -> etree._Element:
        """Return a member's XML.

        Raises:
            UnreadableFile: if there is none of that name, or it is damaged.
        """
        tree = self.find_tree(member)
        if tree is None:
            raise UnreadableFile(f"{self.name!r} is damaged: its part {member!r} is missing.")
        return tree

    def relations(self, member: str) -> dict[str, str]:
        """Return the members that a part names by ids; what stands outside the file is left out.

        Source: ECMA-376 part 2, 6.5 (relationships).
        """
        folder, base = posixpath.split(member)
        tree = self.find_tree(f"{folder}/_rels/{base}.rels")
        targets = {}
        for relation in tree if tree is not None else ():
            target = attribute(relation, "Target")
            if attribute(relation, "TargetMode") == "External" or target is None:
                continue
            path = posixpath.normpath(posixpath.join("/", folder, target))
            targets[attribute(relation, "Id") or ""] = path.lstrip("/")
        return targets


def opened_archive(data: bytes, *, name: str) -> Archive:
    """Return the archive after a look at what its members claim to unpack to.

    Raises:
        UnreadableFile: if it is damaged.
        PasswordRequired: if members are encrypted.
        FileTooLarge: if it is a bomb.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except _FAULTS as error:
        raise UnreadableFile(f"{name!r} is damaged: its archive cannot be opened.") from error
    if any(member.flag_bits & 1 for member in members):
        raise PasswordRequired(f"{name!r} is an encrypted archive. Save it without a password.")
    bombs = (
        member.file_size > _RATIO_FROM_BYTES and member.file_size > _MAX_RATIO * max(1, member.compress_size)
        for member in members
    )
    total = sum(member.file_size for member in members)
    if len(members) > _MAX_MEMBERS or total > _MAX_TOTAL_BYTES or any(bombs):
        raise _too_large(name)
    return Archive(name, archive)


def _too_large(name: str) -> FileTooLarge:
    return FileTooLarge(f"{name!r} unpacks to more than is read. Save it smaller, or split it.")
