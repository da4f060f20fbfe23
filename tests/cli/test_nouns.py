"""Commands made from the API's own description, on local data and on a server elsewhere."""

import io
import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from docyard.api.app import describe_api
from docyard.cli.nouns import NOUNS
from docyard.cli.operations import name_command
from tests.cli.conftest import Done, Run
from tests.documents import invoice_pdf
from tests.server import Organization, Server

Ask = Callable[..., Done]

# Tags whose routes have no commands: old clients' own, and how a browser signs in.
WITHOUT_COMMANDS = {"legacy", "health", "sign-in", "passwords", "invitations"}


@pytest.fixture(params=["data", "server"])
def ask(request: pytest.FixtureRequest, run: Run, data_dir: Path) -> Ask:
    """Send a command to the data directory, or to a running server with a token."""
    if request.param == "data":
        return lambda *arguments: run(*arguments, "--data-dir", data_dir)
    live: Server = request.getfixturevalue("live")
    tenant: Organization = request.getfixturevalue("tenant")
    return lambda *arguments: run(*arguments, "--url", live.url, "--token", tenant.token)


def test_every_noun_of_the_api_has_commands() -> None:
    document = describe_api()
    tags = {
        tag for methods in document["paths"].values() for each in methods.values() for tag in each["tags"]
    }
    assert tags - NOUNS.keys() <= WITHOUT_COMMANDS


def test_no_two_operations_have_one_command() -> None:
    """But for the older of two twins, which is left out."""
    document = describe_api()
    names = Counter(
        (each["tags"][0], name_command(each["summary"], noun=each["tags"][0]))
        for path, methods in document["paths"].items()
        for method, each in methods.items()
        if method != "head" and not WITHOUT_COMMANDS & set(each["tags"])
    )
    assert [name for name, count in names.items() if count > 1] == [("jobs", "show")]


@pytest.mark.parametrize(
    ("summary", "noun", "command"),
    [
        ("List Runs", "runs", "list"),
        ("Read Run", "runs", "show"),
        ("Read Results", "runs", "results"),
        ("Create Batch", "batches", "create"),
        ("Add Member", "workspaces", "add-member"),
        ("Create Service Account", "service-accounts", "create"),
    ],
)
def test_commands_are_named_after_routes(summary: str, noun: str, command: str) -> None:
    assert name_command(summary, noun=noun) == command


