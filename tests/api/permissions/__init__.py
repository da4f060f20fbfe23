"""Who may send which request: one row per route, one module per noun.

Every module here has ``ROWS``: (method, path as in the OpenAPI document) → ``Row``. A row says what
the route needs and builds a request that would succeed for somebody who has it; the builder is
called anew after every attempt that was let through, so a request that uses something up makes that
first. Requests aim at the world's workspace ``Claims`` and what is in it (``aimed=False`` where a
route names nothing).
``tests/api/test_permissions.py`` sends each request as everybody there is.
"""

from importlib import import_module
from pkgutil import iter_modules

from tests.api.permissions.row import Row


def all_rows() -> dict[tuple[str, str], Row]:
    """Return the rows of all modules."""
    rows: dict[tuple[str, str], Row] = {}
    for module in iter_modules(__path__):
        found: dict[tuple[str, str], Row] = getattr(import_module(f"{__name__}.{module.name}"), "ROWS", {})
        assert not rows.keys() & found.keys(), f"{module.name} repeats a row"
        rows |= found
    return rows
