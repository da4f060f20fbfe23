"""Office files of before 2007, turned into PDF by LibreOffice where it is installed."""

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from docyard.engine.digitization.programs import run_program
from docyard.errors import FileTooLarge, UnreadableFile, UnsupportedFormat

LEGACY_OFFICE = {"application/msword": "doc", "application/vnd.ms-powerpoint": "ppt"}
"""Usual endings by media type."""

_WALL_LIMIT_S = 60
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


def as_pdf(data: bytes, *, kind: str, name: str) -> bytes:
    """Return the file as LibreOffice prints it: macros off, links not followed, no network.

    Raises:
        UnsupportedFormat: if LibreOffice is not installed.
        UnreadableFile: if it makes nothing of the file.
        FileTooLarge: if it takes longer than a minute.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise UnsupportedFormat(
            f"{name!r} is a {kind.upper()} file of before 2007, which needs LibreOffice; it is not "
            f"installed on the server. Install it there, or save the file as {kind.upper()}X or PDF."
        )
    with TemporaryDirectory(prefix="docyard-") as folder:
        return _converted(data, kind=kind, name=name, program=program, folder=Path(folder))


def _converted(data: bytes, *, kind: str, name: str, program: str, folder: Path) -> bytes:
    source, profile = folder / f"in.{kind}", folder / "profile"
    source.write_bytes(data)
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    arguments = ("--headless", "--norestore", "--nolockcheck", "--convert-to", "pdf", "--outdir", str(folder))
    command = (program, f"-env:UserInstallation={profile.as_uri()}", *arguments, str(source))
    try:
        run_program(command, folder=folder, limit_s=_WALL_LIMIT_S)
    except subprocess.TimeoutExpired as error:
        raise FileTooLarge(f"{name!r} takes LibreOffice longer than {_WALL_LIMIT_S} s. Split it.") from error
    printed = folder / "in.pdf"
    if not printed.is_file() or not printed.stat().st_size:
        raise UnreadableFile(f"{name!r} is damaged: LibreOffice makes nothing of it.")
    return printed.read_bytes()
