"""Logs of runs: numbered without gaps, read in both directions, gone with their run."""

import threading
import time
from dataclasses import replace
from uuid import uuid4

from docyard.domain.results import FileFailure, FileResult
from docyard.domain.run_events import EventLevel, LogEnd, NewRunEvent, RunEventKind
from docyard.domain.runs import Run, RunStatus
from docyard.store import run_events, runs
from docyard.store.database import Database, Session
from docyard.workflows.queue import WorkQueue
from docyard.workflows.run_ends import end_file, end_run
from tests.factories import NOW, make_end, make_organization, make_run, make_run_file

STARTED = NewRunEvent(kind=RunEventKind.RUN_STARTED, at=NOW, message="It started.")
FAILED = NewRunEvent(
    kind=RunEventKind.FILE_FAILED,
    at=NOW,
    message="'a.pdf' is empty.",
    level=EventLevel.ERROR,
    file_position=0,
    file_name="a.pdf",
    code="file_empty",
)


def messages(session: Session, run: Run, **options: object) -> list[str]:
    given = {"levels": tuple(EventLevel), "newest_first": False, "limit": 10, "offset": 0} | options
    page = run_events.list_events(session, run_id=run.id, **given)  # type: ignore[arg-type]
    return [found.event.message for found in page]


def test_events_come_back_numbered_in_both_directions(database: Database) -> None:
    with database.write() as session:
        run = make_run(session, make_organization(session))
        run_events.add_event(session, run_id=run.id, event=STARTED)
        run_events.add_event(session, run_id=run.id, event=FAILED)
    with database.read() as session:
        found = run_events.list_events_after(session, run_id=run.id, sequence=0, limit=10)
        assert [(each.sequence, each.event) for each in found] == [(1, STARTED), (2, FAILED)]
        assert run_events.list_events_after(session, run_id=run.id, sequence=2, limit=10) == ()
        assert run_events.find_log_ends(session, run_ids=[run.id]) == {run.id: LogEnd(2, is_over=False)}
        assert messages(session, run, newest_first=True, limit=1) == [FAILED.message]
        assert messages(session, run, offset=1) == [FAILED.message]
        assert messages(session, run, levels=EventLevel.WARNING.and_above) == [FAILED.message]


def test_logs_end_with_their_run_and_alone(database: Database) -> None:
    with database.write() as session:
        caller = make_organization(session)
        run, other = make_run(session, caller), make_run(session, caller)
        for each in (run, other):
            run_events.add_event(session, run_id=each.id, event=STARTED)
        run_events.delete_events(session, run_id=run.id)
        assert messages(session, run) == []
        run_events.add_event(session, run_id=run.id, event=FAILED)
        assert run_events.find_log_ends(session, run_ids=[run.id]) == {run.id: LogEnd(2, is_over=False)}
        runs.delete_run(session, run_id=other.id)
        assert messages(session, other) == []
        run_events.add_event(session, run_id=other.id, event=STARTED)
        assert run_events.find_log_ends(session, run_ids=[other.id]) == {}


def test_a_file_and_a_run_end_once_in_their_log(database: Database, queue: WorkQueue) -> None:
    failure = FileFailure("file_empty", "'0.pdf' is empty.", retryable=False)
    with database.write() as session:
        run = make_run(session, make_organization(session), files=3)
        for _ in range(2):
            for position, end in enumerate((make_end(failure), make_end())):
                file = make_run_file(run.id, position)
                end_file(session, queue, run=run, file=file, result=FileResult(file.name), end=end, now=NOW)
        for _ in range(2):
            end_run(session, queue, run=run, to=RunStatus.CANCELLED, message="Cancelled.", now=NOW)
        assert messages(session, run) == [
            "'0.pdf' is empty.",
            "'1.pdf' is done; documents: 1, pages: 2.",
            "Cancelled. 1 file was not processed.",
        ]


def test_the_last_two_files_end_at_the_same_time(database: Database, queue: WorkQueue) -> None:
    with database.write() as session:
        run = make_run(session, make_organization(session), files=2)
    saw_the_last: list[bool] = []

    def end(position: int) -> None:
        file = make_run_file(run.id, position)
        with database.write() as session:
            end_file(
                session, queue, run=run, file=file, result=FileResult(file.name), end=make_end(), now=NOW
            )
            time.sleep(0.2)
            saw_the_last.append(not runs.has_queued_files(session, run_id=run.id))

    threads = [threading.Thread(target=end, args=(position,)) for position in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(saw_the_last) == [False, True]


def test_nothing_ends_in_a_deleted_run(database: Database, queue: WorkQueue) -> None:
    with database.write() as session:
        run = replace(make_run(session, make_organization(session)), id=uuid4())
        file = make_run_file(run.id, 0)
        assert not end_file(
            session, queue, run=run, file=file, result=FileResult(file.name), end=make_end(), now=NOW
        )
        assert not end_run(session, queue, run=run, to=RunStatus.FAILED, message="x", now=NOW)
