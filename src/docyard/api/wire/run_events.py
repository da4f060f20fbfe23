"""Logs of runs, as pages and as server-sent events; times in Unix milliseconds."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, Field

from docyard.api.wire.moments import milliseconds
from docyard.domain.run_events import EventLevel, RunEvent

_EXAMPLE: dict[str, Any] = {
    "sequence": 4,
    "timestamp": 1765912516120,
    "level": "error",
    "kind": "file.failed",
    "message": "'locked.pdf' is encrypted; give its password in the run's settings.",
    "file_name": "locked.pdf",
    "file_position": 3,
    "code": "file_password_required",
}

# What ``followRun`` sends, for the API's own description.
EXAMPLE_STREAM = """id: 1
event: run.started
data: {"sequence":1,"timestamp":1765912514238,"level":"info","kind":"run.started","message":"…"}

event: progress
data: {"queued":20,"done":0,"failed":0,"cancelled":0,"total":20,"share":0.0,"pages":0,\
"files_per_minute":null,"pages_per_minute":null,"seconds_left":null}

: still here

"""


class RunEventBody(BaseModel):
    """An event of a run; it never holds document content."""

    sequence: int = Field(description="Counts from 1 within the run.")
    timestamp: int
    level: EventLevel
    kind: str = Field(description="What happened, such as ``file.done``.")
    message: str
    file_name: str | None = Field(description="The file it happened to; null if it happened to the run.")
    file_position: int | None
    code: str | None = Field(description="Why a file failed, as in the results.")

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE]}}

    @classmethod
    def of(cls, found: RunEvent) -> "RunEventBody":
        """Return an event as the wire has it."""
        event = found.event
        return cls(
            sequence=found.sequence,
            timestamp=milliseconds(event.at),
            level=event.level,
            kind=event.kind.value,
            message=event.message,
            file_name=event.file_name,
            file_position=event.file_position,
            code=event.code,
        )


class RunLog(BaseModel):
    """A page of a run's log."""

    logs: list[RunEventBody]

    @classmethod
    def of(cls, events: Sequence[RunEvent]) -> "RunLog":
        """Return events as the wire has them."""
        return cls(logs=[RunEventBody.of(event) for event in events])