def test_a_batch_from_making_it_to_deleting_it(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(invoice_pdf())
    batch_id = str(json.loads(ask("batches", "create", "--name", "letters", "--json").out)["id"])
    added = ask("batches", "add-file", batch_id, "a b/ä.pdf", tmp_path / "a.pdf")
    assert added.code == 0
    listed = ask("batches", "files", batch_id)
    assert "a b/ä.pdf" in listed.out
    assert str(len(invoice_pdf())) in listed.out
    path = json.loads(ask("batches", "files", batch_id, "--json").out)["nodes"][0]["full_path"]
    assert ask("files", "show", path, "--out", tmp_path / "back.pdf").code == 0
    assert (tmp_path / "back.pdf").read_bytes() == invoice_pdf()
    run_id = json.loads(
        ask("runs", "start", "--app-name", "Invoice", "--batch-id", batch_id,
            "--settings", '{"tags": ["t1"]}', "--json").out
    )["id"]  # fmt: skip
    listed_runs = ask("runs", "list", "--status", "RUNNING", "--status", "COMPLETE", "--json")
    assert run_id in [run["id"] for run in json.loads(listed_runs.out)["runs"]]
    assert ask("batches", "delete", batch_id).out.startswith("job id: ")


def test_a_run_is_watched_until_it_is_over(
    run: Run, live: Server, tenant: Organization, tmp_path: Path
) -> None:
    def ask(*arguments: str | Path) -> Done:
        return run(*arguments, "--url", live.url, "--token", tenant.token)

    (tmp_path / "a.pdf").write_bytes(invoice_pdf())
    batch_id = str(json.loads(ask("batches", "create", "--name", "watched", "--json").out)["id"])
    ask("batches", "add-file", batch_id, "a.pdf", tmp_path / "a.pdf")
    started = ask("runs", "start", "--app-name", "Invoice", "--batch-id", batch_id, "--json")
    watched = ask("runs", "watch", json.loads(started.out)["id"])
    assert watched.code == 0
    assert watched.out == "COMPLETE: 1 of 1 files done, 0 failed, 0 cancelled; 1 pages.\n"
    assert ask("runs", "watch", "nonsense").code == 2


def test_a_deployment_is_run_by_its_name(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(invoice_pdf())
    batch_id = str(json.loads(ask("batches", "create", "--name", "letters", "--json").out)["id"])
    ask("batches", "add-file", batch_id, "a.pdf", tmp_path / "a.pdf")
    deployment = json.loads(ask("deployments", "create", "--app", "Invoice", "--name", "bills", "--json").out)
    run_id = json.loads(ask("deployments", "start-run", "bills", "--batch-id", batch_id, "--json").out)["id"]
    listed = ask("runs", "list", "--deployment-id", "bills", "--json")
    assert [run["id"] for run in json.loads(listed.out)["runs"]] == [run_id]
    shown = ask("runs", "list", "--deployment-id", "bills").out
    assert deployment["id"] in shown
    assert "msg" not in shown
    assert "There is no deployment 'bils'" in ask("deployments", "start-run", "bils").err


def test_a_token_made_with_a_token_lets_one_in(run: Run, live: Server, tenant: Organization) -> None:
    at = ("--url", live.url, "--token")
    made = json.loads(run("tokens", "create", "--name", "laptop", *at, tenant.token, "--json").out)
    seen = json.loads(run("me", "show", *at, made["api_token"], "--json").out)
    assert (seen["user_id"], seen["organization"]["id"]) == (made["user_id"], made["organization_id"])
    assert seen["token"]["name"] == "laptop"


def test_a_secret_is_set_where_it_is_asked_for(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    for value, said in ((b"one\n", "set"), (b"two\n", "changed")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(value)))
        assert ask("secrets", "set", "erp").out == f"Secret erp is {said}.\n"
    assert "erp" in ask("secrets", "list").out
    noted = ask("audit-events", "list", "--log-type", "org_secrets_v2").out
    assert "secret.created" in noted
    assert "{" not in noted


def test_values_from_files_are_sent_as_they_are(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "value").write_text("s3cret\n")
    value = f"@{tmp_path / 'value'}"
    options = ("--alias", "from_file", "--allowed-workspaces-type", "ALL", "--value", value)
    done = ask("secrets", "create", *options)
    assert done.code == 0, done.err
    assert "from_file" in ask("secrets", "list").out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("runs", "show", "nonsense"), "There is no run"),
        (("runs", "start", "--app-name", "Invoice", "--batch-id", "1", "--settings", "{"), "takes JSON"),
        (("batches", "add-file", "1", "a.pdf", "missing.pdf"), "cannot be read"),
        (
            ("secrets", "create", "--alias", "a", "--allowed-workspaces-type", "ALL", "--value", "@no"),
            "cannot be",
        ),
        (("audit-events", "list", "--log-type", "nonsense"), "expected one of"),
    ],
)
def test_refusals_are_a_sentence_and_exit_code_2(ask: Ask, arguments: tuple[str, ...], words: str) -> None:
    done = ask(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: ")
    assert words in done.err


def test_a_server_that_is_not_there(run: Run) -> None:
    done = run("batches", "list", "--url", "http://127.0.0.1:9", "--token", "t")
    assert done.code == 1
    assert "cannot be reached" in done.err


def test_a_server_is_not_asked_without_a_token(run: Run) -> None:
    assert "--token" in run("batches", "list", "--url", "http://127.0.0.1:9").err
