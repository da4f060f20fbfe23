"""House-keeping: what goes, what stays, and that nothing is noted of what was in it."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from docyard.domain.batches import UploadPart, UploadSession
from docyard.domain.deliveries import Delivery, DeliveryStatus
from docyard.domain.drives import BUILT_IN_DRIVE_ID
from docyard.domain.identity import Caller, Workspace
from docyard.domain.jobs import Job, JobKind, JobState
from docyard.domain.runs import Run, RunStatus
from docyard.domain.sweeps import Keeping, Sweep, SweepKind, SweepState, Swept
from docyard.drives import open_built_in
from docyard.store import (
    audit_events,
    batches,
    deliveries,
    jobs,
    organizations,
    runs,
    sweeps,
    uploads,
    workspaces,
)
from docyard.store.audit_events import AuditFilter
from docyard.store.database import Database, sqlite_url
from docyard.store.keyring import Keyring
from docyard.workflows.drives import Drives
from docyard.workflows.nights import begin_night
from docyard.workflows.queue import WorkQueue
from docyard.workflows.sweeps import Broom, sweep
from tests import databases
from tests.factories import NOW, make_organization, make_run

OLD, YOUNG = NOW - timedelta(days=31), NOW - timedelta(days=29)
FOR_EVER = Keeping(None, None, idle=timedelta(days=1), attempts=timedelta(days=1))


@dataclass
class House:
    """A server's rooms without its processes; its first workspace keeps what is finished for 30 days."""

    root: Path
    database: Database
    drives: Drives
    caller: Caller
    workspace: Workspace

    def broom(self, **said: object) -> Broom:
        broom = Broom(database=self.database, drives=self.drives, keeping=FOR_EVER, now=NOW)
        return replace(broom, **said)  # type: ignore[arg-type]

    def sweep(self, **said: object) -> dict[SweepKind, int]:
        """Sweep and count what went by kind."""
        counts: dict[SweepKind, int] = {}

        def add(swept: Swept) -> None:
            if swept.items:
                counts[swept.kind] = counts.get(swept.kind, 0) + swept.items

        assert sweep(self.broom(**said), on_swept=add) == []
        return counts

    def keep(self, days: int | None) -> None:
        with self.database.write() as session:
            self.workspace = replace(self.workspace, retention_days=days)
            workspaces.update_workspace(session, workspace=self.workspace)

    def add_run(
        self, *, at: datetime, status: RunStatus = RunStatus.COMPLETE, batch_id: int | None = 99
    ) -> Run:
        """Add a run that ended at that time, with something in its output folder."""
        with self.database.write() as session:
            run = make_run(session, self.caller, started_at=at)
            runs.delete_run(session, run_id=run.id)
        folder = f"acme/{self.workspace.id}/app-runs/{run.id}"
        run = replace(run, output_key=folder, batch_id=batch_id)
        with self.database.write() as session:
            runs.add_run(session, run=run, files=[])
            if status is not RunStatus.RUNNING:
                ended = at if status is not RunStatus.STOPPED_AT_CHECKPOINT else None
                assert runs.move_run(session, run_id=run.id, to=status, message=None, now=ended)
        self.drives.built_in.write(f"{folder}/results.json", [b"12345"])
        return run

    def has(self, run: Run) -> bool:
        with self.database.read() as session:
            row = runs.find_run(session, run_id=run.id) is not None
        assert row is (self.drives.built_in.find(run.output_key) is not None)
        return row

    def add_delivery(self, run: Run, *, status: DeliveryStatus, at: datetime) -> UUID:
        delivery = Delivery(
            id=uuid4(),
            organization_id="acme",
            workspace_id=self.workspace.id,
            run_id=run.id,
            url="http://receiver",
            body="{}",
            status=status,
            created_at=at,
            next_attempt_at=None,
            finished_at=at if status in (DeliveryStatus.DELIVERED, DeliveryStatus.FAILED) else None,
        )
        with self.database.write() as session:
            deliveries.add_delivery(session, delivery=delivery, encrypted_webhook="")
        return delivery.id

    def add_batch(self, *, at: datetime) -> int:
        with self.database.write() as session:
            batch = batches.add_batch(
                session,
                workspace=self.workspace,
                drive_id=BUILT_IN_DRIVE_ID,
                drive_name="d",
                name="b",
                owner="o",
                now=at,
            )
        self.drives.built_in.write(self.batch_key(batch.id) + "/a.pdf", [b"123"])
        return batch.id

    def add_upload(self, batch_id: int, *, at: datetime) -> UploadSession:
        """Add a multipart upload of that time with one part."""
        part = UploadPart(number=1, id="part", size_bytes=3)
        upload = UploadSession(
            id=uuid4(),
            batch_id=batch_id,
            file_name="a.pdf",
            file_size_bytes=6,
            part_size_bytes=3,
            created_at=at,
        )
        with self.database.write() as session:
            uploads.add_upload(session, upload=upload)
            uploads.replace_part(session, session_id=upload.id, part=part)
        self.drives.built_in.write(upload.key_of_part(part), [b"abc"])
        return upload

    def batch_key(self, batch_id: int) -> str:
        return f"acme/{self.workspace.id}/batches/{batch_id}"

    def has_batch(self, batch_id: int) -> bool:
        with self.database.read() as session:
            row = batches.find_batch(session, batch_id=batch_id) is not None
        assert row is (self.drives.built_in.find(self.batch_key(batch_id)) is not None)
        return row

    def age(self, key: str, *, at: datetime) -> None:
        """Let all files below a key of the built-in drive have been written at that time."""
        for file in (self.root / "files" / key).rglob("*"):
            os.utime(file, (at.timestamp(), at.timestamp()))

    def noted(self) -> list[tuple[str, str, str | None]]:
        with self.database.read() as session:
            found = audit_events.list_events(
                session,
                organization_id="acme",
                narrowed=AuditFilter(None, None, None, None),
                limit=100,
                offset=0,
            )
        return [
            (each.action, each.target, each.workspace)
            for each in found
            if each.action.startswith("retention")
        ]


