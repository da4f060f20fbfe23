"""A function in the fork: confined first, then given its source and arguments."""

import io
import json
import os
import random
import sys
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NoReturn

from docyard.engine.functions.jail.confinement import NotConfined, confine

MAX_ANSWER_BYTES = 1_000_000
LENGTH_BYTES = 4
FILE_NAME = "<function>"

_MAX_PRINTED = 5_000
_MAX_MESSAGE = 1_000


def serve_call(channel: int, *, wall_s: float, memory_bytes: int) -> NoReturn:
    """Answer the one request that comes over a channel, then end the process."""
    try:
        os.dup2(channel, 0)
        os.closerange(1, os.sysconf("SC_OPEN_MAX"))
        confine(wall_s=wall_s, memory_bytes=memory_bytes)
    except (NotConfined, OSError, ValueError) as reason:
        _send({"unconfined": str(reason)})
        os._exit(1)
    random.seed(0)
    sys.stdin = sys.stdout = sys.stderr = printed = _Prints()
    answer = _answer(json.loads(_receive()))
    answer["printed"] = printed.text
    _send(answer)
    os._exit(0)


def _receive() -> bytes:
    length = int.from_bytes(os.read(0, LENGTH_BYTES), "big")
    data = bytearray()
    while len(data) < length:
        part = os.read(0, min(length - len(data), 1 << 16))
        if not part:
            os._exit(1)
        data += part
    return bytes(data)


def _answer(request: Mapping[str, Any]) -> dict[str, Any]:
    try:
        names: dict[str, Any] = {"__name__": "functions"}
        exec(compile(request["source"], FILE_NAME, "exec"), names)  # noqa: S102 - what all this is for
        return {"value": _plain(names[request["function"]](**request["arguments"]))}
    except BaseException as error:  # noqa: BLE001 - also SystemExit and KeyboardInterrupt
        return {"failed": _described(error), "line": _line(error)}


def _described(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "MemoryError"
    try:
        return f"{type(error).__name__}: {error}"[:_MAX_MESSAGE]
    except BaseException:  # noqa: BLE001 - that is code of the function's, too
        return type(error).__name__


def _line(error: BaseException) -> int | None:
    line, step = None, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == FILE_NAME:
            line = step.tb_lineno
        step = step.tb_next
    return line


def _plain(value: object) -> object:  # noqa: PLR0911 - one for each kind
    """Return a result as what JSON has; what it does not have is left to fail there."""
    match value:
        case bool() | None:
            return value
        case int():
            return int(value)
        case float():
            return float(value)
        case str():
            return str(value)
        case Decimal():
            return str(value)
        case datetime() | date() | time():
            return value.isoformat()
        case list() | tuple():
            return [_plain(each) for each in value]
        case set() | frozenset():
            return sorted((_plain(each) for each in value), key=json.dumps)
        case dict():
            return {_key(key): _plain(each) for key, each in value.items()}
    raise TypeError(f"a {type(value).__name__} cannot be returned; expected text, a number, a date or a list")


def _key(key: object) -> str:
    plain = _plain(key)
    if plain is None or isinstance(plain, list | dict):
        raise TypeError("keys of a mapping that is returned must be texts")
    return str(plain)


def _send(answer: Mapping[str, object]) -> None:
    data = json.dumps(answer).encode()
    if len(data) > MAX_ANSWER_BYTES:
        data = json.dumps({"failed": "ValueError: more than 1 MB is returned", "line": None}).encode()
    while data:
        data = data[os.write(0, data) :]


class _Prints(io.TextIOBase):
    """Keeps the beginning of what is printed."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str, /) -> int:
        """Take a part of what is printed."""
        if len(self.text) < _MAX_PRINTED:
            self.text += text[:_MAX_PRINTED]
        return len(text)
