"""API tokens over HTTP: shown once, refreshed, revoked, and their uses noted."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from docyard.store.tables import TokenRow
from tests.accounts import Account, assert_refused
from tests.waiting import wait_until

PATH = "/v2/tokens"


def create(account: Account, **said: Any) -> dict[str, Any]:
    answer = account.call("POST", PATH, json={"name": "a token"} | said)
    assert answer.status_code == 201, answer.text
    created: dict[str, Any] = answer.json()
    return created


def with_token(account: Account, value: str) -> Account:
    return replace(account, token=value)


def works(account: Account, value: str) -> bool:
    return with_token(account, value).call("GET", PATH).status_code == 200


def test_a_token_is_told_once_and_lets_its_owner_in(jane: Account) -> None:
    before = int(time.time() * 1000)
    created = create(jane, name="nightly", description="on the import server")
    value = created.pop("token")
    assert created["created_at"] >= before
    assert created == {
        "id": created["id"],
        "user_id": jane.user_id,
        "name": "nightly",
        "description": "on the import server",
        "created_at": created["created_at"],
        "created_by": jane.user_id,
        "expires_at": None,
        "last_used_at": None,
    }
    assert jane.call("GET", f"{PATH}/{created['id']}").json() == created
    newest, first = jane.call("GET", PATH).json()["tokens"]
    assert newest == created
    assert first["name"] == "first token"
    assert works(jane, value)
    assert value not in jane.call("GET", PATH).text


def test_a_refreshed_token_has_a_new_value_and_the_old_one_is_dead(jane: Account) -> None:
    created = create(jane, expires_at=int(time.time() * 1000) + 3_600_000)
    refreshed = jane.call("POST", f"{PATH}/{created['id']}/refresh").json()
    assert refreshed["token"] != created["token"]
    assert (refreshed["id"], refreshed["name"], refreshed["expires_at"]) == (created["id"], "a token", None)
    assert works(jane, refreshed["token"])
    assert not works(jane, created["token"])


def test_a_token_can_refresh_itself_with_an_expiry(jane: Account) -> None:
    created = create(jane)
    end = int(time.time() * 1000) + 3_600_000
    answer = with_token(jane, created["token"]).call(
        "POST", f"{PATH}/{created['id']}/refresh", json={"expires_at": end}
    )
    assert answer.json()["expires_at"] == end


def test_a_revoked_token_is_worthless_and_gone(jane: Account) -> None:
    created = create(jane)
    assert jane.call("DELETE", f"{PATH}/{created['id']}").status_code == 204
    assert_refused(with_token(jane, created["token"]).call("GET", PATH), 401, "revoked")
    for method, path in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/refresh")):
        assert_refused(jane.call(method, f"{PATH}/{created['id']}{path}", json={}), 404, created["id"])


def test_an_expired_token_is_worthless(jane: Account) -> None:
    created = create(jane, expires_at=int(time.time() * 1000) + 3_600_000)
    assert works(jane, created["token"])
    past = datetime.now(UTC) - timedelta(seconds=1)
    with jane.site.database.write() as session:
        this = update(TokenRow).where(TokenRow.id == UUID(created["id"]))
        session.execute(this.values(expires_at=past))
    assert_refused(with_token(jane, created["token"]).call("GET", PATH), 401, "expired")


def test_words_can_be_changed_and_the_value_stays(jane: Account) -> None:
    created = create(jane, description="old")
    changed = jane.call("PATCH", f"{PATH}/{created['id']}", json={"name": "new name"}).json()
    assert (changed["name"], changed["description"]) == ("new name", "old")
    assert works(jane, created["token"])


def test_a_use_is_noted_to_the_minute(jane: Account) -> None:
    created = create(jane)
    before = int(time.time() * 1000)
    works(jane, created["token"])
    path = f"{PATH}/{created['id']}"
    used = wait_until(lambda: jane.call("GET", path).json()["last_used_at"], "the note of the use")
    assert before <= used <= int(time.time() * 1000)
    works(jane, created["token"])
    time.sleep(0.2)
    assert jane.call("GET", path).json()["last_used_at"] == used


def test_a_reading_request_does_not_wait_for_a_writer(jane: Account) -> None:
    created = create(jane)
    with jane.site.database.write():
        started = time.monotonic()
        assert works(jane, created["token"])
        # SQLite's writers wait for one another for 30 s.
        assert time.monotonic() - started < 20


def test_members_reach_their_own_tokens_only(jane: Account) -> None:
    member = jane.hire()
    hers, his = create(jane), create(member)
    assert [token["name"] for token in member.call("GET", PATH).json()["tokens"]] == ["a token", "token"]
    assert_refused(member.call("GET", f"{PATH}/{hers['id']}"), 404)
    assert_refused(member.call("DELETE", f"{PATH}/{hers['id']}"), 404)
    assert_refused(member.call("GET", PATH, params={"user_id": jane.user_id}), 401, "admins")
    assert_refused(member.call("POST", PATH, json={"name": "x", "user_id": jane.user_id}), 401, "admins")
    assert works(jane, hers["token"])
    assert member.call("GET", PATH, params={"user_id": member.user_id}).status_code == 200
    assert jane.call("GET", f"{PATH}/{his['id']}").status_code == 200


def test_admins_make_and_revoke_tokens_of_others(jane: Account) -> None:
    member = jane.hire()
    created = create(jane, name="for him", user_id=member.user_id)
    assert (created["user_id"], created["created_by"]) == (member.user_id, jane.user_id)
    listed = with_token(member, created["token"]).call("GET", PATH).json()["tokens"]
    assert [token["name"] for token in listed] == ["for him", "token"]
    assert jane.call("DELETE", f"{PATH}/{created['id']}").status_code == 204
    assert not works(member, created["token"])


def test_tokens_of_another_organization_do_not_exist(jane: Account, otto: Account) -> None:
    created = create(jane)
    for method, path in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/refresh")):
        assert_refused(otto.call(method, f"{PATH}/{created['id']}{path}", json={}), 404)
    stranger = jane.hire("stranger@example.com").user_id
    assert_refused(otto.call("GET", PATH, params={"user_id": stranger}), 404, stranger)
    assert_refused(otto.call("POST", PATH, json={"name": "x", "user_id": stranger}), 404, stranger)
    assert works(jane, created["token"])


@pytest.mark.parametrize(
    "said",
    [
        {"name": ""},
        {"name": " "},
        {"name": "n" * 256},
        {"name": "a\0b"},
        {"description": "d" * 1001},
        {"expires_at": 1},
        {"expires_at": -1},
        {"expires_at": 2**70},
        {"expires_at": "soon"},
        {"name": None},
    ],
)
def test_bad_input_is_refused_and_makes_nothing(jane: Account, said: dict[str, Any]) -> None:
    assert jane.call("POST", PATH, json={"name": "x"} | said).status_code == 400
    assert len(jane.call("GET", PATH).json()["tokens"]) == 1


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": "x"}, {"offset": -1}, {"offset": 2**70}])
def test_bad_pages_are_refused(jane: Account, query: dict[str, Any]) -> None:
    assert jane.call("GET", PATH, params=query).status_code == 400


def test_lists_are_paged(jane: Account) -> None:
    for number in range(3):
        create(jane, name=str(number))

    def names(**query: int) -> list[str]:
        return [token["name"] for token in jane.call("GET", PATH, params=query).json()["tokens"]]

    assert names(limit=2) == ["2", "1"]
    assert names(limit=5000, offset=2) == ["0", "first token"]


def test_unknown_tokens_are_404(jane: Account) -> None:
    for named in (uuid4(), "nonsense"):
        assert_refused(jane.call("GET", f"{PATH}/{named}"), 404, str(named))


def test_every_change_is_in_the_audit_log(jane: Account) -> None:
    member = jane.hire()
    created = create(jane, user_id=member.user_id, name="his")
    jane.call("PATCH", f"{PATH}/{created['id']}", json={"description": "d"})
    jane.call("POST", f"{PATH}/{created['id']}/refresh")
    jane.call("DELETE", f"{PATH}/{created['id']}")
    events = jane.call("POST", "/v1/auditlogs", json={"log_type": "oauth2_v2"}).json()["data"]["results"]
    actions = [event["action"] for event in events if event["target"] == f"{member.user_id}: his"]
    assert actions == ["token.revoked", "token.refreshed", "token.updated", "token.created"]
