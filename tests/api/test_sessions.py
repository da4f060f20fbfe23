"""Signing in with a password, sessions, and what guards both."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import requests
from argon2 import PasswordHasher
from sqlalchemy import Delete, Update, delete, update

from docyard.domain.identity import MemberStatus
from docyard.store import passwords
from docyard.store.tables import MemberRow, PasswordRow, SessionRow, SignInAttemptsRow
from tests.accounts import Account, Site, assert_refused
from tests.api.signing_in import PASSWORD, Browser, join, logins
from tests.databases import stored_bytes
from tests.waiting import wait_until


@pytest.fixture
def site(proxied: Site) -> Site:
    return proxied


@pytest.fixture
def email(jane: Account) -> str:
    """A person who is in the organization alone and has a password."""
    address = f"ann-{uuid4().hex[:8]}@example.com"
    join(jane.site, jane.organization_id, address)
    return address


@pytest.fixture
def browser(site: Site) -> Browser:
    return Browser(site)


def change(site: Site, statement: Update | Delete) -> None:
    with site.database.write() as session:
        session.execute(statement)


def of_session(session_id: str) -> Update:
    return update(SessionRow).where(SessionRow.id == UUID(session_id))


def await_use(browser: Browser, *, since: datetime) -> None:
    """Wait until the session's use is noted, which no request waits for."""

    def is_noted() -> bool:
        (used,) = browser.send("GET", "/v2/sessions").json()["sessions"]
        return bool(used["used_at"] >= since.timestamp() * 1000)

    wait_until(is_noted, "the note of the session's use")


def ago(**age: float) -> datetime:
    return datetime.now(UTC) - timedelta(**age)


def test_who_signs_in_works_with_the_cookie_alone(jane: Account, browser: Browser, email: str) -> None:
    answer = browser.sign_in(email.upper())
    assert answer.status_code == 201
    body = answer.json()
    assert (body["organization_id"], body["user_id"]) == (jane.organization_id, email.replace("@", "_"))
    assert (body["user_ip"], body["is_current"]) == (browser.ip, True)
    cookie = answer.headers["Set-Cookie"]
    for attribute in ("docyard_session=", "HttpOnly", "SameSite=lax", "Path=/", "Max-Age=1209600"):
        assert attribute in cookie
    assert "Secure" not in cookie
    value = browser.kept.cookies["docyard_session"]
    assert value not in answer.text

    batch = browser.send("POST", "/v2/batches", json={"name": "by session"})
    assert batch.status_code == 200
    assert browser.send("GET", f"/v2/batches/{batch.json()['id']}").json()["name"] == "by session"
    assert browser.send("GET", "/v2/sessions", headers={"IB-Context": jane.organization_id}).ok
    assert_refused(browser.send("GET", "/v2/sessions", headers={"IB-Context": "others"}), 401, "IB-Context")
    assert value.encode() not in stored_bytes(jane.site.data_dir)


def test_the_cookie_is_for_tls_only_where_the_browser_came_by_it(browser: Browser, email: str) -> None:
    body = {"email": email, "password": PASSWORD}
    answer = browser.send("POST", "/v2/sessions", json=body, headers={"X-Forwarded-Proto": "https"})
    assert "; Secure" in answer.headers["Set-Cookie"]


def test_signing_out_ends_the_session(jane: Account, browser: Browser, email: str) -> None:
    browser.sign_in(email)
    value = browser.kept.cookies["docyard_session"]
    answer = browser.send("DELETE", "/v2/sessions/current")
    assert answer.status_code == 204
    assert "docyard_session" not in browser.kept.cookies
    stolen = browser.send("GET", "/v2/sessions", headers={"Cookie": f"docyard_session={value}"})
    assert_refused(stolen, 401, "Sign in again")
    assert [action for action, _, _ in logins(jane.site, jane.organization_id)] == [
        "session.opened",
        "session.ended",
    ]


def test_a_token_has_no_session_to_end(jane: Account) -> None:
    assert_refused(jane.call("DELETE", "/v2/sessions/current"), 409, "token")
    assert jane.call("GET", "/v2/sessions").json() == {"sessions": []}


def test_one_ends_ones_own_sessions_and_no_others(site: Site, browser: Browser, email: str) -> None:
    elsewhere = Browser(site)
    browser.sign_in(email)
    elsewhere.sign_in(email)
    listed = browser.send("GET", "/v2/sessions").json()["sessions"]
    assert [each["is_current"] for each in listed] == [False, True]
    assert browser.send("GET", "/v2/sessions", params={"limit": 1, "offset": 1}).json()["sessions"] == [
        listed[1]
    ]

    stranger = site.found()
    assert_refused(stranger.call("DELETE", f"/v2/sessions/{listed[0]['id']}"), 404)
    assert_refused(browser.send("DELETE", "/v2/sessions/nonsense"), 404)
    assert elsewhere.send("GET", "/v2/sessions").ok

    assert browser.send("DELETE", f"/v2/sessions/{listed[0]['id']}").status_code == 204
    assert_refused(elsewhere.send("GET", "/v2/sessions"), 401)
    assert_refused(browser.send("DELETE", f"/v2/sessions/{listed[0]['id']}"), 404)
    assert browser.send("GET", "/v2/sessions").ok


