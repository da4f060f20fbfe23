"""Files that travel in other files: what is attached to a mail, and to mails attached to it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from docyard.engine.digitization.opening import OpenedFile, opened
from docyard.errors import DocyardError, FileTooLarge

MAX_DEPTH = 5
MAX_FILES = 100
_MAX_TOTAL_BYTES = 200_000_000
_MAX_NAME_LENGTH = 150
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f/\\]")


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that came in another.

    Attributes:
        name: its own, after those of the mails it came in; ``/`` between them. It is for people
            and messages, never a path.
        opened: ready to be read, or why it cannot be.
    """

    name: str
    opened: OpenedFile | DocyardError = field(repr=False)


def attached_files(file: OpenedFile) -> tuple[AttachedFile, ...]:
    """Return what is attached to a file, those of attached mails right behind their mail.

    Raises:
        FileTooLarge: if there are more than 100, mails within mails are nested deeper than 5, or
            all together have more than 200 MB.
    """
    found: list[AttachedFile] = []
    total_bytes = 0
    for attached in _unrolled(file, depth=1):
        found.append(attached)
        total_bytes += len(attached.opened.data) if isinstance(attached.opened, OpenedFile) else 0
        if len(found) > MAX_FILES or total_bytes > _MAX_TOTAL_BYTES:
            raise FileTooLarge(
                f"{file.name!r} carries more than {MAX_FILES} attachments, or more than "
                f"{_MAX_TOTAL_BYTES:,} bytes of them. Split it."
            )
    return tuple(_with_names_of_their_own(found))


def _unrolled(file: OpenedFile, *, depth: int) -> Iterator[AttachedFile]:
    for given_name, data in file.attached():
        if depth > MAX_DEPTH:
            raise FileTooLarge(f"{file.name!r} carries mails nested deeper than {MAX_DEPTH}. Take them out.")
        name = _plain(given_name)
        try:
            inner = opened(data, name=name, passwords=file.passwords)
        except DocyardError as refusal:
            yield AttachedFile(name, refusal)
            continue
        yield AttachedFile(name, inner)
        for deeper in _unrolled(inner, depth=depth + 1):
            yield replace(deeper, name=f"{name}/{deeper.name}")


def _plain(name: str) -> str:
    """Return the last part of what a sender calls a file, without what could mislead."""
    last = re.split(r"[/\\]", name)[-1]
    plain = _NOT_IN_NAMES.sub("", last).strip(" .")[:_MAX_NAME_LENGTH]
    return plain or "attachment"


def _with_names_of_their_own(files: Iterable[AttachedFile]) -> Iterator[AttachedFile]:
    taken: set[str] = set()
    for file in files:
        name, number = file.name, 1
        while name in taken:
            number += 1
            name = f"{file.name} ({number})"
        taken.add(name)
        yield replace(file, name=name)
