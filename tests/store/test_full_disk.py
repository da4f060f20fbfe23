import pytest
from sqlalchemy import text

from docyard.errors import DiskFull
from docyard.store.database import Database, Session


def _exhaust(session: Session, *, is_local: bool) -> None:
    """Meet the database's own refusal for want of room."""
    if not is_local:
        session.execute(text("DO $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END $$"))
    pages = session.scalar(text("PRAGMA page_count"))
    session.execute(text(f"PRAGMA max_page_count = {pages}"))
    session.execute(text("CREATE TABLE ballast AS SELECT zeroblob(1000000) AS bytes"))


def test_a_full_disk_is_a_refusal(database: Database) -> None:
    with pytest.raises(DiskFull, match="full"), database.write() as session:
        _exhaust(session, is_local=database.is_local)


def test_other_faults_stay_what_they_are(database: Database) -> None:
    with pytest.raises(Exception, match="nowhere"), database.write() as session:
        session.execute(text("INSERT INTO nowhere VALUES (1)"))
