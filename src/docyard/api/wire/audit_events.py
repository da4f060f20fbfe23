"""The audit log (spec ``getAuditLogs``)."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field

from docyard.api.wire.moments import milliseconds, moment_of
from docyard.api.wire.numbers import Whole
from docyard.api.wire.text import Text
from docyard.domain.audit_events import AuditCategory, AuditEvent
from docyard.store.audit_events import AuditFilter

_SUFFIX = "_v2"

# Names that categories had in earlier releases of AI Hub, without the suffix.
_EARLIER_NAMES = {
    "acl": AuditCategory.PERMISSION,
    "apps": AuditCategory.APP,
    "automation_project": AuditCategory.PROJECT,
    "human_review": AuditCategory.REVIEW,
    "mount": AuditCategory.DATA_SOURCE,
    "org_secret": AuditCategory.SECRET,
}


def _category(value: object) -> object:
    if not isinstance(value, str):
        return value
    name = value.removesuffix(_SUFFIX)
    if name in _EARLIER_NAMES:
        return _EARLIER_NAMES[name]
    if name not in {category.value for category in AuditCategory}:
        known = ", ".join(f"{category}{_SUFFIX}" for category in AuditCategory)
        raise ValueError(f"expected one of {known}")
    return name


Category = Annotated[AuditCategory, BeforeValidator(_category, json_schema_input_type=str)]


class AuditQuery(BaseModel):
    """Body of ``getAuditLogs``; everything may be left out or null, and numbers may be text."""

    start: Annotated[Whole, Field(ge=0, le=2**62)] | None = Field(None, description="Events to skip.")
    size: Annotated[Whole, Field(ge=1)] | None = Field(None, description="At most and by default 1,000.")
    log_type: Category | None = Field(None, description="Such as ``org_secrets_v2``, with the suffix or not.")
    email: Text | None = None
    start_time: Whole | None = Field(None, description="Earliest time, in Unix milliseconds.")
    end_time: Whole | None = Field(None, description="Latest time, in Unix milliseconds.")

    def narrowed(self) -> AuditFilter:
        """Return the filters."""
        return AuditFilter(
            category=self.log_type,
            email=None if self.email is None else self.email.strip().lower(),
            at_from=None if self.start_time is None else moment_of(self.start_time),
            at_before=None if self.end_time is None else moment_of(self.end_time + 1),
        )


class AuditEventBody(BaseModel):
    """An event; ``user_ip`` is empty for what was done by the command line."""

    timestamp_millis: str
    email: str
    user_ip: str
    log_type: str
    user_id: str
    action: str = Field(description="A noun and what became of it, such as ``batch.created``.")
    target: str = Field(description="Number, id, name or path of what was changed.")
    workspace: str | None

    @classmethod
    def of(cls, event: AuditEvent) -> "AuditEventBody":
        """Return an event as the wire has it."""
        return cls(
            timestamp_millis=str(milliseconds(event.at)),
            email=event.email,
            user_ip=event.ip or "",
            log_type=f"{event.category}{_SUFFIX}",
            user_id=event.user_id,
            action=event.action,
            target=event.target,
            workspace=event.workspace,
        )


class AuditPage(BaseModel):
    """A page of events, newest first."""

    results: list[AuditEventBody]


class AuditAnswer(BaseModel):
    """Answer of ``getAuditLogs``; a refusal has ``status`` ``ERROR`` and a ``msg``."""

    status: Literal["OK"]
    data: AuditPage

    @classmethod
    def of(cls, events: Sequence[AuditEvent]) -> "AuditAnswer":
        """Return events as the wire has them."""
        return cls(status="OK", data=AuditPage(results=[AuditEventBody.of(event) for event in events]))
