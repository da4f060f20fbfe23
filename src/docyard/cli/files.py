"""Reading what the command line names."""

from pathlib import Path

from docyard.errors import FileMissing, FileTooLarge, Invalid


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        FileMissing: It is not there, is a folder, or is not for the user to read.
        Invalid: It is not UTF-8.
    """
    try:
        # Not as text, which would change the ends of lines.
        return path.read_bytes().decode("utf-8")
    except OSError as refusal:
        raise FileMissing(f"{str(path)!r} cannot be read: {refusal.strerror}.") from refusal
    except UnicodeDecodeError as refusal:
        raise Invalid(f"{str(path)!r} is not a text file in UTF-8.") from refusal


def read_bytes(path: Path, *, limit_bytes: int) -> bytes:
    """Return the bytes of a document.

    Raises:
        FileMissing: It is not there, is a folder, or is not for the user to read.
        FileTooLarge: It has more bytes than the limit.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(limit_bytes + 1)
    except OSError as refusal:
        raise FileMissing(f"{str(path)!r} cannot be read: {refusal.strerror}.") from refusal
    if len(data) > limit_bytes:
        raise FileTooLarge(
            f"{str(path)!r} has more than {limit_bytes} bytes, the limit that DOCYARD_FILE_BYTES sets."
        )
    return data
