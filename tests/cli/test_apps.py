import json
from pathlib import Path

import pytest
import yaml

from docyard.engine.appfiles import prebuilt_app_file
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
