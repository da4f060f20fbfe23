"""Commands written by hand that ask the API: on a server elsewhere, or over the data here."""

import inspect
from collections.abc import Callable, Iterator
from functools import update_wrapper
from typing import TYPE_CHECKING, Any
from uuid import UUID

from docyard.cli.options import DataDir, Org, Token, Url, User
from docyard.errors import Unavailable

if TYPE_CHECKING:
    import httpx


_TARGET = {"data_dir": DataDir, "org": Org, "user": User, "url": Url, "token": Token}

# The most entries that one answer has.
_PAGE = 1000


def over_api(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command that has the options of the API's place beside its own.

    ``command`` gets a client as its first argument, and by name what its other parameters declare.
    """

    def call(**given: Any) -> None:
        from docyard.cli import clients

        target = clients.Target(**{name: given.pop(name) for name in _TARGET})
        with clients.open_client(target) as client:
            command(client, **given)

    own = list(inspect.signature(command).parameters.values())[1:]
    place = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)
        for name, kind in _TARGET.items()
    ]
    update_wrapper(call, command)
    del call.__wrapped__  # type: ignore[attr-defined]
    parameters = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own] + place
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    call.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return call


def ask(client: "httpx.Client", method: str, path: str, **options: Any) -> "httpx.Response":
    """Send a request below ``/api`` and return the answer, read in full.

    Raises:
        Refused: The API refused.
        Unavailable: The server failed, or cannot be reached.
    """
    import httpx

    from docyard.cli import answers

    try:
        answer = client.request(method, f"/api{path}", **options)
    except httpx.TransportError as refusal:
        raise Unavailable(f"{client.base_url} cannot be reached: {refusal}.") from refusal
    answers.check(answer)
    return answer


def ask_for_all(client: "httpx.Client", path: str, *, noun: str, **query: str | None) -> list[dict[str, Any]]:
    """Return all entries of a list, page by page; parameters that are None are not sent."""
    return list(
        _pages(client, path, noun, {name: value for name, value in query.items() if value is not None})
    )


def _pages(client: "httpx.Client", path: str, noun: str, query: dict[str, str]) -> Iterator[dict[str, Any]]:
    offset = 0
    while True:
        page = {"limit": str(_PAGE), "offset": str(offset)}
        found = ask(client, "GET", path, params=query | page).json()[noun]
        yield from found
        if len(found) < _PAGE:
            return
        offset += _PAGE


def is_id(text: str) -> bool:
    """Tell whether a word on the command line is an id, and no name."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
