"""Daily counters: added to once per end, summed by day, month and workspace, kept without their runs."""

from datetime import date, timedelta
from uuid import uuid4

from docyard.domain.results import FileFailure, FileResult
from docyard.domain.runs import RunStatus
from docyard.domain.usage import Usage, UsageSum, UsageUnit
from docyard.store import runs, usage, workspaces
from docyard.store.database import Database, Session
from docyard.workflows.queue import WorkQueue
from docyard.workflows.run_ends import end_file, end_run
from tests.factories import NOW, make_end, make_organization, make_run, make_run_file

FAILURE = FileFailure("file_empty", "It is empty.", retryable=False)


def sums(session: Session, by: UsageUnit, **options: object) -> list[UsageSum]:
    given = {
        "organization_id": "acme",
        "workspace_ids": None,
        "first": date(2026, 1, 1),
        "last": date(2026, 12, 31),
        "limit": 100,
        "offset": 0,
    } | options
    return list(usage.list_usage(session, by=by, **given))  # type: ignore[arg-type]


def test_ends_are_counted_once_and_outlive_their_run(database: Database, queue: WorkQueue) -> None:
    with database.write() as session:
        run = make_run(session, make_organization(session), files=3)
        for _ in range(2):
            for position, end in enumerate((make_end(pages=3), make_end(FAILURE, pages=0))):
                file = make_run_file(run.id, position)
                end_file(session, queue, run=run, file=file, result=FileResult(file.name), end=end, now=NOW)
            end_run(session, queue, run=run, to=RunStatus.CANCELLED, message=None, now=NOW)
        runs.delete_run(session, run_id=run.id)
        counted = Usage(runs=1, files=2, failed_files=1, pages=3, documents=1, engine_s=1.0)
        assert sums(session, UsageUnit.DAY) == [UsageSum(counted, day=NOW.date())]


def test_usage_is_summed_by_day_month_and_workspace(database: Database) -> None:
    with database.write() as session:
        caller = make_organization(session)
        make_organization(session, "rival")
        run = make_run(session, caller)
        for days in (0, 1, 40):
            day = (NOW + timedelta(days=days)).date()
            for organization in ("acme", "rival") if days else ("acme",):
                workspace = workspaces.find_workspace(
                    session, organization_id=organization, name=f"admin_{organization}.com"
                )
                assert workspace is not None
                usage.add_usage(
                    session,
                    organization_id=organization,
                    workspace_id=workspace.id,
                    day=day,
                    amount=Usage(pages=days + 1),
                )
        by_day = [(found.day, found.usage.pages) for found in sums(session, UsageUnit.DAY)]
        assert by_day == [(date(2026, 3, 1), 1), (date(2026, 3, 2), 2), (date(2026, 4, 10), 41)]
        by_month = [(found.month, found.usage.pages) for found in sums(session, UsageUnit.MONTH)]
        assert by_month == [(date(2026, 3, 1), 3), (date(2026, 4, 1), 41)]
        (room,) = sums(session, UsageUnit.WORKSPACE, workspace_ids=[run.workspace_id])
        assert (room.workspace, room.workspace_id, room.usage.pages) == (
            "admin_acme.com",
            str(run.workspace_id),
            44,
        )
        assert sums(session, UsageUnit.DAY, workspace_ids=[]) == []
        assert len(sums(session, UsageUnit.DAY, first=date(2026, 3, 2), limit=1)) == 1


def test_usage_of_deleted_workspaces_comes_last(database: Database) -> None:
    gone = uuid4()
    with database.write() as session:
        kept = make_run(session, make_organization(session)).workspace_id
        for workspace_id in (gone, kept):
            usage.add_usage(
                session,
                organization_id="acme",
                workspace_id=workspace_id,
                day=NOW.date(),
                amount=Usage(pages=1),
            )
        found = sums(session, UsageUnit.WORKSPACE)
    assert [(each.workspace, each.workspace_id) for each in found] == [
        ("admin_acme.com", str(kept)),
        (None, str(gone)),
    ]