@pytest.fixture(params=databases.KINDS)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    if request.param == "sqlite":
        databases.copy_sqlite(tmp_path / "docyard.db")
        database = Database(sqlite_url(tmp_path / "docyard.db"))
    else:
        database = Database(databases.sqlalchemy_url(request.getfixturevalue("postgresql_url")))
    with database.write() as session:
        caller = make_organization(session)
        (workspace,) = workspaces.list_workspaces(session, organization_id="acme", user_id=None)
    drive = open_built_in(root=tmp_path / "drive")
    drives = Drives(built_in=drive, keyring=Keyring(given=(), file=tmp_path / "secret.keys"))
    opened = House(tmp_path / "drive", database, drives, caller, workspace)
    opened.keep(30)
    yield opened
    database.close()


def test_old_runs_go_with_what_they_wrote(house: House) -> None:
    old = [house.add_run(at=OLD, status=status) for status in (RunStatus.COMPLETE, RunStatus.FAILED)]
    young = house.add_run(at=YOUNG)
    assert house.sweep(is_trial=True) == {SweepKind.RUNS: 2}
    assert all(house.has(run) for run in old)
    assert house.noted() == []
    assert house.sweep() == {SweepKind.RUNS: 2}
    assert [house.has(run) for run in (*old, young)] == [False, False, True]
    assert house.noted() == [("retention.runs_deleted", "2 runs", house.workspace.name)]
    assert house.sweep() == {}


def test_more_runs_than_go_at_once(house: House) -> None:
    all_runs = [house.add_run(at=OLD - timedelta(seconds=number % 3)) for number in range(60)]
    assert house.sweep(is_trial=True) == {SweepKind.RUNS: 60}
    assert house.sweep() == {SweepKind.RUNS: 60}
    assert not any(house.has(run) for run in all_runs)


@pytest.mark.parametrize("status", [RunStatus.RUNNING, RunStatus.STOPPED_AT_CHECKPOINT])
def test_runs_that_go_on_stay(house: House, status: RunStatus) -> None:
    run = house.add_run(at=NOW - timedelta(days=900), status=status)
    assert house.sweep() == {}
    assert house.has(run)


@pytest.mark.parametrize("status", [DeliveryStatus.WAITING, DeliveryStatus.PENDING])
def test_runs_that_are_still_told_stay(house: House, status: DeliveryStatus) -> None:
    run = house.add_run(at=OLD)
    house.add_delivery(run, status=status, at=OLD)
    assert house.sweep() == {}
    assert house.has(run)