def test_sessions_end_when_unused_and_after_all(site: Site, browser: Browser, email: str) -> None:
    session_id = browser.sign_in(email).json()["id"]
    change(site, of_session(session_id).values(used_at=ago(hours=11.9)))
    assert browser.send("GET", "/v2/sessions").ok
    await_use(browser, since=ago(minutes=1))
    change(site, of_session(session_id).values(used_at=ago(hours=12.1)))
    assert_refused(browser.send("GET", "/v2/sessions"), 401, "Sign in again")

    session_id = browser.sign_in(email).json()["id"]
    change(site, of_session(session_id).values(expires_at=ago(seconds=1)))
    assert_refused(browser.send("GET", "/v2/sessions"), 401, "Sign in again")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://[broken"},
        {"Origin": None},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
    ids=str,
)
def test_other_sites_cannot_act_with_a_session(
    browser: Browser, email: str, headers: dict[str, str | None]
) -> None:
    browser.sign_in(email)
    for method, path in (
        ("POST", "/v2/batches"),
        ("PUT", "/v2/me/password"),
        ("DELETE", "/v2/sessions/current"),
    ):
        answer = browser.send(method, path, json={"name": "forged"}, headers=headers)
        assert_refused(answer, 403, "pages of this server")
    assert browser.send("GET", "/v2/batches", headers=headers).json()["batches"] == []


def test_a_browser_that_names_the_site_of_a_request_need_not_name_its_origin(
    browser: Browser, email: str
) -> None:
    browser.sign_in(email)
    headers = {"Origin": None, "Sec-Fetch-Site": "same-origin"}
    assert browser.send("POST", "/v2/batches", json={"name": "own"}, headers=headers).ok


def test_other_sites_cannot_sign_a_browser_in(browser: Browser, email: str) -> None:
    body = {"email": email, "password": PASSWORD}
    answer = browser.send("POST", "/v2/sessions", json=body, headers={"Origin": "https://evil.example"})
    assert_refused(answer, 403)
    assert "Set-Cookie" not in answer.headers
    assert browser.send("POST", "/v2/sessions", json=body, headers={"Origin": None}).status_code == 201


def test_a_token_wins_over_the_cookie_and_needs_no_origin(
    jane: Account, browser: Browser, email: str
) -> None:
    browser.sign_in(email)
    headers = jane.headers | {"Origin": "https://evil.example"}
    assert browser.send("POST", "/v2/batches", json={"name": "by token"}, headers=headers).ok
    wrong = {"Authorization": "Bearer nonsense"}
    assert_refused(browser.send("GET", "/v2/batches", headers=wrong), 401, "token")
    assert_refused(browser.send("GET", "/v2/batches", headers={"Authorization": "Basic eDp5"}), 401, "token")


def test_all_who_cannot_sign_in_hear_the_same(
    site: Site, jane: Account, browser: Browser, email: str
) -> None:
    organization_id = jane.organization_id
    join(site, organization_id, invited := f"{uuid4().hex}@example.com", status=MemberStatus.INVITED)
    join(site, organization_id, plain := f"{uuid4().hex}@example.com", password=None)
    join(site, organization_id, twice := f"{uuid4().hex}@example.com")
    join(site, site.found().organization_id, twice)
    answers = [
        browser.sign_in(email, "a wrong password"),
        browser.sign_in(email, ""),
        browser.sign_in("nobody@example.com"),
        browser.sign_in("no address at all"),
        browser.sign_in(email, organization="another"),
        browser.sign_in(invited),
        browser.sign_in(plain),
        browser.sign_in(twice),
    ]
    (message,) = {answer.json()["message"] for answer in answers}
    for answer in answers:
        assert_refused(answer, 401)
        assert "Set-Cookie" not in answer.headers
    assert "e-mail address or the password is wrong" in message
    assert browser.sign_in(twice, organization=organization_id).status_code == 201
    assert logins(site, organization_id) == [
        ("sign_in.failed", email.replace("@", "_"), browser.ip),
        ("sign_in.failed", email.replace("@", "_"), browser.ip),
        ("sign_in.failed", plain.replace("@", "_"), browser.ip),
        ("session.opened", twice.replace("@", "_"), browser.ip),
    ]


@pytest.mark.parametrize("is_known", [True, False])
def test_five_failures_lock_known_and_unknown_accounts_alike(
    site: Site, jane: Account, email: str, is_known: bool
) -> None:
    address = email if is_known else f"{uuid4().hex}@example.com"
    answers = [Browser(site).sign_in(address, f"guess number {number}") for number in range(7)]
    assert [answer.status_code for answer in answers] == [401] * 7
    if not is_known:
        assert logins(site, jane.organization_id) == []
        return
    refused = Browser(site).sign_in(address)
    assert_refused(refused, 401)
    assert refused.json() == answers[0].json()
    assert [action for action, _, _ in logins(site, jane.organization_id)] == [
        *["sign_in.failed"] * 5,
        "account.locked",
        *["sign_in.failed"] * 3,
    ]
    change(site, update(SignInAttemptsRow).values(locked_until=ago(seconds=1)))
    assert Browser(site).sign_in(address).status_code == 201


