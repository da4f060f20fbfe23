"""The request that retries a run."""

from typing import Literal

from pydantic import BaseModel, Field

from docyard.api.wire.runs import Settings


class RetryRun(BaseModel):
    """Which files to take again, and with which settings."""

    files: Literal["all", "failed"] = Field(
        default="all", description="``failed`` takes those that failed or were cancelled."
    )
    settings: Settings | None = Field(
        default=None,
        description="Take the place of the run's settings, which else stay but for its PDF passwords: "
        "those are forgotten when a run is over.",
    )

    model_config = {"json_schema_extra": {"examples": [{"files": "failed"}]}}
