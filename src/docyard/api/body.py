"""Request bodies that are files: received in full, never whole in memory, before a route works on them."""

from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from docyard.api.backend import Backend, WithBackend, WithCaller
from docyard.errors import DiskFull, FileTooLarge, Invalid, LimitExceeded, is_out_of_space

# Up to here a body stays in memory; the disk is written in pieces of this size.
_PIECE_BYTES = 1024 * 1024

# For the API's own description; such bodies are read from the stream and not declared as parameters.
BINARY_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@dataclass(frozen=True, slots=True)
class Received:
    """A body, to be read from its start."""

    file: IO[bytes]
    size_bytes: int


class RequestTooLarge(LimitExceeded):
    """A body that is held in memory is larger than the limit for those."""

    code = "request_too_large"


class BoundedRequest(Request):
    """A request whose body is read into memory up to a limit; ``stream`` is left to its reader."""

    async def body(self) -> bytes:
        """Return the whole body.

        Raises:
            RequestTooLarge: The body is larger than the limit.
        """
        if not hasattr(self, "_body"):
            backend: Backend = self.app.state.backend
            limit, pieces, size = backend.limits.request_bytes, [], 0
            async for piece in self.stream():
                size += len(piece)
                if size > limit:
                    raise RequestTooLarge(
                        f"The body is larger than the limit 'request_bytes' of {limit} bytes. Send less."
                    )
                pieces.append(piece)
            self._body = b"".join(pieces)
        return self._body


class BoundedRoute(APIRoute):
    """A route whose body, where it is held in memory, has a limit."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, given requests of the bounded kind."""
        handle = super().get_route_handler()

        async def handle_bounded(request: Request) -> Response:
            bounded = BoundedRequest(request.scope, request.receive)
            if self.body_field is not None:
                await bounded.body()  # here, since FastAPI would make a refusal of it a malformed body
            return await handle(bounded)

        return handle_bounded


async def receive(request: Request, backend: WithBackend, _: WithCaller) -> AsyncIterator[Received]:
    """Receive the body of a caller who is known.

    Raises:
        FileTooLarge: The body is larger than the limit for files.
        DiskFull: The server has no room for it.
        Invalid: The client went away before the body was complete.
    """
    with SpooledTemporaryFile(_PIECE_BYTES) as file:
        try:
            size = await _spool(request, file, limit=backend.limits.file_bytes)
        except ClientDisconnect:
            raise Invalid("The connection ended before the whole file was received. Send it again.") from None
        except OSError as fault:
            if not is_out_of_space(fault):
                raise
            raise DiskFull("The server has no room to receive the file. Free some space there.") from fault
        yield Received(file=file, size_bytes=size)


async def _spool(request: Request, file: IO[bytes], *, limit: int) -> int:
    size, piece = 0, bytearray()
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            # The server reads the rest and throws it away, so that the client gets to the answer.
            raise FileTooLarge(
                f"The file is larger than the limit 'file_bytes' of {limit} bytes. "
                "Split the file, or have the server's owner raise the limit."
            )
        piece += chunk
        if len(piece) >= _PIECE_BYTES:
            await run_in_threadpool(file.write, piece)
            piece = bytearray()
    file.write(piece)
    file.seek(0)
    return size


Body = Annotated[Received, Depends(receive)]
