"""A server on loopback that speaks OpenAI's chat completions, as badly as a test wants."""

import contextlib
import json
import select
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.waiting import WITHIN_S

Answers = Callable[[dict[str, Any], str], Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    at: float

    @property
    def is_tool(self) -> bool:
        return "tools" in self.body

    @property
    def schema(self) -> dict[str, Any]:
        if self.is_tool:
            found: dict[str, Any] = self.body["tools"][0]["function"]["parameters"]
        else:
            found = self.body["response_format"]["json_schema"]["schema"]
        return found

    @property
    def text(self) -> str:
        """All that the model reads."""
        return json.dumps(self.body["messages"], ensure_ascii=False)

    @property
    def images(self) -> int:
        return self.text.count('"image_url": {')


@dataclass
class ModelServer:
    """What arrived, and how the next requests are answered.

    Attributes:
        behaviours: one per request, the last one for all further ones: ``good``, a status,
            ``throttled`` (429 with Retry-After: 1), ``bad_json``, ``bad_schema``, ``cut_off``,
            ``no_schema`` (400 unless asked by a tool), ``silent``, ``trickle``, ``huge``,
            ``packed``, ``html``, ``drop``, ``empty``, ``calls`` (a tool that nobody gave it).
        answers: gives the answer object by the request's schema and text.
        meeting: requests wait here until as many as it takes are there.
        at_once: requests that have come and are not answered yet.
    """

    url: str
    behaviours: list[int | str] = field(default_factory=lambda: ["good"])
    answers: Answers = lambda schema, _: blank(schema)
    asked: list[Asked] = field(default_factory=list)
    pause_s: float = 0.0
    meeting: threading.Barrier | None = None
    at_once: int = 0
    most_at_once: int = 0

    def behave(self, *behaviours: int | str) -> None:
        """Answer the next requests so, and forget those that came."""
        self.behaviours, self.asked = list(behaviours), []


def blank(schema: dict[str, Any]) -> Any:
    """Return an answer in which nothing was found."""
    kinds = schema.get("type")
    if isinstance(kinds, list) or kinds is None:
        return None
    if kinds == "object":
        return {name: blank(each) for name, each in schema["properties"].items()}
    return {"array": [], "boolean": True, "integer": 0, "string": ""}[kinds]


def filled(**values: Any) -> Answers:
    """Return answers that have these values, each quoted as it stands, and null for all other fields."""

    def answer(schema: dict[str, Any], _: str) -> Any:
        found = blank(schema)
        for name, value in values.items():
            if name in found:
                is_single = isinstance(value, str | None)
                found[name] = {"value": value, "quote": value} if is_single else value
        return found

    return answer


_BODIES: dict[str, tuple[int, str, dict[str, str]]] = {
    "throttled": (429, "{}", {"Retry_After": "1"}),
    "huge": (200, "[" + '"x",' * 2_000_000, {}),
    "packed": (200, "{}", {"Content_Encoding": "gzip"}),
    "html": (200, "<html>Please sign in</html>", {"Content_Type": "text/html"}),
    "empty": (200, "", {}),
}


class _Server(ThreadingHTTPServer):
    model: ModelServer
    released: threading.Event
    counting: threading.Lock
    daemon_threads = True


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        model = self.server.model
        sent = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        asked = Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, sent, time.monotonic())
        with self.server.counting:
            model.asked.append(asked)
            behaviour = model.behaviours[0]
            if len(model.behaviours) > 1:
                model.behaviours.pop(0)
            model.at_once += 1
            model.most_at_once = max(model.most_at_once, model.at_once)
        time.sleep(model.pause_s)
        if model.meeting is not None:
            model.meeting.wait(WITHIN_S)
        # Before the answer, upon which the next request may come.
        with self.server.counting:
            model.at_once -= 1
        with contextlib.suppress(OSError):  # the client has gone
            self._behave(behaviour, asked)
        self.close_connection = True

    def _behave(self, behaviour: int | str, asked: Asked) -> None:
        answer = json.dumps(self.server.model.answers(asked.schema, asked.text))
        texts = {
            "bad_json": "Sure! Here is what you asked for: {",
            "bad_schema": '{"something": "else"}',
            "cut_off": answer[: len(answer) // 2],
        }
        if isinstance(behaviour, int):
            self._send(behaviour, json.dumps({"error": {"message": f"key {asked.headers}"}}))
        elif behaviour == "no_schema" and not asked.is_tool:
            self._send(400, json.dumps({"error": {"message": "response_format is not supported"}}))
        elif behaviour == "silent":
            self._wait_until_the_client_goes()
        elif behaviour == "trickle":
            self._trickle()
        elif behaviour in _BODIES:
            status, body, headers = _BODIES[behaviour]
            self._send(status, body, **headers)
        elif behaviour != "drop":
            text = texts.get(behaviour, answer)
            reason = {"cut_off": "length", "calls": "tool_calls"}.get(behaviour, "stop")
            self._complete(asked, text, reason=reason)

    def _wait_until_the_client_goes(self) -> None:
        while not self.server.released.is_set():
            is_gone, _, _ = select.select([self.connection], [], [], 0.1)
            if is_gone:
                return

    def _trickle(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "100000")
        self.end_headers()
        while not self.server.released.wait(0.1):
            self.wfile.write(b" ")

    def _complete(self, asked: Asked, text: str, *, reason: str = "stop") -> None:
        message: dict[str, Any] = {"role": "assistant", "content": text}
        called = {"name": "answer", "arguments": text} if asked.is_tool else None
        if reason == "tool_calls":
            called = {"name": "pay", "arguments": '{"to": "DE00 HACK", "amount": "all"}'}
        if called is not None:
            call = {"id": "1", "type": "function", "function": called}
            message = {"role": "assistant", "content": None, "tool_calls": [call]}
        completion = {
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": asked.body["model"],
            "choices": [{"index": 0, "finish_reason": reason, "message": message}],
            "usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100},
        }
        self._send(200, json.dumps(completion))

    def _send(self, status: int, body: str, **headers: str) -> None:
        kind = {"Content-Type": "application/json", "Content-Length": str(len(body.encode()))}
        self.send_response(status)
        for name, value in (kind | {k.replace("_", "-"): v for k, v in headers.items()}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def running_model() -> Iterator[ModelServer]:
    """Run a model server; stopped after the block."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.model = ModelServer(f"http://127.0.0.1:{server.server_port}/v1")
    server.released, server.counting = threading.Event(), threading.Lock()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.model
    finally:
        server.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
