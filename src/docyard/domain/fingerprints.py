"""Fingerprints: what tells that two documents have the same values, without the values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What the rule ``duplicate`` of one field looks at.

    Attributes:
        document: index among the file's documents.
        field: that has the rule.
        digest: SHA-256 of class, fields and values, in hexadecimal.
    """

    document: int
    field: str
    digest: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a field of a run's document breaks the rule; ``position`` is the file's."""

    position: int
    document: int
    field: str
    is_duplicate: bool
