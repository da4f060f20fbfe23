import json
from datetime import UTC, datetime
from pathlib import Path

from docyard.services.tokens import authenticate
from tests.cli.conftest import Run
from tests.databases import opened_database


def test_create_makes_a_token_that_lets_its_owner_in(run: Run, data_dir: Path) -> None:
    create = ("tokens", "create", "--data-dir", data_dir, "--user", "jane@acme.com")
    created = json.loads(run(*create, "--json").out)
    assert (created["organization_id"], created["user_id"]) == ("acme", "jane_acme.com")
    plain = run(*create).out.strip()
    assert plain != created["api_token"]
    with opened_database(data_dir) as database, database.read() as session:
        for value in (plain, created["api_token"]):
            caller = authenticate(
                session,
                value=value,
                context="acme",
                ip=None,
                now=datetime.now(UTC),
                on_use=lambda token_id: None,
            )
            assert (caller.user_id, caller.is_admin) == ("jane_acme.com", True)
