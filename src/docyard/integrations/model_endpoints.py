"""Where a model is, and how a request to it fails."""

from dataclasses import dataclass, field

from docyard.errors import Unavailable


class ModelFailed(Unavailable):
    """A request to a model gave no answer.

    Attributes:
        retryable: whether the same request may succeed later.
        retry_after_s: when, if the endpoint said so.
        is_free: whether the endpoint refused it, so that it cost nothing.
        wants_other_mode: whether another way to ask for a schema may help.
    """

    code = "model_failed"

    def __init__(
        self,
        message: str,
        *,
        retryable: bool = False,
        retry_after_s: float | None = None,
        is_free: bool = False,
        wants_other_mode: bool = False,
    ) -> None:
        super().__init__(message)
        self.retryable = retryable
        self.retry_after_s = retry_after_s
        self.is_free = is_free
        self.wants_other_mode = wants_other_mode


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is, in plain values.

    Attributes:
        key: sent as a bearer token; None sends none.
        private_addresses: whether it may be in a private network or on this machine.
        answer_bytes: an answer with more is cut off and refused.
    """

    base_url: str
    model: str
    key: str | None = field(repr=False)
    timeout_s: float
    private_addresses: bool
    answer_bytes: int = 2_000_000


@dataclass(frozen=True, slots=True)
class Again:
    """An answer that was no good, and why; the model gets to see both."""

    text: str = field(repr=False)
    complaint: str
