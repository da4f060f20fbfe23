"""Usage of workspaces; docyard's own."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from pydantic import BaseModel, Field

from docyard.api.wire.text import Text
from docyard.domain.usage import UsageSum, UsageUnit

# Days that an answer reaches back when the client does not say.
_DEFAULT_DAYS = 30

_EXAMPLE: dict[str, Any] = {
    "day": "2026-03-14",
    "month": None,
    "workspace": None,
    "workspace_id": None,
    "runs": 3,
    "files": 120,
    "failed_files": 2,
    "pages": 311,
    "documents": 118,
    "engine_seconds": 74.2,
}


class UsageQuery(BaseModel):
    """What usage to sum up; days are those of UTC."""

    workspace: Text | None = Field(None, description="Default: all workspaces that the caller manages.")
    from_: date | None = Field(None, alias="from", description="First day; default: 30 days up to ``to``.")
    to: date | None = Field(None, description="Last day; default: today.")
    by: UsageUnit = UsageUnit.DAY
    limit: int = Field(100, ge=1, le=1000)
    offset: int = Field(0, ge=0, le=2**62)

    @property
    def last(self) -> date:
        """The last day asked for."""
        return self.to or datetime.now(UTC).date()

    @property
    def first(self) -> date:
        """The first day asked for."""
        return self.from_ or date.fromordinal(max(1, self.last.toordinal() - _DEFAULT_DAYS + 1))


class UsageBody(BaseModel):
    """Usage of one day, month or workspace; the others are null."""

    day: str | None
    month: str | None = Field(description="Such as ``2026-03``.")
    workspace: str | None = Field(description="Null also for a workspace that is deleted.")
    workspace_id: str | None
    runs: int = Field(description="Runs that ended, in whatever way.")
    files: int = Field(description="Files that were processed, failed ones included.")
    failed_files: int
    pages: int
    documents: int
    engine_seconds: float = Field(description="How long engine processes worked on files.")

    model_config = {"json_schema_extra": {"examples": [_EXAMPLE]}}

    @classmethod
    def of(cls, found: UsageSum) -> "UsageBody":
        """Return a sum as the wire has it."""
        usage = found.usage
        return cls(
            day=found.day.isoformat() if found.day else None,
            month=f"{found.month:%Y-%m}" if found.month else None,
            workspace=found.workspace,
            workspace_id=found.workspace_id,
            runs=usage.runs,
            files=usage.files,
            failed_files=usage.failed_files,
            pages=usage.pages,
            documents=usage.documents,
            engine_seconds=round(usage.engine_s, 3),
        )


class UsageList(BaseModel):
    """A page of usage: days and months in order, workspaces by name; those without usage are left out."""

    usage: list[UsageBody]

    @classmethod
    def of(cls, sums: Sequence[UsageSum]) -> "UsageList":
        """Return sums as the wire has them."""
        return cls(usage=[UsageBody.of(each) for each in sums])
