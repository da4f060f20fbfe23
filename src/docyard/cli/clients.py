"""The way of generated commands to the API: a server elsewhere, or the API over the data here."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import httpx

from docyard.cli import data
from docyard.cli.files import read_text
from docyard.cli.operations import Operation, Parameter, Place
from docyard.errors import FileMissing, Invalid, Unavailable

# An answer may take as long as its work; only reaching the server has a limit.
_TIMEOUT = httpx.Timeout(None, connect=10)


@dataclass(frozen=True, slots=True)
class Target:
    """What a command asks: the server at ``url``, else the data directory as ``user``."""

    data_dir: Path | None
    org: str | None
    user: str | None
    url: str | None
    token: str | None


@contextmanager
def open_client(target: Target) -> Iterator[httpx.Client]:
    """Open the way to the API; closed again after the block.

    Raises:
        Invalid: A server is named and no token, or both a server and a data directory.
    """
    if target.url is None:
        with _serve_here(target) as client:
            yield client
        return
    if target.token is None:
        raise Invalid(f"{target.url} wants a token: give --token, or set DOCYARD_TOKEN.")
    if target.data_dir is not None or target.user is not None:
        raise Invalid("--url goes with --token; leave --data-dir and --user out.")
    headers = {"Authorization": f"Bearer {target.token}"}
    if target.org is not None:
        headers["IB-Context"] = target.org
    with httpx.Client(base_url=target.url.rstrip("/"), headers=headers, timeout=_TIMEOUT) as client:
        yield client


@contextmanager
def _serve_here(target: Target) -> Iterator[httpx.Client]:
    """Serve the API to this process alone, on a socket that only its owner can reach."""
    import uvicorn

    from docyard.cli.logs import configure_logs
    from docyard.main.server import build_api

    configure_logs("console", level=logging.WARNING)
    settings = data.read_settings(target.data_dir)
    with data.open_data(target.data_dir) as parts, TemporaryDirectory(prefix="docyard-") as folder:
        with parts.database.read() as session:
            caller = data.find_caller(session, org=target.org, user=target.user)
        socket = f"{folder}/api"
        api = build_api(parts, settings, caller=caller)
        server = uvicorn.Server(uvicorn.Config(api, uds=socket, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.005)
            transport = httpx.HTTPTransport(uds=socket)
            with httpx.Client(base_url="http://localhost", transport=transport, timeout=_TIMEOUT) as client:
                yield client
        finally:
            server.should_exit = True
            thread.join()


def send(
    client: httpx.Client,
    operation: Operation,
    given: Mapping[Parameter, Any],
    *,
    then: Callable[[httpx.Response], None],
) -> None:
    """Send what the operation takes and hand the answer on while it still comes in.

    Raises:
        Unavailable: The server cannot be reached, or went away.
    """
    values = {parameter: _read_value(parameter, value) for parameter, value in given.items()}

    def those(place: Place) -> dict[str, Any]:
        return {parameter.name: value for parameter, value in values.items() if parameter.place is place}

    names = {name: quote(str(value), safe="") for name, value in those(Place.PATH).items()}
    options: dict[str, Any] = {"params": _query(those(Place.QUERY)), "headers": _texts(those(Place.HEADER))}
    if any(parameter.place is Place.BODY for parameter in operation.parameters):
        options["json"] = those(Place.BODY)
    for name in those(Place.FILE).values():
        options["content"] = _pieces(Path("/dev/stdin" if name == "-" else name))
        options["headers"]["Content-Type"] = "application/octet-stream"
    try:
        with client.stream(operation.method.upper(), operation.path.format(**names), **options) as answer:
            then(answer)
    except httpx.TransportError as refusal:
        raise Unavailable(f"{client.base_url} cannot be reached: {refusal}.") from refusal


def _read_value(parameter: Parameter, value: Any) -> Any:
    """Return what to send for an option; ``@file`` and ``@-`` read it, so that secrets stay out of arguments.

    Raises:
        Invalid: The option takes JSON and the text is none, or the file cannot be read.
    """
    if parameter.kind in ("string", "json") and isinstance(value, str) and value.startswith("@"):
        value = read_text(Path("/dev/stdin" if value == "@-" else value[1:])).removesuffix("\n")
    if parameter.kind != "json":
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError as refusal:
        raise Invalid(f"--{parameter.name.replace('_', '-')} takes JSON: {refusal}.") from None


def _query(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _text(value) if not isinstance(value, list) else [_text(each) for each in value]
            for name, value in values.items()}  # fmt: skip


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: _text(value) for name, value in values.items()}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            while piece := stream.read(1_000_000):
                yield piece
    except OSError as refusal:
        raise FileMissing(f"{str(path)!r} cannot be read: {refusal.strerror}.") from refusal
