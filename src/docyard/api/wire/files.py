"""Nodes of the file system, and the headers that select bytes and repeat look-ups."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, Field, field_validator

from docyard.api.wire.text import Text
from docyard.domain.drives import DriveEntry
from docyard.errors import Invalid
from docyard.services.files import FolderPage

# One range with a start; suffix ranges and several ranges are not part of the API.
_RANGE = re.compile(r"\s*bytes\s*=\s*([0-9]{1,18})\s*-\s*([0-9]{1,18})?\s*")

# ``{retries:3,backoff-seconds:5}``, ``{'retries': 3, 'backoff-seconds': 5}`` and JSON.
_RETRIES = re.compile(r"retries['\"]?\s*[:=]\s*([0-9]{1,9})")
_BACKOFF = re.compile(r"backoff[-_]seconds['\"]?\s*[:=]\s*([0-9]{1,9}(?:\.[0-9]{1,9})?)")
_MOST_RETRIES = 60
_LONGEST_WAIT_S = 30.0


class NodeMetadata(BaseModel):
    """What a node is; size in bytes and time in Unix seconds are null for a folder."""

    node_type: str
    size: int | None
    modified_timestamp: int | None


class NodePermissions(BaseModel):
    """What the caller may do with a node; whoever sees it may do all."""

    can_read: bool = True
    can_write: bool = True
    can_delete: bool = True


class NodeBody(BaseModel):
    """A file or folder (spec ``listBatchFilesResponse.nodes``)."""

    full_path: str
    name: str
    metadata: NodeMetadata
    perms: NodePermissions

    @classmethod
    def of(cls, entry: DriveEntry, *, below: str, path: str) -> "NodeBody":
        """Return an entry whose parent has the key ``below`` and the full path ``path``."""
        name = entry.key.removeprefix(f"{below}/")
        return cls(
            full_path=f"{path}/{name}",
            name=name,
            metadata=NodeMetadata(
                node_type="folder" if entry.is_folder else "file",
                size=None if entry.is_folder else entry.size_bytes,
                modified_timestamp=int(entry.modified_at.timestamp()) if entry.modified_at else None,
            ),
            perms=NodePermissions(),
        )


class FolderBody(BaseModel):
    """A page of a folder; ``next_page_token`` is empty on the last one."""

    nodes: list[NodeBody]
    next_page_token: str
    has_more: bool

    @classmethod
    def of(cls, page: FolderPage) -> "FolderBody":
        """Return a page of a folder as the wire has it."""
        folder = page.folder
        return cls(
            nodes=[NodeBody.of(entry, below=folder.key, path=str(folder.path)) for entry in page.entries],
            next_page_token=page.next_page_token or "",
            has_more=page.next_page_token is not None,
        )


class CreateNode(BaseModel):
    """What to make in a folder."""

    name: Text = Field(description="One name, without slashes.")
    node_type: Literal["file", "folder"]

    model_config = {"json_schema_extra": {"examples": [{"name": "march", "node_type": "folder"}]}}

    @field_validator("name")
    @classmethod
    def _one_name(cls, name: str) -> str:
        if not name or "/" in name:
            raise ValueError("a name has at least one character and no slashes; send the folder in the path")
        return name


def read_cursor(header: str) -> int | None:
    """Return the byte that a chunk begins at; None for the end of the file, wherever it is.

    Raises:
        Invalid: It is no number from -1 on.
    """
    text = header.strip()
    if text == "-1":
        return None
    if not re.fullmatch("[0-9]{1,18}", text):
        raise Invalid(
            f"IB-Cursor {header[:80]!r} is not supported; send 0 for the first chunk, -1 or "
            "the file's size so far for others."
        )
    return int(text)


def read_range(header: str | None) -> tuple[int | None, int | None]:
    """Return the first byte wanted and the one behind the last; None where the file's bounds are meant.

    Raises:
        Invalid: It is not a single range of bytes with a start.
    """
    if header is None:
        return None, None
    match = _RANGE.fullmatch(header)
    if match is None or (match[2] and int(match[2]) < int(match[1])):
        raise Invalid(
            f"Range {header[:80]!r} is not supported; send one range with a start, such as 'bytes=0-99'."
        )
    return int(match[1]), int(match[2]) + 1 if match[2] else None


@dataclass(frozen=True, slots=True)
class RetryConfig:
    """How often and after which pause, in seconds, a path where nothing is is looked up again."""

    retries: int
    backoff_s: float

    def pauses(self) -> Iterator[float]:
        """Yield the pauses, as many as fit into the longest wait that the server grants."""
        waited = 0.0
        for _ in range(min(self.retries, _MOST_RETRIES)):
            pause = min(self.backoff_s, _LONGEST_WAIT_S - waited)
            yield pause
            waited += pause
            if waited >= _LONGEST_WAIT_S:
                return


def read_retry_config(header: str | None) -> RetryConfig:
    """Read ``IB-Retry-Config`` in any of its notations; without it nothing is tried again.

    Raises:
        Invalid: No number of retries can be found in it.
    """
    if header is None:
        return RetryConfig(retries=0, backoff_s=0.0)
    retries, backoff = _RETRIES.search(header), _BACKOFF.search(header)
    if retries is None:
        raise Invalid(
            f"IB-Retry-Config {header[:80]!r} names no retries; "
            "expected the form {retries:3,backoff-seconds:5}."
        )
    return RetryConfig(retries=int(retries[1]), backoff_s=float(backoff[1]) if backoff else 1.0)
