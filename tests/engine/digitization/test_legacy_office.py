"""Office files of before 2007: read through LibreOffice, or refused with the way out."""

import contextlib
import shutil
import subprocess
from pathlib import Path

import psutil
import pytest

from docyard.domain.apps import DigitizationOptions
from docyard.engine.digitization import digitize
from docyard.engine.digitization.legacy_office import as_pdf
from docyard.engine.digitization.programs import run_program
from docyard.errors import UnreadableFile, UnsupportedFormat
from tests.engine.digitization.samples import SAMPLES, WORDS


@pytest.mark.parametrize(("kind", "wanted"), [("doc", "DOCX"), ("ppt", "PPTX")])
def test_without_libreoffice_the_refusal_says_what_helps(
    kind: str, wanted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        UnsupportedFormat, match=rf"'old' is a .* LibreOffice.*save the file as {wanted} or PDF"
    ):
        as_pdf(b"\xd0\xcf\x11\xe0", kind=kind, name="old")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(("new", "old"), [("rtf", "doc"), ("pptx", "ppt")])
def test_with_libreoffice_words_and_tables_come_back(new: str, old: str, tmp_path: Path) -> None:
    (tmp_path / f"in.{new}").write_bytes(SAMPLES[new]())
    command = ["soffice", "--headless", "--convert-to", old, "--outdir", str(tmp_path)]
    subprocess.run(
        [*command, str(tmp_path / f"in.{new}")], check=True, capture_output=True, timeout=120, cwd=tmp_path
    )
    (page,) = digitize((tmp_path / f"in.{old}").read_bytes(), name="old", options=DigitizationOptions()).pages
    words = iter(word.text for word in page.words)
    assert [word for word in WORDS if word not in words] == []
    assert len(page.tables) == 1


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_libreoffice_makes_nothing_of_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="'old' is damaged"):
        as_pdf(b"\xd0\xcf\x11\xe0" + bytes(2_000), kind="ppt", name="old")


def test_programs_that_take_too_long_go_with_what_they_started(tmp_path: Path) -> None:
    # Both wait; the one that was started is the one that would be left behind.
    with pytest.raises(subprocess.TimeoutExpired):
        run_program(["sh", "-c", "sleep 60 & echo $! > started; wait"], folder=tmp_path, limit_s=1)
    started = int((tmp_path / "started").read_text())
    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(started).wait(timeout=60)
    assert not psutil.pid_exists(started)
