"""Fingerprints, and who was first."""

from threading import Thread
from uuid import UUID

from docyard.domain.fingerprints import Fingerprint, Verdict
from docyard.domain.runs import Run
from docyard.store import fingerprints, runs
from docyard.store.database import Database, Session
from tests.factories import make_organization, make_run


def keep(session: Session, run: Run, digest: str, *, position: int = 0) -> None:
    fingerprints.keep_fingerprints(
        session,
        run_id=run.id,
        workspace_id=run.workspace_id,
        position=position,
        content=f"{run.id}/{position}",
        fingerprints=[Fingerprint(0, "number", digest)],
    )


def verdicts(session: Session, run: Run) -> list[bool]:
    found = fingerprints.list_new_verdicts(session, run_id=run.id)
    fingerprints.mark_fingerprints(session, run_id=run.id, verdicts=found)
    return [verdict.is_duplicate for verdict in found]


def test_what_stays_is_as_old_as_it_was(database: Database) -> None:
    with database.write() as session:
        caller = make_organization(session)
        first, second = make_run(session, caller), make_run(session, caller)
        keep(session, first, "one")
        keep(session, second, "one")
        keep(session, first, "one")
        assert (verdicts(session, first), verdicts(session, second)) == ([], [True])
        assert verdicts(session, second) == []
        keep(session, first, "two")
        assert verdicts(session, second) == [False]
        keep(session, first, "one")
        assert (verdicts(session, first), verdicts(session, second)) == ([True], [])


def test_fingerprints_go_with_their_run(database: Database) -> None:
    with database.write() as session:
        caller = make_organization(session)
        first, second = make_run(session, caller), make_run(session, caller)
        keep(session, first, "one")
        keep(session, second, "one")
        runs.delete_run(session, run_id=first.id)
        assert fingerprints.list_new_verdicts(session, run_id=second.id) == ()


def test_of_two_that_record_the_same_at_once_one_is_the_duplicate(database: Database) -> None:
    with database.write() as session:
        caller = make_organization(session)
        first, second = make_run(session, caller), make_run(session, caller)
    found: dict[UUID, tuple[Verdict, ...]] = {}

    def record(run: Run) -> None:
        with database.write() as session:
            keep(session, run, "one")
            found[run.id] = tuple(fingerprints.list_new_verdicts(session, run_id=run.id))

    with database.write() as session:
        keep(session, first, "one")
        other = Thread(target=record, args=[second])
        other.start()
        other.join(1.0)  # it waits for this session's end; one that does not has seen nothing by then
        assert fingerprints.list_new_verdicts(session, run_id=first.id) == ()
    other.join()
    assert [verdict.is_duplicate for verdict in found[second.id]] == [True]
