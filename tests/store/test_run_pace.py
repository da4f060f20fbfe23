"""How fast runs get on, by what ended within the last minute."""

from datetime import timedelta

from docyard.domain.runs import RunPace, RunStatus
from docyard.store import runs
from docyard.store.database import Database
from docyard.store.run_pace import measure_pace
from tests.factories import NOW, make_end, make_organization, make_run


def test_pace_goes_by_the_last_minute_and_the_bytes_left(database: Database) -> None:
    with database.write() as session:
        run = make_run(session, make_organization(session), files=4)
        for position, seconds in ((0, 10), (1, 100)):
            ended_at = NOW + timedelta(seconds=seconds)
            runs.end_file(session, run_id=run.id, position=position, end=make_end(), now=ended_at)
        pages = 2 * make_end().page_count
        at_once = measure_pace(session, run=run, now=NOW)
        later = measure_pace(session, run=run, now=NOW + timedelta(seconds=120))
        long_after = measure_pace(session, run=run, now=NOW + timedelta(hours=1))
        runs.move_run(session, run_id=run.id, to=RunStatus.CANCELLED, message=None, now=NOW)
        cancelled = runs.find_run(session, run_id=run.id)
        assert cancelled is not None
        over = measure_pace(session, run=cancelled, now=NOW + timedelta(seconds=120))
    assert at_once == long_after == over == RunPace(page_count=pages)
    # One file of four ended within the last minute, and two as big as it are left.
    assert later == RunPace(
        page_count=pages, files_per_minute=1.0, pages_per_minute=float(pages / 2), left_s=120.0
    )