def test_old_deliveries_and_jobs_that_are_over_go(house: House) -> None:
    run = house.add_run(at=YOUNG)
    for at in (OLD, YOUNG):
        for outcome in (DeliveryStatus.DELIVERED, DeliveryStatus.FAILED):
            house.add_delivery(run, status=outcome, at=at)
        for state in (JobState.COMPLETE, JobState.FAILED, JobState.RUNNING, JobState.PENDING):
            job = Job(
                id=uuid4(),
                organization_id="acme",
                workspace_id=house.workspace.id,
                kind=JobKind.DELETE_PATH,
                drive_id=BUILT_IN_DRIVE_ID,
                target="x",
                state=state,
                message="",
                created_at=at,
            )
            with house.database.write() as session:
                jobs.add_job(session, job=job)
    expected = {SweepKind.DELIVERIES: 2, SweepKind.JOBS: 2}
    assert house.sweep(is_trial=True) == expected
    assert house.sweep() == expected
    assert house.sweep() == {}


@pytest.mark.parametrize(
    ("workspace_days", "organization_days", "stays"),
    [(None, None, True), (0, 30, True), (None, 30, False), (60, 30, True), (30, 60, False)],
)
def test_the_workspace_decides_before_the_organization(
    house: House, workspace_days: int | None, organization_days: int | None, *, stays: bool
) -> None:
    run = house.add_run(at=OLD)
    house.keep(workspace_days)
    with house.database.write() as session:
        organization = organizations.find_organization(session, organization_id="acme")
        assert organization is not None
        changed = replace(organization, retention_days=organization_days)
        organizations.update_organization(session, organization=changed)
    house.sweep()
    assert house.has(run) is stays


def test_batches_go_once_no_run_names_them(house: House) -> None:
    unused, used, young = house.add_batch(at=OLD), house.add_batch(at=OLD), house.add_batch(at=YOUNG)
    over_a_folder = house.add_batch(at=OLD)
    house.add_run(at=YOUNG, batch_id=used)
    run = house.add_run(at=YOUNG, batch_id=None)
    with house.database.write() as session:
        runs.delete_run(session, run_id=run.id)
        folder = replace(run, input_key=house.batch_key(over_a_folder))
        runs.add_run(session, run=folder, files=[])
    assert house.sweep(is_trial=True) == {SweepKind.BATCHES: 1}
    assert house.sweep() == {SweepKind.BATCHES: 1}
    assert [house.has_batch(each) for each in (unused, used, young, over_a_folder)] == [
        False,
        True,
        True,
        True,
    ]
    assert house.noted() == [("retention.batches_deleted", "1 batches", house.workspace.name)]


def test_uploads_left_open_for_a_week_go(house: House) -> None:
    batch_id = house.add_batch(at=NOW)
    old = house.add_upload(batch_id, at=NOW - timedelta(days=8))
    recent = house.add_upload(batch_id, at=NOW - timedelta(days=6))
    assert house.sweep(is_trial=True) == house.sweep() == {SweepKind.UPLOADS: 1}
    assert house.sweep() == {}
    with house.database.read() as session:
        assert uploads.find_upload(session, session_id=old.id) is None
        assert uploads.list_parts(session, session_id=old.id) == ()
        assert uploads.find_upload(session, session_id=recent.id) == recent
    assert house.has_batch(batch_id)
    assert house.drives.built_in.find(old.key) is None
    assert house.drives.built_in.find(recent.key) is not None


def test_digitized_pages_go_after_their_own_time(house: House) -> None:
    house.keep(None)
    drive = house.drives.built_in
    drive.write("_digitization/acme/ab/old", [b"1234"])
    house.age("_digitization", at=NOW - timedelta(days=11))
    drive.write("_digitization/acme/ab/young", [b"1"])
    keeping = replace(FOR_EVER, pages=timedelta(days=10))
    assert house.sweep() == {}
    assert house.sweep(keeping=keeping, is_trial=True) == {SweepKind.PAGES: 1}
    assert house.sweep(keeping=keeping) == {SweepKind.PAGES: 1}
    assert [entry.key for entry in drive.walk("_digitization")] == ["_digitization/acme/ab/young"]


