"""Functions read without running them: what they are called, which parameters they have, what they lack."""

import ast
from dataclasses import dataclass

from docyard.domain.apps import FunctionEngine
from docyard.engine.functions.lacks import find_lack

MAX_CHARACTERS = 50_000


class SourceFault(Exception):
    """What is wrong with a function's source; ``line`` counts from 1, ``column`` characters from 0."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of a function, by name.

    Attributes:
        optional: those that have a default.
        takes_all: whether it has ``**`` and takes any other, too.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...]
    takes_all: bool

    def wants(self, name: str) -> bool:
        """Tell whether the function has a place for an argument of that name."""
        return self.takes_all or name in self.required or name in self.optional


def read_source(source: str, *, name: str, engine: FunctionEngine) -> Signature:
    """Return the parameters of the function ``name`` that a source defines.

    Raises:
        SourceFault: it is not Python, does not define the function, or has what the engine lacks.
    """
    tree = _parsed(source)
    if engine is FunctionEngine.MONTY:
        for node in ast.walk(tree):
            lack = find_lack(node)
            if lack is not None:
                raise _fault(source, node, lack)
    definitions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    if not definitions:
        raise SourceFault(f"The source should define the function: 'def {name}(…):' at its left edge.", 1, 0)
    arguments = definitions[-1].args
    if arguments.posonlyargs or arguments.vararg:
        raise _fault(
            source, definitions[-1], f"{name!r} gets its arguments by name; leave '/' and '*args' out."
        )
    return _signature(arguments)


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError as fault:
        line = min(fault.lineno or 1, source.count("\n") + 1)
        raise SourceFault(
            f"This is not Python: {fault.msg}.", line, max((fault.offset or 1) - 1, 0)
        ) from None
    except (ValueError, RecursionError, MemoryError):
        raise SourceFault("This is not Python, or nests too deep.", 1, 0) from None


def _signature(arguments: ast.arguments) -> Signature:
    names = [argument.arg for argument in arguments.args]
    split = len(names) - len(arguments.defaults)
    keywords = list(
        zip((argument.arg for argument in arguments.kwonlyargs), arguments.kw_defaults, strict=True)
    )
    return Signature(
        required=(*names[:split], *(name for name, default in keywords if default is None)),
        optional=(*names[split:], *(name for name, default in keywords if default is not None)),
        takes_all=arguments.kwarg is not None,
    )


def _fault(source: str, node: ast.AST, message: str) -> SourceFault:
    line, in_bytes = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
    text = source.split("\n")[line - 1]
    return SourceFault(message, line, len(text.encode()[:in_bytes].decode(errors="ignore")))
