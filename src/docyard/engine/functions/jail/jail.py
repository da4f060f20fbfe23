"""The caller's side of the jail: a channel per call, a deadline, and a limit to what is read."""

import contextlib
import json
import select
import socket
import subprocess
import sys
import time
from pathlib import Path

import docyard
from docyard.engine.functions.calls import Answer, Call, Failed, Limits, Returned

_START_S = 20.0
_GRACE_S = 1.0
"""For the fork, beyond the limit of the call."""

_MAX_ANSWER_BYTES = 1_000_000
_LENGTH_BYTES = 4
_STATUS_BYTES = 4

_ZYGOTE = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from docyard.engine.functions.jail.zygote import main; main(int(sys.argv[2]))"
)


class JailBroken(Exception):
    """The zygote does not start or does not answer; the message says why."""


class Jail:
    """One zygote; started with the first call, and anew when it died."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._zygote: _Zygote | None = None

    def run(self, call: Call) -> Answer:
        """Call a function in a process of its own.

        Raises:
            JailBroken: there is no such process to be had.
        """
        if self._zygote is None:
            self._zygote = _Zygote()
        try:
            answer = self._zygote.run(call, self._limits)
        except (OSError, EOFError):
            self.close()
            raise JailBroken("its processes do not start") from None
        if "unconfined" in answer:
            raise JailBroken(str(answer["unconfined"]))
        return _read(answer, self._limits)

    def close(self) -> None:
        """End the processes."""
        zygote, self._zygote = self._zygote, None
        if zygote is not None:
            zygote.close()


class _Zygote:
    def __init__(self) -> None:
        if sys.platform != "linux":
            raise JailBroken("it needs Linux")
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and constant code
                [
                    *(sys.executable, "-s", "-S", "-P", "-c", _ZYGOTE),
                    *(str(Path(docyard.__file__).parent.parent), str(theirs.fileno())),
                ],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={"PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
                cwd="/",
                start_new_session=True,
            )
        self._control.settimeout(_START_S)
        if not self._control.recv(1):
            raise EOFError

    def run(self, call: Call, limits: Limits) -> dict[str, object]:
        """Return what the child says; ``lost`` where it says nothing that can be read."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                settings = f"{limits.wall_s} {limits.memory_bytes}".encode()
                socket.send_fds(self._control, [settings], [theirs.fileno()])
            until = time.monotonic() + limits.wall_s + _GRACE_S
            data, is_late = _converse(ours, _request(call), until=until)
        self._control.sendall(b"e")
        status = self._control.recv(_STATUS_BYTES)
        if len(status) < _STATUS_BYTES:
            raise EOFError
        if is_late:
            return {"late": True}
        try:
            answer = json.loads(data)
        except (ValueError, RecursionError):
            return {"lost": True}
        return answer if isinstance(answer, dict) else {"lost": True}

    def close(self) -> None:
        self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_GRACE_S)
            return
        self._process.kill()
        self._process.wait()


def _request(call: Call) -> bytes:
    body = {"source": call.source, "function": call.function, "arguments": dict(call.arguments)}
    data = json.dumps(body).encode()
    return len(data).to_bytes(_LENGTH_BYTES, "big") + data


def _converse(channel: socket.socket, request: bytes, *, until: float) -> tuple[bytes, bool]:
    """Send a request and return what comes back, and whether that took too long."""
    channel.setblocking(False)
    waiting, data = memoryview(request), bytearray()
    while len(data) <= _MAX_ANSWER_BYTES:
        remaining = until - time.monotonic()
        if remaining <= 0:
            return bytes(data), True
        readable, writable, _ = select.select([channel], [channel] if waiting else [], [], remaining)
        try:
            if writable:
                waiting = waiting[channel.send(waiting) :]
            if readable:
                part = channel.recv(1 << 16)
                if not part:
                    break
                data += part
        except BlockingIOError:
            continue
        except OSError:  # it ended in the middle
            break
    return bytes(data), False


def _read(answer: dict[str, object], limits: Limits) -> Answer:
    if "late" in answer:
        return Failed(f"ran longer than {limits.wall_s:g} s", took_too_long=True)
    printed = answer.get("printed")
    printed = printed if isinstance(printed, str) else ""
    if "value" in answer:
        return Returned(answer["value"], printed)
    message, line = answer.get("failed"), answer.get("line")
    if not isinstance(message, str):
        return Failed("ended its process, or asked for too much", printed=printed)
    if message == "MemoryError":
        message = f"MemoryError: it may take {limits.memory_bytes // 1_000_000} MB"
    return Failed(f"failed with {message[:1_000]}", line if isinstance(line, int) else None, printed)
