"""Office files of before 2007: read through LibreOffice, or refused with the way out."""

import shutil
import subprocess
from pathlib import Path

import pytest

from docyard.domain.apps import DigitizationOptions
from docyard.engine.digitization import digitize
from docyard.engine.digitization.legacy_office import as_pdf
from docyard.errors import UnsupportedFormat
from tests.engine.digitization.samples import LINES, word_file


@pytest.mark.skipif(shutil.which("soffice") is not None, reason="LibreOffice is installed")
@pytest.mark.parametrize(("kind", "wanted"), [("doc", "DOCX"), ("ppt", "PPTX")])
def test_without_libreoffice_the_refusal_says_what_helps(kind: str, wanted: str) -> None:
    with pytest.raises(
        UnsupportedFormat, match=rf"'old' is a .* LibreOffice.*save the file as {wanted} or PDF"
    ):
        as_pdf(b"\xd0\xcf\x11\xe0", kind=kind, name="old")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_with_libreoffice_words_come_back(tmp_path: Path) -> None:
    (tmp_path / "in.docx").write_bytes(word_file())
    command = [
        "soffice",
        "--headless",
        "--convert-to",
        "doc",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "in.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    old = (tmp_path / "in.doc").read_bytes()
    words = [
        word.text
        for page in digitize(old, name="old", options=DigitizationOptions()).pages
        for word in page.words
    ]
    assert " ".join(words).startswith(LINES[0])
