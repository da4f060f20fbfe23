"""Values that nobody else may see: read from the terminal or from standard input."""

import sys

import typer

from docyard.errors import Invalid


def read_hidden(name: str) -> str:
    """Read a value where no other program can: arguments are seen by everybody on the machine.

    Raises:
        Invalid: Standard input is not text in UTF-8.
    """
    if sys.stdin.isatty():
        value: str = typer.prompt(name, hide_input=True, confirmation_prompt=True)
        return value
    try:
        text = sys.stdin.buffer.read().decode()
    except UnicodeDecodeError:
        # Without its cause, which would show a piece of the value.
        raise Invalid(f"The {name.lower()} on standard input is not text in UTF-8.") from None
    return text.removesuffix("\n").removesuffix("\r")
