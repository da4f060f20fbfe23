"""A function of the app makes the new value."""

from docyard.engine.cleaning.step import MAX_LENGTH, Cleaning, Helpers, NotCleaned
from docyard.engine.functions import FunctionFailed
from docyard.engine.shapes import Text


def _call(text: str, function: str, helpers: Helpers) -> str:
    if helpers.functions is None:
        raise NotCleaned(f"cannot be given to {function!r}: functions do not run here")
    try:
        cleaned = helpers.functions.call_for_text(function, {"previous_line": text})
    except FunctionFailed as reason:
        raise NotCleaned(f"was not cleaned: {reason}") from None
    if len(cleaned) > MAX_LENGTH:
        raise NotCleaned(f"would get more than {MAX_LENGTH} characters")
    return cleaned


FUNCTION = Cleaning(
    None,
    Text(max_length=100),
    "Call the app's function of that name; `previous_line` is the value, what it returns is the new one.",
    clean_with=_call,
)
