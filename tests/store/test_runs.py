"""What the run tables promise: forward only, once only, and back as they went in."""

from dataclasses import replace
from datetime import timedelta

import pytest

from docyard.domain.results import FileFailure, FileResult
from docyard.domain.runs import RunProgress, RunStatus
from docyard.store import results, runs
from docyard.store.database import Database
from docyard.store.runs import RunFilter
from tests.factories import NOW, make_end, make_organization, make_run

FAILURE = FileFailure("file_empty", "It is empty.", retryable=False)


def test_a_run_comes_back_as_it_went_in(database: Database) -> None:
    with database.write() as session:
        run = make_run(session, make_organization(session))
    with database.read() as session:
        assert runs.find_run(session, run_id=run.id) == run


def test_what_is_not_committed_is_not_there(database: Database) -> None:
    made = []

    def fail_after_adding() -> None:
        with database.write() as session:
            made.append(make_run(session, make_organization(session)))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_adding()
    with database.read() as session:
        assert runs.find_run(session, run_id=made[0].id) is None


def test_a_file_ends_once(database: Database) -> None:
    with database.write() as session:
        run = make_run(session, make_organization(session), files=2)
        assert runs.end_file(session, run_id=run.id, position=0, end=make_end(), now=NOW)
        assert not runs.end_file(session, run_id=run.id, position=0, end=make_end(FAILURE), now=NOW)
        assert runs.progress(session, run_id=run.id) == RunProgress(queued=1, done=1, failed=0, cancelled=0)
        assert runs.has_queued_files(session, run_id=run.id)


def test_cancelling_leaves_finished_files_alone(database: Database) -> None:
    with database.write() as session:
        run = make_run(session, make_organization(session), files=3)
        runs.end_file(session, run_id=run.id, position=1, end=make_end(FAILURE), now=NOW)
        runs.cancel_files(session, run_id=run.id)
        assert runs.progress(session, run_id=run.id) == RunProgress(queued=0, done=0, failed=1, cancelled=2)
        assert not runs.has_queued_files(session, run_id=run.id)


def test_a_final_status_stays_and_forgets_passwords(database: Database) -> None:
    with database.write() as session:
        run = make_run(session, make_organization(session))
        assert runs.move_run(session, run_id=run.id, to=RunStatus.COMPLETE, message=None, now=NOW)
        assert not runs.move_run(session, run_id=run.id, to=RunStatus.CANCELLED, message="late", now=NOW)
        ended = runs.find_run(session, run_id=run.id)
    assert ended == replace(
        run, status=RunStatus.COMPLETE, finished_at=NOW, settings=replace(run.settings, passwords={})
    )


def test_a_changed_result_takes_the_place_of_the_one_before(database: Database) -> None:
    with database.write() as session:
        run = make_run(session, make_organization(session))
        results.add_result(session, run_id=run.id, position=1, result=FileResult(file_name="old.pdf"))
        results.change_result(session, run_id=run.id, position=1, result=FileResult(file_name="new.pdf"))
        files = results.list_results(session, run_id=run.id, offset=0, limit=2)
    assert [result for _, result in files] == [None, FileResult(file_name="new.pdf")]


def test_walking_goes_on_behind_files_without_results(database: Database) -> None:
    with database.write() as session:
        run = make_run(session, make_organization(session), files=130)
        for position in (3, 120):
            results.add_result(session, run_id=run.id, position=position, result=FileResult(f"{position}"))
        walked = list(results.walk_results(session, run_id=run.id))
    assert walked == [(3, FileResult("3")), (120, FileResult("120"))]


def test_deleting_a_run_takes_its_files_and_results_along(database: Database) -> None:
    with database.write() as session:
        run = make_run(session, make_organization(session))
        results.add_result(session, run_id=run.id, position=0, result=FileResult(file_name="a"))
        runs.delete_run(session, run_id=run.id)
        session.expire_all()
        assert runs.find_run_file(session, run_id=run.id, position=0) is None
        assert results.find_result(session, run_id=run.id, position=0) is None


def test_listings_are_narrowed_and_sorted(database: Database) -> None:
    with database.write() as session:
        caller = make_organization(session)
        first, second = (
            make_run(session, caller, started_at=NOW + timedelta(hours=hours)) for hours in (0, 1)
        )
        runs.move_run(session, run_id=first.id, to=RunStatus.FAILED, message="x", now=NOW)
        everything = RunFilter(
            workspace_ids=[first.workspace_id], started_from=NOW, started_to=NOW + timedelta(days=1)
        )

        def ids(narrowed: RunFilter, *, ascending: bool = False, offset: int = 0) -> list[object]:
            page = runs.list_runs(
                session, narrowed=narrowed, limit=1000, offset=offset, by_status=False, ascending=ascending
            )
            return [run.id for run in page]

        assert ids(everything) == [second.id, first.id]
        assert ids(everything, ascending=True, offset=1) == [second.id]
        assert ids(replace(everything, statuses=[RunStatus.FAILED])) == [first.id]
        assert ids(replace(everything, app_ids=[second.app_id])) == [second.id]
        assert ids(replace(everything, run_id=first.id)) == [first.id]
        assert ids(replace(everything, workspace_ids=[])) == []
        assert ids(replace(everything, started_from=NOW + timedelta(minutes=1))) == [second.id]
