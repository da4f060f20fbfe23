"""Requests that start runs and the run object (spec ``run``)."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field

from docyard.api.wire.json_values import JsonValue
from docyard.api.wire.numbers import Whole
from docyard.api.wire.text import Text
from docyard.domain.deliveries import Webhook
from docyard.domain.rendering import nanoseconds
from docyard.domain.runs import Run, RunSettings, RunStatus

_EXAMPLE_RUN: dict[str, Any] = {
    "id": "0f6c1c5e-6a0b-4d57-9d0a-2b1f6a1f9c11",
    "status": "RUNNING",
    "start_timestamp": 1765912514238248000,
    "finish_timestamp": None,
    "msg": None,
    "message": None,
    "batch_id": 42,
    "input_dir": None,
    "app_id": "528c36e8-ac5b-490d-a41b-7eec9c404b87",
    "deployment_id": None,
    "tags": ["march"],
    "revising": False,
}


class Keys(BaseModel):
    """Values for an app's custom keys, and aliases of secrets for its secret keys."""

    custom: dict[Text, JsonValue] | None = None
    secret: dict[Text, Text] | None = None


class PdfConfig(BaseModel):
    """File name → password of encrypted PDFs."""

    passwords: dict[Text, Text] | None = None


class InstabaseConfig(BaseModel):
    """The vendor's own corner of the runtime configuration."""

    pdf: PdfConfig | None = None


class RuntimeConfig(BaseModel):
    """Select runtime configurations."""

    generate_post_process_pdf: bool | None = None
    instabase: InstabaseConfig | None = None


class WebhookConfig(BaseModel):
    """Who is told how the run ended, by a POST with these headers."""

    url: Text | None = Field(None, description="``http://…`` or ``https://…``.")
    headers: dict[Text, Text] | None = Field(None, description="May hold secrets; they are kept encrypted.")

    model_config = {
        "json_schema_extra": {
            "examples": [{"url": "https://erp.example.com/hook", "headers": {"X-Api-Key": "…"}}]
        }
    }


class Settings(BaseModel):
    """``settings`` of a request that starts a run."""

    keys: Keys | None = None
    runtime_config: RuntimeConfig | None = None
    tags: list[Text] | None = None
    webhook_config: WebhookConfig | None = None

    def webhook(self) -> Webhook | None:
        """Return who is told how the run ended, if anybody."""
        config = self.webhook_config
        if config is None or config.url is None:
            return None
        return Webhook(url=config.url, headers=config.headers or {})

    def to_domain(self) -> RunSettings:
        """Return the settings of the run itself."""
        keys = self.keys or Keys()
        config = self.runtime_config or RuntimeConfig()
        pdf = config.instabase.pdf if config.instabase else None
        return RunSettings(
            searchable_pdf=bool(config.generate_post_process_pdf),
            passwords=(pdf.passwords if pdf else None) or {},
            custom_keys=keys.custom or {},
            secret_keys=keys.secret or {},
            tags=tuple(self.tags or ()),
        )


class StartDeploymentRun(BaseModel):
    """Body of ``runDeployment``; explicit nulls mean absence."""

    batch_id: Whole | None = None
    input_dir: Text | None = None
    manual_upstream_integration: bool | None = None
    from_timestamp: float | None = None
    to_timestamp: float | None = None
    version: Text | None = None
    output_dir: Text | None = None
    settings: Settings | None = None


class StartRun(BaseModel):
    """Body of ``runApp``; explicit nulls mean absence."""

    app_name: Text | None = None
    app_id: Text | None = None
    owner: Text | None = None
    batch_id: Whole | None = None
    input_dir: Text | None = None
    version: Text | None = None
    output_workspace: Text | None = None
    output_dir: Text | None = None
    settings: Settings | None = None


def _moment(value: object) -> object:
    """Read Unix seconds; a time beyond the calendar is refused by name."""
    try:
        return None if value is None else datetime.fromtimestamp(float(str(value)), UTC)
    except (ValueError, OverflowError, OSError):
        raise ValueError("expected a time in Unix seconds") from None


Moment = Annotated[datetime | None, BeforeValidator(_moment, json_schema_input_type=float | None)]


class RunQuery(BaseModel):
    """Filters, order and page of a listing (spec ``listRuns``); times in Unix seconds."""

    app_id: str | None = None
    app_name: Text | None = None
    deployment_id: str | None = None
    username: Text | None = None
    run_id: str | None = None
    status: list[RunStatus] = Field(default_factory=list)
    output_workspaces: list[Text] = Field(default_factory=list)
    output_repo: Text | None = Field(None, description="What ``output_workspaces`` was once called.")
    from_timestamp: Moment = Field(None, description="Default: 24 hours before ``to_timestamp``.")
    to_timestamp: Moment = Field(None, description="Default: now.")
    limit: int = Field(100, ge=1, le=1000)
    offset: int = Field(0, ge=0, le=2**62)
    sort_by: Literal["start_timestamp", "status"] = "start_timestamp"
    order: Literal["ASCENDING", "DESCENDING"] = "DESCENDING"

    @property
    def workspaces(self) -> list[str]:
        """Names of the workspaces asked for, under the new parameter or the old one."""
        return [*self.output_workspaces, *([self.output_repo] if self.output_repo else ())]


class RunBody(BaseModel):
    """A run (spec ``run``); times in Unix nanoseconds."""

    id: str
    status: str
    start_timestamp: int
    finish_timestamp: int | None
    msg: str | None
    message: str | None = Field(description="The same as ``msg``, as results call it.")
    batch_id: int | None
    input_dir: str | None
    app_id: str | None
    deployment_id: str | None
    tags: list[str]
    revising: bool = Field(
        description="Whether a worker still makes what follows from corrections of a review, while the run "
        "waits for more. An addition of docyard."
    )

    model_config = {"json_schema_extra": {"example": _EXAMPLE_RUN}}

    @classmethod
    def of(cls, run: Run) -> "RunBody":
        """Return a run as the wire has it."""
        return cls(
            id=str(run.id),
            status=run.status.value,
            start_timestamp=nanoseconds(run.started_at) or 0,
            finish_timestamp=nanoseconds(run.finished_at),
            msg=run.message,
            message=run.message,
            batch_id=run.batch_id,
            input_dir=run.input_path if run.batch_id is None else None,
            app_id=str(run.app_id),
            deployment_id=str(run.deployment_id) if run.deployment_id else None,
            tags=list(run.settings.tags),
            revising=run.is_revising,
        )


class RunList(BaseModel):
    """Answer of ``listRuns``."""

    runs: list[RunBody]


class RunDeletionBody(BaseModel):
    """Jobs that delete what belongs to a run; null where it was not asked for."""

    delete_input_dir_job_id: str | None = Field(None)
    delete_output_dir_job_id: str | None = Field(None)
    delete_log_dir_job_id: str | None = Field(None)
