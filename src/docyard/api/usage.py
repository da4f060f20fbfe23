"""What workspaces used."""

from typing import Annotated

from fastapi import APIRouter, Query

from docyard.api.backend import Reading, WithCaller
from docyard.api.idempotency_keys import Route
from docyard.api.wire.usage import UsageList, UsageQuery
from docyard.services import usage

router = APIRouter(prefix="/v2/usage", tags=["usage"], route_class=Route)


@router.get("", operation_id="listUsage")
def list_usage(caller: WithCaller, session: Reading, query: Annotated[UsageQuery, Query()]) -> UsageList:
    """Sum up runs, files, pages, documents and engine time by day, month or workspace."""
    found = usage.list_usage(
        session,
        caller,
        workspace=query.workspace,
        first=query.first,
        last=query.last,
        by=query.by,
        limit=query.limit,
        offset=query.offset,
    )
    return UsageList.of(found)
