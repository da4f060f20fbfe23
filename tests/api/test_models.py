"""Language models over the API."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.accounts import Account, assert_refused
from tests.model_server import ModelServer, running_model


@pytest.fixture(scope="module")
def running() -> Iterator[ModelServer]:
    with running_model() as model:
        model.answers = lambda schema, _: dict.fromkeys(schema["properties"], "4")
        yield model


@pytest.fixture
def server(running: ModelServer) -> ModelServer:
    running.behave("good")
    return running


def create(jane: Account, server: ModelServer, **changes: Any) -> dict[str, Any]:
    body = {"name": "house", "base_url": f"{server.url}/", "model": "qwen3"} | changes
    answer = jane.call("POST", "/v2/models", json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def set_secret(jane: Account, value: str) -> str:
    alias = f"s_{uuid4().hex}"
    body = {"alias": alias, "value": value, "allowed_workspaces_type": "NONE"}
    assert jane.call("POST", "/v2/aihub/secrets", json=body).status_code == 200
    return alias


def test_models_are_created_read_changed_and_deleted(jane: Account, server: ModelServer) -> None:
    made = create(jane, server, input_price=0.15, output_price=0.6, context_tokens=32_000)
    assert (made["name"], made["base_url"], made["model"]) == ("house", server.url, "qwen3")
    assert (made["input_price"], made["output_price"], made["secret_alias"]) == (0.15, 0.6, None)
    assert (made["requests_at_a_time"], made["vision"], made["answer_mode"]) == (4, False, "json_schema")
    path = f"/v2/models/{made['id']}"
    changed = jane.call("PATCH", path, json={"vision": True, "timeout_s": 30}).json()
    assert (changed["vision"], changed["timeout_s"], changed["input_price"]) == (True, 30.0, 0.15)
    assert jane.call("GET", path).json() == changed
    assert jane.call("GET", "/v2/models").json() == {"models": [changed]}
    assert jane.hire().call("GET", "/v2/models").json() == {"models": [changed]}
    assert jane.call("DELETE", path).status_code == 204
    assert_refused(jane.call("GET", path), 404, made["id"])
    events = jane.call("POST", "/v1/auditlogs", json={"log_type": "org_v2"}).text
    for action in ("model.created", "model.updated", "model.deleted"):
        assert action in events


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "House Model"}, ("name", "House Model")),
        ({"base_url": "localhost:11434"}, ("base_url", "http://")),
        ({"base_url": "http://169.254.169.254/v1"}, ("never calls",)),
        ({"model": ""}, ("model",)),
        ({"input_price": -1}, ("input_price",)),
        ({"context_tokens": 10}, ("context_tokens", "1024")),
        ({"output_tokens": 8_000, "context_tokens": 9_000}, ("output_tokens", "half")),
        ({"requests_at_a_time": 0}, ("requests_at_a_time",)),
        ({"timeout_s": 0.1}, ("timeout_s",)),
    ],
)
def test_what_a_model_cannot_be_is_refused(
    jane: Account, server: ModelServer, changes: dict[str, Any], words: tuple[str, ...]
) -> None:
    body = {"name": "house", "base_url": server.url, "model": "qwen3"} | changes
    assert_refused(jane.call("POST", "/v2/models", json=body), 400, *words)
    assert jane.call("GET", "/v2/models").json() == {"models": []}


def test_names_are_taken_once_and_secrets_must_be_there(jane: Account, server: ModelServer) -> None:
    create(jane, server)
    body = {"name": "house", "base_url": server.url, "model": "other"}
    assert_refused(jane.call("POST", "/v2/models", json=body), 409, "house")
    body |= {"name": "cloud", "secret_alias": "nobody"}
    assert_refused(jane.call("POST", "/v2/models", json=body), 404, "nobody")


def test_a_check_asks_with_the_key_and_tells_it_to_nobody(jane: Account, server: ModelServer) -> None:
    alias = set_secret(jane, "sk-hidden-1")
    made = create(jane, server, secret_alias=alias)
    answer = jane.call("POST", f"/v2/models/{made['id']}/check")
    assert answer.json() == {"is_usable": True, "message": None, "answer_mode": "json_schema"}
    assert server.asked[0].headers["authorization"] == "Bearer sk-hidden-1"
    server.behave(401)
    found = jane.call("POST", f"/v2/models/{made['id']}/check").json()
    assert not found["is_usable"]
    assert "key is missing or wrong" in found["message"]
    jane.call("DELETE", "/v2/aihub/secrets", json={"alias": alias})
    found = jane.call("POST", f"/v2/models/{made['id']}/check").json()
    assert alias in found["message"]
    log = (jane.site.data_dir / "server.log").read_text()
    assert "sk-hidden-1" not in log
    assert server.url not in log


def test_a_check_finds_out_how_a_model_answers(jane: Account, server: ModelServer) -> None:
    made = create(jane, server)
    server.behave("no_schema")
    found = jane.call("POST", f"/v2/models/{made['id']}/check").json()
    assert found == {"is_usable": True, "message": None, "answer_mode": "tool"}
    assert jane.call("GET", f"/v2/models/{made['id']}").json()["answer_mode"] == "tool"
    server.behave("bad_json")
    found = jane.call("POST", f"/v2/models/{made['id']}/check").json()
    assert "not in the schema" in found["message"]


def test_models_of_others_are_not_found(jane: Account, otto: Account, server: ModelServer) -> None:
    path = f"/v2/models/{create(jane, server)['id']}"
    for method, end in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/check")):
        body = {"vision": True} if method == "PATCH" else None
        assert_refused(otto.call(method, path + end, json=body), 404)
    assert otto.call("GET", "/v2/models").json() == {"models": []}
    assert_refused(jane.hire().call("PATCH", path, json={"vision": True}), 401, "admins")
