"""Tables and queries over SQLite and PostgreSQL.

May import: ``domain``, ``errors``. SQLAlchemy and Alembic live here and nowhere else; rows never
leave, frozen values do. Functions take ``session`` first and everything else by keyword; they
flush and never commit.
To add a noun: its table in ``tables.py``, a migration, a module named after it.
Tests: ``tests/store``.
"""
