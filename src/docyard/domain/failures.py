"""Why a file gave no documents."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileFailure:
    """Why a file gave no documents; ``retryable`` tells whether trying again may help."""

    code: str
    message: str
    retryable: bool
