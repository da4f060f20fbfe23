"""Sweeps and what they deleted; docyard's own."""

from typing import Any

from pydantic import BaseModel, Field

from docyard.api.wire.moments import milliseconds
from docyard.domain.sweeps import Sweep, SweepKind, SweepState, Swept

_SWEPT: dict[str, Any] = {"kind": "runs", "workspace": "Claims", "items": 120, "size_bytes": 5120000}
_EXAMPLE: dict[str, Any] = {
    "id": "2f1d6f0e-30a4-4a3c-9b53-5e0f4b1c7d21",
    "state": "COMPLETE",
    "message": "",
    "is_nightly": True,
    "started_at": 1773453600000,
    "finished_at": 1773453612000,
}


class SweepBody(BaseModel):
    """A sweep that the organization was part of."""

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE]}}

    id: str
    state: SweepState
    message: str = Field(description="Why it failed; else empty.")
    is_nightly: bool
    started_at: int = Field(description="Unix milliseconds.")
    finished_at: int | None = Field(description="Unix milliseconds.")

    @classmethod
    def of(cls, sweep: Sweep) -> "SweepBody":
        """Return a sweep as the wire has it."""
        return cls(**_fields(sweep))


class SweptBody(BaseModel):
    """What of one kind was deleted from one workspace."""

    model_config = {"json_schema_extra": {"examples": [_SWEPT]}}

    kind: SweepKind
    workspace: str | None = Field(description="Null for what belongs to the whole organization.")
    items: int
    size_bytes: int = Field(description="Of files on the built-in drive.")

    @classmethod
    def of(cls, swept: Swept) -> "SweptBody":
        """Return it as the wire has it."""
        return cls(
            kind=swept.kind,
            workspace=swept.workspace or None,
            items=swept.items,
            size_bytes=swept.size_bytes,
        )


class SweepDetailsBody(SweepBody):
    """A sweep with what it has deleted so far, of the caller's organization."""

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE | {"swept": [_SWEPT]}]}}

    swept: list[SweptBody]

    @classmethod
    def of(cls, sweep: Sweep) -> "SweepDetailsBody":
        """Return a sweep as the wire has it."""
        return cls(swept=[SweptBody.of(each) for each in sweep.swept], **_fields(sweep))


class SweepList(BaseModel):
    """Answer of ``listSweeps``."""

    sweeps: list[SweepBody]


def _fields(sweep: Sweep) -> dict[str, Any]:
    return {
        "id": str(sweep.id),
        "state": sweep.state,
        "message": sweep.message,
        "is_nightly": sweep.night is not None,
        "started_at": milliseconds(sweep.started_at),
        "finished_at": None if sweep.finished_at is None else milliseconds(sweep.finished_at),
    }