def test_a_success_and_time_forget_failures(site: Site, email: str) -> None:
    for _ in range(2):
        for number in range(4):
            Browser(site).sign_in(email, f"guess number {number}")
        assert Browser(site).sign_in(email).status_code == 201
    for number in range(4):
        Browser(site).sign_in(email, f"guess number {number}")
    change(site, update(SignInAttemptsRow).values(failing_since=ago(minutes=16)))
    Browser(site).sign_in(email, "guess number 5")
    assert Browser(site).sign_in(email).status_code == 201


def test_many_failures_from_one_address_shut_it_out(site: Site, email: str) -> None:
    browser = Browser(site)
    neighbour = Browser(site, ip=browser.ip[:-1] + "2")
    statuses = [browser.sign_in(f"{uuid4().hex}@example.com").status_code for _ in range(12)]
    assert statuses == [401] * 12
    for shut_out in (browser, neighbour):
        answer = shut_out.sign_in(email)
        assert_refused(answer, 429, "network address")
        assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert Browser(site).sign_in(email).status_code == 201


def test_a_flood_of_sign_ins_leaves_the_api_answering(site: Site, jane: Account) -> None:
    statuses: list[int] = []

    def sign_in() -> None:
        statuses.append(Browser(site).sign_in(f"{uuid4().hex}@example.com").status_code)

    flood = [threading.Thread(target=sign_in) for _ in range(60)]
    for each in flood:
        each.start()
    asked = datetime.now(UTC)
    assert jane.call("GET", "/v2/sessions").ok
    taken = datetime.now(UTC) - asked
    # The second is for machines so fast that the flood is over by then, the first for slow ones.
    assert any(each.is_alive() for each in flood) or taken < timedelta(seconds=10)
    for each in flood:
        each.join()
    assert set(statuses) <= {401, 429}


def test_changing_ones_password_ends_ones_other_sessions(
    site: Site, jane: Account, browser: Browser, email: str
) -> None:
    elsewhere = Browser(site)
    browser.sign_in(email)
    elsewhere.sign_in(email)
    wrong = {"current": "not my password", "new": "a new one, longer"}
    assert_refused(browser.send("PUT", "/v2/me/password", json=wrong), 400, "current password")
    short = {"current": PASSWORD, "new": "short"}
    assert_refused(browser.send("PUT", "/v2/me/password", json=short), 400, "12 to 1024")
    assert elsewhere.send("GET", "/v2/sessions").ok

    body = {"current": PASSWORD, "new": "a new one, longer"}
    assert browser.send("PUT", "/v2/me/password", json=body).status_code == 204
    assert browser.send("GET", "/v2/sessions").ok
    assert_refused(elsewhere.send("GET", "/v2/sessions"), 401)
    assert_refused(elsewhere.sign_in(email), 401)
    assert elsewhere.sign_in(email, "a new one, longer").status_code == 201


def test_a_stolen_session_does_not_serve_to_guess_the_password(browser: Browser, email: str) -> None:
    browser.sign_in(email)
    for number in range(5):
        browser.send(
            "PUT", "/v2/me/password", json={"current": f"guess {number}", "new": "a new one, longer"}
        )
    body = {"current": PASSWORD, "new": "a new one, longer"}
    assert_refused(browser.send("PUT", "/v2/me/password", json=body), 400, "locked")


def test_a_member_who_is_gone_has_no_session(site: Site, browser: Browser, email: str) -> None:
    browser.sign_in(email)
    change(site, delete(MemberRow).where(MemberRow.email == email))
    assert_refused(browser.send("GET", "/v2/sessions"), 401)
    assert_refused(browser.sign_in(email), 401)


def test_a_dated_hash_is_renewed(site: Site, jane: Account, browser: Browser, email: str) -> None:
    user_id = email.replace("@", "_")
    dated = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)
    change(site, update(PasswordRow).where(PasswordRow.user_id == user_id).values(hash=dated))
    assert browser.sign_in(email).status_code == 201
    with site.database.read() as session:
        kept = passwords.find_hash(session, organization_id=jane.organization_id, user_id=user_id)
    assert kept is not None
    assert kept != dated
    assert not PasswordHasher().check_needs_rehash(kept)


def test_nothing_of_passwords_and_sessions_is_logged(site: Site, browser: Browser, email: str) -> None:
    browser.sign_in(email)
    value = browser.kept.cookies["docyard_session"]
    log = (site.data_dir / "server.log").read_text()
    assert PASSWORD not in log
    assert value not in log


@pytest.mark.parametrize(
    "body", [{}, {"email": "a@b.com"}, {"email": 1, "password": PASSWORD}, {"email": "a\0", "password": "x"}]
)
def test_bodies_that_are_none_are_refused(site: Site, body: dict[str, object]) -> None:
    assert requests.post(f"{site.url}/api/v2/sessions", json=body, timeout=120).status_code == 400
