"""A receiver of webhooks on loopback that behaves as badly as a test wants."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.waiting import wait_until


@dataclass(frozen=True, slots=True)
class Call:
    """A request that arrived."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What arrived, and how the next requests are answered.

    Attributes:
        behaviours: one per request, the last one for all further ones: a status, ``silent`` (no
            answer), ``trickle`` (an answer that never gets to its end), ``drop`` (hangs up),
            ``garbage`` (no HTTP).
    """

    url: str
    behaviours: list[int | str] = field(default_factory=lambda: [200])
    calls: list[Call] = field(default_factory=list)

    def await_calls(self, count: int) -> list[Call]:
        """Wait until that many requests have arrived."""
        wait_until(lambda: len(self.calls) >= count, f"{count} calls of {self.url}")
        return self.calls


class _Server(ThreadingHTTPServer):
    receiver: Receiver
    released: threading.Event


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        receiver = self.server.receiver
        behaviour = receiver.behaviours[0]
        if len(receiver.behaviours) > 1:
            receiver.behaviours.pop(0)
        receiver.calls.append(Call(self.path, headers, body))
        if isinstance(behaviour, int):
            self._answer(behaviour)
        elif behaviour == "silent":
            self.server.released.wait(30)
        elif behaviour == "trickle":
            self._trickle()
        elif behaviour == "garbage":
            self.wfile.write(b"SSH-2.0-confidential\r\n\r\n")
        self.close_connection = True

    def _answer(self, status: int) -> None:
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", f"{self.server.receiver.url}/elsewhere")
        self.send_header("Content-Length", "14")
        self.end_headers()
        self.wfile.write(b"x confidential")

    def _trickle(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.server.released.wait(0.05):
            try:
                self.wfile.write(b"X-More: 1\r\n")
            except OSError:
                return

    def log_message(self, *_: Any) -> None:
        return


@contextmanager
def running_receiver(*behaviours: int | str) -> Iterator[Receiver]:
    """Run a receiver during the block."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.released = threading.Event()
    server.receiver = Receiver(f"http://127.0.0.1:{server.server_address[1]}", list(behaviours) or [200])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.receiver
    finally:
        server.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