def test_pictures_go_with_the_digitized_pages_of_their_file(house: House) -> None:
    house.keep(None)
    drive = house.drives.built_in
    for name in ("abc-v1", "abc-page0-own.webp", "abd-v1"):
        drive.write(f"_digitization/acme/ab/{name}", [b"1"])
    house.age("_digitization", at=NOW - timedelta(days=11))
    kept = ["abd-page0-own.webp", "abd-v2"]
    for name in ("abc-page1-own.webp", *kept):
        drive.write(f"_digitization/acme/ab/{name}", [b"1"])
    keeping = replace(FOR_EVER, pages=timedelta(days=10))
    assert house.sweep(keeping=keeping) == {SweepKind.PAGES: 4}
    assert [entry.key.rpartition("/")[2] for entry in drive.walk("_digitization")] == kept


def test_digitized_pages_are_kept_no_longer_than_runs(house: House) -> None:
    house.drives.built_in.write("_digitization/acme/ab/old", [b"1234"])
    house.age("_digitization", at=OLD)
    assert house.sweep() == {SweepKind.PAGES: 1}


def test_the_audit_log_goes_only_where_that_is_wished(house: House) -> None:
    keeping = replace(FOR_EVER, audit_events=timedelta(days=1))
    assert house.sweep() == {}
    later = NOW + timedelta(days=2)
    founding = house.sweep(keeping=keeping, now=later, is_trial=True)[SweepKind.AUDIT_EVENTS]
    assert founding > 0
    assert house.sweep(keeping=keeping, now=later) == {SweepKind.AUDIT_EVENTS: founding}
    assert house.noted() == [("retention.audit_events_deleted", f"{founding} audit events", None)]


def test_orphans_go_only_when_asked_and_only_docyards_own(house: House) -> None:
    drive, room = house.drives.built_in, f"acme/{house.workspace.id}"
    kept_run, kept_batch = house.add_run(at=YOUNG), house.add_batch(at=YOUNG)
    lost = uuid4()
    for key in ("batches/77/a.pdf", f"app-runs/{lost}/results.json", "app-runs/mine/a.txt", "letters/a.txt"):
        drive.write(f"{room}/{key}", [b"123"])
    assert house.sweep(with_orphans=True, now=NOW) == {}
    house.age("acme", at=NOW - timedelta(days=2))
    assert house.sweep() == {}
    assert house.sweep(with_orphans=True, is_trial=True) == {SweepKind.ORPHANS: 2}
    assert house.sweep(with_orphans=True) == {SweepKind.ORPHANS: 2}
    assert house.has(kept_run)
    assert house.has_batch(kept_batch)
    assert {entry.key.removeprefix(f"{room}/") for entry in drive.walk(room)} == {
        f"app-runs/{kept_run.id}/results.json",
        f"batches/{kept_batch}/a.pdf",
        "app-runs/mine/a.txt",
        "letters/a.txt",
    }


def test_a_sweep_of_one_organization_leaves_the_others_alone(house: House) -> None:
    run = house.add_run(at=OLD)
    with house.database.write() as session:
        make_organization(session, "other")
    assert house.sweep(organization_id="other") == {}
    assert house.has(run)


def test_what_a_sweep_deleted_is_counted_as_it_goes(house: House) -> None:
    for _ in range(3):
        house.add_run(at=OLD)
    started = Sweep(uuid4(), None, NOW.date(), SweepState.RUNNING, "", NOW, None)
    with house.database.write() as session:
        assert sweeps.add_sweep(session, sweep=started)
        assert not sweeps.add_sweep(session, sweep=replace(started, id=uuid4()))
    house.sweep(sweep_id=started.id)
    house.add_run(at=OLD)
    house.sweep(sweep_id=started.id)
    with house.database.read() as session:
        found = sweeps.find_sweep(session, sweep_id=started.id)
    assert found is not None
    assert found.swept == (Swept(SweepKind.RUNS, "acme", house.workspace.name, 4, 20),)


def test_a_night_has_one_sweep_however_many_workers_begin_it(house: House) -> None:
    queue = WorkQueue(house.database.url)
    begin: Callable[[datetime], bool] = lambda now: begin_night(house.database, queue, hour=2, now=now)  # noqa: E731
    at_two = NOW.replace(hour=2, minute=0)
    try:
        assert begin(at_two)
        assert not begin(at_two)
        assert not begin(at_two + timedelta(hours=23, minutes=59))
        assert begin(at_two + timedelta(hours=24))
    finally:
        queue.close()
