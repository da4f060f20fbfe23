import json
from pathlib import Path

import pytest
import yaml

from docyard.engine.appfiles import app_file_schema, prebuilt_app_file
from tests.cli.conftest import Run

APP = """\
name: Tickets
version: "{version}"
fields:
  - name: total
    type: amount
    description: {description}
"""

BROKEN = """\
name: Tickets
colour: red
fields:
  - name: total
    type: amont
"""


@pytest.fixture
def app_file(tmp_path: Path) -> Path:
    return write(tmp_path, "1.0.0")


def write(folder: Path, version: str, description: str = "What was paid.") -> Path:
    path = folder / "tickets.yaml"
    path.write_text(APP.format(version=version, description=description))
    return path


def test_validate_accepts_a_valid_file(run: Run, app_file: Path) -> None:
    done = run("apps", "validate", app_file)
    assert done.code == 0
    assert "Tickets 1.0.0 is valid" in done.out


def test_validate_points_at_line_and_column_of_every_problem(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(BROKEN)
    done = run("apps", "validate", path)
    assert done.code == 2
    first, second = done.out.splitlines()
    assert first.startswith(f"{path}:2:1: ")
    assert "'colour'" in first
    assert second.startswith(f"{path}:5:11: ")
    assert "'amont'" in second


def test_schema_prints_the_json_schema_of_app_files(run: Run) -> None:
    assert json.loads(run("apps", "schema").out) == app_file_schema()


def test_push_publishes_a_version_once(run: Run, data_dir: Path, app_file: Path) -> None:
    push = ("apps", "push", app_file, "--data-dir", data_dir, "--org", "acme", "--json")
    first = run(*push)
    assert first.code == 0
    pushed = json.loads(first.out)
    assert (pushed["name"], pushed["owner"], pushed["version"]) == ("Tickets", "jane_acme.com", "1.0.0")
    assert run(*push).out == first.out


def test_push_refuses_other_content_under_the_same_version(run: Run, data_dir: Path, tmp_path: Path) -> None:
    assert run("apps", "push", write(tmp_path, "1.0.0"), "--data-dir", data_dir).code == 0
    changed = write(tmp_path, "1.0.0", description="Something else.")
    done = run("apps", "push", changed, "--data-dir", data_dir)
    assert done.code == 2
    assert "versions never change" in done.err


def test_push_names_the_places_of_problems(run: Run, data_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(BROKEN)
    done = run("apps", "push", path, "--data-dir", data_dir)
    assert done.code == 2
    assert f"{path}:5:11: " in done.err


def test_list_shows_own_and_prebuilt_apps(run: Run, data_dir: Path, tmp_path: Path) -> None:
    for version in ("1.9.0", "1.10.0"):
        run("apps", "push", write(tmp_path, version), "--data-dir", data_dir)
    listed = json.loads(run("apps", "list", "--data-dir", data_dir, "--json").out)
    versions = {(app["owner"], app["name"]): app["version"] for app in listed}
    assert versions["jane_acme.com", "Tickets"] == "1.10.0"
    assert ("docyard", "Receipt") in versions
    assert "Tickets" in run("apps", "list", "--data-dir", data_dir).out


def test_show_prints_the_file_as_it_was_pushed(run: Run, data_dir: Path, tmp_path: Path) -> None:
    texts = {}
    for version in ("1.0.0", "2.0.0"):
        path = write(tmp_path, version)
        texts[version] = path.read_text()
        run("apps", "push", path, "--data-dir", data_dir)
    assert run("apps", "show", "Tickets", "--data-dir", data_dir).out == texts["2.0.0"]
    shown = run("apps", "show", "Tickets", "--data-dir", data_dir, "--version", "1.0.0")
    assert shown.out == texts["1.0.0"]


def test_show_prebuilt_needs_no_data_directory(run: Run) -> None:
    done = run("apps", "show", "Receipt", "--prebuilt")
    assert done.out == prebuilt_app_file("Receipt")
    assert yaml.safe_load(done.out)["name"] == "Receipt"


def push(run: Run, data_dir: Path, folder: Path, version: str, *options: str) -> str:
    done = run("apps", "push", write(folder, version), "--data-dir", data_dir, "--json", *options)
    assert done.code == 0, done.err
    app_id: str = json.loads(done.out)["id"]
    return app_id


def test_versions_go_from_pre_production_to_production(run: Run, data_dir: Path, tmp_path: Path) -> None:
    push(run, data_dir, tmp_path, "1.0.0", "--pre-production")
    done = run("apps", "show", "Tickets", "--data-dir", data_dir)
    assert (done.code, done.out) == (2, "")
    assert "no version in production" in done.err
    assert "in production" in run("apps", "publish", "Tickets", "1.0.0", "--data-dir", data_dir).out
    app_id = push(run, data_dir, tmp_path, "1.1.0", "--pre-production")
    states = json.loads(run("apps", "versions", app_id, "--data-dir", data_dir, "--json").out)
    assert [(each["version"], each["state"]) for each in states] == [
        ("1.1.0", "PRE_PRODUCTION"),
        ("1.0.0", "PRODUCTION"),
    ]
    assert "PRE_PRODUCTION" in run("apps", "versions", "Tickets", "--data-dir", data_dir).out
    listed = json.loads(run("apps", "list", "--name", "Tickets", "--data-dir", data_dir, "--json").out)
    assert [each["latest_version"] for each in listed] == ["1.0.0"]


def test_show_tells_what_is_known_as_json(run: Run, data_dir: Path, tmp_path: Path) -> None:
    app_id = push(run, data_dir, tmp_path, "1.0.0")
    shown = json.loads(run("apps", "show", app_id, "--data-dir", data_dir, "--json").out)
    assert (shown["id"], shown["version"], shown["workspace"]) == (app_id, "1.0.0", "jane_acme.com")
    assert shown["file"] == (tmp_path / "tickets.yaml").read_text()


def test_export_writes_the_bytes_that_were_pushed(run: Run, data_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_bytes(b"# Gr\xc3\xbc\xc3\x9fe\r\nname: Odd\r\nfields: [{name: total}]")
    assert run("apps", "push", path, "--data-dir", data_dir).code == 0
    out = tmp_path / "out.yaml"
    done = run("apps", "export", "Odd", "--data-dir", data_dir, "--out", out)
    assert (done.code, out.read_bytes()) == (0, path.read_bytes())
    assert run("apps", "export", "Odd", "--data-dir", data_dir).out == path.read_bytes().decode()
    done = run("apps", "export", "Odd", "--data-dir", data_dir, "--out", tmp_path / "no" / "such")
    assert (done.code, "cannot be written" in done.err) == (2, True)


def test_diff_says_what_changed(run: Run, data_dir: Path, tmp_path: Path) -> None:
    push(run, data_dir, tmp_path, "1.0.0")
    path = write(tmp_path, "1.1.0")
    path.write_text(path.read_text() + "    required: true\n  - name: seat\n")
    assert run("apps", "push", path, "--data-dir", data_dir).code == 0
    diff = ("apps", "diff", "Tickets", "1.0.0", "1.1.0", "--data-dir", data_dir)
    lines = run(*diff).out.splitlines()
    assert lines[:3] == ["changed: field / Tickets / total (required)", "added: field / Tickets / seat", ""]
    assert "+    required: true" in lines
    body = json.loads(run(*diff, "--json").out)
    assert [change["path"] for change in body["changes"]] == [["Tickets", "total"], ["Tickets", "seat"]]


def test_apps_are_shared_and_deleted(run: Run, data_dir: Path, tmp_path: Path) -> None:
    push(run, data_dir, tmp_path, "1.0.0")
    share = ("apps", "share", "Tickets", "--data-dir", data_dir)
    shared = json.loads(run(*share, "--organization", "--json").out)
    assert shared["visibility"] == "organization"
    assert run(*share).out == "Tickets is for jane_acme.com alone.\n"
    assert run(*share, "--with", "Nowhere").code == 2
    deploy = ("deployments", "create", "--app", "Tickets", "--name", "t", "--data-dir", data_dir)
    assert run(*deploy).code == 0
    delete = ("apps", "delete", "Tickets", "--data-dir", data_dir)
    assert "Deployments use app 'Tickets': 1." in run(*delete).err
    assert run("deployments", "delete", "t", "--data-dir", data_dir).code == 0
    assert run(*delete).out == "Tickets is deleted.\n"
    assert run(*delete).code == 2


def test_validate_reports_as_json(run: Run, tmp_path: Path, app_file: Path) -> None:
    report = json.loads(run("apps", "validate", app_file, "--json").out)
    assert (report["valid"], report["app"]["name"]) == (True, "Tickets")
    path = tmp_path / "broken.yaml"
    path.write_text(BROKEN)
    done = run("apps", "validate", path, "--json")
    report = json.loads(done.out)
    assert (done.code, report["valid"]) == (2, False)
    assert [problem["line"] for problem in report["problems"]] == [2, 5]


def test_validate_takes_several_files(run: Run, tmp_path: Path, app_file: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(BROKEN)
    done = run("apps", "validate", path, app_file)
    assert done.code == 2
    assert f"{path}:2:" in done.out
    assert f"{app_file}: Tickets" in done.out
    reports = json.loads(run("apps", "validate", path, app_file, "--json").out)
    assert [(report["file"], report["valid"]) for report in reports] == [
        (str(path), False),
        (str(app_file), True),
    ]


def test_a_version_is_shown_by_the_name_of_its_app(run: Run, data_dir: Path, tmp_path: Path) -> None:
    push(run, data_dir, tmp_path, "1.0.0")
    show = ("apps", "version", "Tickets", "1.0.0", "--data-dir", data_dir)
    shown = json.loads(run(*show, "--json").out)
    assert (shown["version"], shown["summary"]["name"]) == ("1.0.0", "Tickets")
    assert "version: 1.0.0" in run(*show).out
    missing = run("apps", "version", "Tickts", "1.0.0", "--data-dir", data_dir)
    assert (missing.code, "There is no app 'Tickts'" in missing.err) == (2, True)
