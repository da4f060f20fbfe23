"""Calls of functions for a document or packet: arguments by name, failures in sentences, secrets masked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from docyard.domain.apps import AppDefinition, CustomFunction, KeyKind
from docyard.engine.functions.calls import MAX_MESSAGE, Call, Failed
from docyard.engine.functions.facts import DocumentFacts, FileFacts, context_of
from docyard.engine.functions.printed import MAX_PRINTED_BYTES, Printed, shortened
from docyard.engine.functions.sandboxes import Sandboxes
from docyard.engine.functions.source import Signature, SourceFault, read_source
from docyard.engine.functions.values import NotReturned, as_text

_MASK = "***"
_LEAST_MASKED = 4
"""Secrets that are shorter are found in too many innocent texts."""

_MAX_TIMEOUTS = 3
"""After so many calls of a function ran out of time, further ones for the file fail at once."""


class FunctionFailed(Exception):
    """A function gave no answer; the message is a sentence without full stop."""


class FileCalls:
    """What all calls for a file or a packet share: sandboxes, keys, prints, and who was slow."""

    def __init__(self, app: AppDefinition, facts: FileFacts, sandboxes: Sandboxes) -> None:
        self.app = app
        self.facts = facts
        self.sandboxes = sandboxes
        self.timeouts: Counter[str] = Counter()
        self._printed: dict[str, str] = {}

    @property
    def printed(self) -> tuple[Printed, ...]:
        """What the functions printed so far, by function in the order of the app file."""
        return tuple(
            Printed(function.name, self._printed[function.name])
            for function in self.app.functions
            if self._printed.get(function.name)
        )

    def keep_printed(self, function: str, text: str) -> None:
        """Keep what a function printed, up to the limit of the file."""
        before = self._printed.get(function, "")
        self._printed[function] = shortened(before + self.masked(text), max_bytes=MAX_PRINTED_BYTES)

    def masked(self, text: str) -> str:
        """Return a text without the secrets that functions were given."""
        for secret in sorted(self.facts.secret_keys.values(), key=len, reverse=True):
            if len(secret) >= _LEAST_MASKED:
                text = text.replace(secret, _MASK)
        return text

    def keys(self) -> dict[str, dict[str, Any]]:
        """Return ``keys`` as functions get it; keys of the app that nobody gave are None."""
        known = {kind: {key.name: None for key in self.app.keys if key.kind is kind} for kind in KeyKind}
        return {
            "custom": {**known[KeyKind.CUSTOM], **self.facts.custom_keys},
            "secret": {**known[KeyKind.SECRET], **self.facts.secret_keys},
        }


class Caller:
    """Calls the functions of an app for one document or packet."""

    def __init__(self, calls: FileCalls, document: DocumentFacts) -> None:
        self._calls = calls
        self._document = document
        self._functions = {function.name: function for function in calls.app.functions}
        self._signatures: dict[str, Signature] = {}

    def parameters(self, name: str, among: Sequence[str]) -> tuple[str, ...]:
        """Return those of the names that a function has a place for; none where its call will fail anyway."""
        try:
            signature = self._signature(self._functions[name])
        except FunctionFailed:
            return ()
        return tuple(each for each in among if signature.wants(each))

    def call(self, name: str, arguments: Mapping[str, Any]) -> object:
        """Return what a function returns for those of the arguments that it has a place for.

        ``context`` and ``keys`` are added.

        Raises:
            FunctionFailed: it raised an exception, or met a limit.
        """
        function = self._functions[name]
        if self._calls.timeouts[name] >= _MAX_TIMEOUTS:
            raise FunctionFailed(f"{name!r} is not called any more; it ran out of time {_MAX_TIMEOUTS} times")
        signature = self._signature(function)
        known = {name: value for name, value in arguments.items() if signature.wants(name)}
        if signature.wants("context"):
            known["context"] = context_of(self._calls.facts, self._document)
        if signature.wants("keys"):
            known["keys"] = self._calls.keys()
        call = Call(function.source, name, known, self._document.today)
        answer = self._calls.sandboxes.run(call, engine=function.engine)
        self._calls.keep_printed(name, answer.printed)
        if isinstance(answer, Failed):
            self._calls.timeouts[name] += answer.took_too_long
            raise FunctionFailed(self._sentence(name, answer))
        return answer.value

    def call_for_text(self, name: str, arguments: Mapping[str, Any]) -> str:
        """Return what ``call`` does, as the text of a value; empty for none.

        Raises:
            FunctionFailed: as in ``call``, or it returned what cannot be a value.
        """
        try:
            return self._calls.masked(as_text(self.call(name, arguments)))
        except NotReturned as reason:
            raise FunctionFailed(f"{name!r} {reason}") from None

    def call_for_fault(self, name: str, arguments: Mapping[str, Any], *, otherwise: str) -> str | None:
        """Return what is wrong as a function says it, or None where it has nothing to say against a value.

        None, True and empty text are fine; False, text, or False with a text are not; so is an exception.
        ``otherwise`` is what a plain False means.
        """
        try:
            value = self.call(name, arguments)
        except FunctionFailed as reason:
            return f"{reason}."
        match value:
            case None | True | "":
                return None
            case False:
                return otherwise
            case str():
                return self._calls.masked(value)[:MAX_MESSAGE]
            case (bool() as is_right, str() | None as message):
                return None if is_right else self._calls.masked(message or otherwise)[:MAX_MESSAGE]
        kind = type(value).__name__
        return f"{name!r} returned a {kind}; expected None, True, False, a text, or False with a text."

    def _signature(self, function: CustomFunction) -> Signature:
        if function.name not in self._signatures:
            try:
                signature = read_source(function.source, name=function.name, engine=function.engine)
            except SourceFault as fault:  # pushed while the rules were others
                raise FunctionFailed(f"{function.name!r} cannot be read: {fault.message}") from None
            self._signatures[function.name] = signature
        return self._signatures[function.name]

    def _sentence(self, name: str, failed: Failed) -> str:
        where = "" if failed.line is None else f" (line {failed.line} of its source)"
        return self._calls.masked(f"{name!r} {failed.message}{where}")
