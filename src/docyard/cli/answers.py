"""Printing what the API answered: JSON for programs, tables and lines for people, bytes as they are."""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import typer

from docyard.cli import output
from docyard.errors import DocyardError, Invalid, Unavailable

# Runs have nanoseconds and files seconds; all others milliseconds.
_NANOSECONDS_FROM = 10**17
_SECONDS_BELOW = 10**11


class Refused(DocyardError):
    """The API refused; its own sentence is the message.

    Attributes:
        problems: places in an app file, each with line, column and message.
    """

    code = "refused"

    def __init__(self, message: str, problems: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class ServerFailed(Unavailable):
    """The server met a fault or has no time; its own sentence is the message."""

    code = "server_failed"


def show(answer: httpx.Response, *, as_json: bool, out: Path | None) -> None:
    """Print an answer, or write it to ``out``.

    Raises:
        Refused: The API refused.
        ServerFailed: It failed.
    """
    kind = answer.headers.get("content-type", "").split(";")[0]
    check(answer)
    if kind == "text/event-stream":
        _follow(answer)
    elif out is not None or (kind != "application/json" and kind):
        _write(answer, out, kind=kind)
    else:
        body = json.loads(answer.read() or b"null")
        if isinstance(body, dict) and body.get("status") == "ERROR":
            raise Refused(body.get("msg", "The request failed."))
        if isinstance(body, dict) and body.keys() == {"status", "data"} and not as_json:
            body = body["data"]  # so answers version 1 of the API
        if body is None:
            body = {name: answer.headers[name] for name in ("location",) if name in answer.headers}
        output.print_json(body) if as_json else _print(body)


def check(answer: httpx.Response) -> None:
    """Go on where the API did what it was asked to.

    Raises:
        Refused: The API refused.
        ServerFailed: It failed.
    """
    if answer.status_code >= 400:
        raise _refusal(answer)


def _refusal(answer: httpx.Response) -> DocyardError:
    answer.read()
    try:
        body = answer.json()
        message, problems = str(body["message"]), body.get("problems", ())
    except (ValueError, KeyError, TypeError):
        message, problems = f"The server answered {answer.status_code} {answer.reason_phrase}.", ()
    if answer.status_code >= 500 or answer.status_code == 429:
        return ServerFailed(message)
    return Refused(message, problems)


def _follow(answer: httpx.Response) -> None:
    """Print the data of each event as it comes in."""
    for line in answer.iter_lines():
        if line.startswith("data:"):
            typer.echo(line.removeprefix("data:").strip())
            sys.stdout.flush()


def _write(answer: httpx.Response, out: Path | None, *, kind: str) -> None:
    if out is None and sys.stdout.isatty() and not kind.startswith("text/"):
        raise Invalid(f"The answer is {kind}, which a terminal cannot show. Name a file with --out.")
    if out is None:
        for piece in answer.iter_bytes():
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    with out.open("wb") as stream:
        for piece in answer.iter_bytes():
            stream.write(piece)


def _print(body: Any) -> None:
    """Print a list of things as a table, one thing as lines."""
    if not isinstance(body, dict):
        output.print_json(body)
        return
    lists = {name: value for name, value in body.items() if _is_listing(value)}
    for rows in lists.values():
        _print_rows(rows)
    for name, value in body.items():
        if name == "msg" and body.get("message") == value:
            continue
        if name not in lists and not (lists and value in (None, "", False)):
            typer.echo(f"{_words(name)}: {_cell(name, value)}")


def _is_listing(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _print_rows(rows: Sequence[Mapping[str, Any]]) -> None:
    flat = [_flatten(row) for row in rows]
    # Ids are long: columns that are empty, or say what their neighbour says, leave them room.
    filled = {name for row in flat for name, value in row.items() if value not in (None, "", [], {})}
    names = [name for name in dict.fromkeys(name for row in flat for name in row) if name in filled]
    if "message" in names and "msg" in names:
        names.remove("msg")
    if names:
        cells = [[_cell(name, row.get(name)) for name in names] for row in flat]
        output.print_table([_words(name) for name in names], cells)


def _flatten(row: Mapping[str, Any]) -> dict[str, Any]:
    """Put the parts of a thing beside the thing's own."""
    flat: dict[str, Any] = {}
    for name, value in row.items():
        flat |= value if isinstance(value, dict) else {name: value}
    return flat


def _words(name: str) -> str:
    return name.removesuffix("_ms").removesuffix("_millis").replace("_", " ")


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name.endswith(("_at", "_at_ms", "timestamp", "timestamp_millis")) and str(value).isdecimal():
        return _moment(int(value))
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _moment(value: int) -> str:
    per_second = 10**9 if value >= _NANOSECONDS_FROM else 1 if value < _SECONDS_BELOW else 10**3
    return datetime.fromtimestamp(value / per_second, UTC).isoformat(timespec="seconds")
