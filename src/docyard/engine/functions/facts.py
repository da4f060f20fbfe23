"""What functions get to know beside values: the document, the file, the run and the keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file's functions get to know of the run; empty where there is none.

    Attributes:
        file_path: full drive path.
        user: id of who started the run.
        custom_keys: name → JSON value.
        secret_keys: name → the secret itself; masked in all that functions give back.
    """

    file_path: str = ""
    run_id: str | None = None
    deployment_id: str | None = None
    organization: str | None = None
    workspace: str | None = None
    user: str | None = None
    custom_keys: Mapping[str, Any] = field(default_factory=dict)
    secret_keys: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What is known of one document.

    Attributes:
        text: its words, printed lines on lines of their own.
        page_numbers: its pages, counted from 1 within the file.
    """

    file_name: str
    text: str = field(repr=False)
    page_numbers: tuple[int, ...]
    class_name: str
    app_name: str
    app_version: str
    today: date


def context_of(file: FileFacts, document: DocumentFacts) -> dict[str, Any]:
    """Return ``context`` as functions get it."""
    return {
        "document_text": document.text,
        "file_path": file.file_path,
        "file_name": document.file_name,
        "page_count": len(document.page_numbers),
        "page_numbers": list(document.page_numbers),
        "class_name": document.class_name,
        "app_name": document.app_name,
        "app_version": document.app_version,
        "today": document.today.isoformat(),
        "run_id": file.run_id,
        "deployment_id": file.deployment_id,
        "organization": file.organization,
        "workspace": file.workspace,
        "user": file.user,
    }
