"""What is installed is all that was written: app files, scorer and migrations too."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import docyard

PACKAGE = Path(docyard.__file__).parent
ROOT = PACKAGE.parent.parent


def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    build = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([sys.executable, *build, "--wheel-dir", str(tmp_path), str(ROOT)], check=True)
    (wheel,) = tmp_path.iterdir()
    with ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.startswith("docyard/")}
    written = {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == written
