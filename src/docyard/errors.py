"""Every refusal that docyard makes on purpose.

    DocyardError
    ├── Invalid            the request or the file breaks a rule that its sender can mend
    ├── Unauthenticated    nobody known stands behind the request, or not in this context
    ├── Forbidden          the caller is known and may not do this
    ├── NotFound           nothing of that name in the caller's reach
    ├── Conflict           the thing exists already, or its state does not allow this
    ├── Unsupported        well formed, but not something docyard can do
    ├── LimitExceeded      a limit stands in the way; the message names it
    ├── TooManyRequests    right in itself, but too soon after others; later it may be repeated
    └── Unavailable        something outside is missing just now; trying again may help

A category decides the HTTP status and the exit code at the doors; the classes below it carry
a stable ``code`` that programs may test. Messages are sentences for people: what, what was
expected, what to do next. A bug is never one of these: it stays a bare exception.
"""

import errno


class DocyardError(Exception):
    """A refusal on purpose.

    Attributes:
        code: stable word for programs, e.g. ``batch_not_found``.
        message: one sentence for a person.
        retryable: whether the same request may succeed later without a change.
    """

    code: str = "error"
    retryable: bool = False

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Invalid(DocyardError):
    """The request or the file breaks a rule that its sender can mend."""

    code = "invalid"


class Unauthenticated(DocyardError):
    """Nobody known stands behind the request, or the context is not theirs."""

    code = "unauthenticated"


class Forbidden(DocyardError):
    """The caller is known and may not do this."""

    code = "forbidden"


class NotFound(DocyardError):
    """Nothing of that name within the caller's reach."""

    code = "not_found"


class Conflict(DocyardError):
    """The thing exists already, or its state does not allow the action."""

    code = "conflict"


class Unsupported(DocyardError):
    """Well formed, but not something docyard can do."""

    code = "unsupported"


class LimitExceeded(DocyardError):
    """A limit stands in the way; the message names it and its value."""

    code = "limit_exceeded"


class TooManyRequests(DocyardError):
    """Right in itself, but too soon after others.

    Attributes:
        retry_after_s: whole seconds after which the same request may be sent again.
    """

    code = "too_many_requests"
    retryable = True

    def __init__(self, message: str, *, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Unavailable(DocyardError):
    """Something outside is missing just now; trying again may help."""

    code = "unavailable"
    retryable = True


class DiskFull(Unavailable):
    """A disk, or a quota on it, has no room for what would be written; it has when space is freed."""

    code = "disk_full"


class QuotaExceeded(LimitExceeded):
    """A workspace, or its organization, would hold more than it may; it may again when it holds less."""

    code = "quota_exceeded"
    retryable = True


def is_out_of_space(fault: OSError) -> bool:
    """Tell whether the system refused to write because a disk, or what one may use of it, is full."""
    return fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


# ── files that cannot be understood ─────────────────────────────────────────────────────


class EmptyFile(Invalid):
    """The file has no bytes."""

    code = "file_empty"


class UnreadableFile(Invalid):
    """The file is damaged, or not what its content claims to be; no page came out of it."""

    code = "file_unreadable"


class PasswordRequired(Invalid):
    """The file is encrypted and no password, or a wrong one, was given."""

    code = "file_password_required"


class UnsupportedFormat(Unsupported):
    """The file's content is of a kind docyard does not read."""

    code = "file_format_unsupported"


class LanguageNotInstalled(Unsupported):
    """A page is to be read in a language for which the server lacks what reads it."""

    code = "file_language_not_installed"


class FileTooLarge(LimitExceeded):
    """The file has more bytes, pages or pixels than the limit allows."""

    code = "file_too_large"


class FileTimedOut(LimitExceeded):
    """Understanding the file took longer than the limit and was stopped."""

    code = "file_timed_out"
    retryable = True


class FileCrashed(Unavailable):
    """The process that read the file died, by a parser fault or the memory limit."""

    code = "file_crashed"


class FileStopped(Conflict):
    """Understanding the file was stopped, because its run is over or the engine closes."""

    code = "file_stopped"
    retryable = True


class FileChanged(Conflict):
    """The file is another one than when it was read before."""

    code = "file_changed"


class FileMissing(NotFound):
    """The file was listed when the run started and is gone from its drive."""

    code = "file_missing"


# ── app files ────────────────────────────────────────────────────────────────────────────


class InvalidAppFile(Invalid):
    """An app file breaks the schema.

    Attributes:
        problems: one sentence each, with ``line`` and ``column`` (both from 1).
    """

    code = "app_file_invalid"

    def __init__(self, message: str, problems: "tuple[AppFileProblem, ...]") -> None:
        super().__init__(message)
        self.problems = problems


class AppFileProblem:
    """One place in an app file that breaks the schema; line and column count from 1."""

    def __init__(self, *, line: int, column: int, message: str) -> None:
        self.line = line
        self.column = column
        self.message = message

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


# ── preconditions of HTTP that business code knows of ────────────────────────────────────


class PreconditionFailed(Conflict):
    """The request asked to act only if nothing is there, and something is."""

    code = "precondition_failed"


class RangeNotSatisfiable(Invalid):
    """The byte range begins behind the end of the file."""

    code = "range_not_satisfiable"
