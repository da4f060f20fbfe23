"""The apps that ship with docyard, as the YAML files beside this module."""

from functools import cache
from importlib.resources import files

from docyard.domain.apps import AppDefinition
from docyard.engine.appfiles.load import load_app
from docyard.errors import NotFound

_FOLDER = files("docyard.engine.appfiles") / "prebuilt"


def prebuilt_apps() -> tuple[AppDefinition, ...]:
    """Return all shipped apps, by name. The files are parsed once, in some tenths of a second."""
    return tuple(app for app, _ in _shipped().values())


def prebuilt_app_file(name: str) -> str:
    """Return the YAML text of the shipped app of that name, e.g. ``Receipt``.

    Raises:
        NotFound: no shipped app has the name; case matters.
    """
    shipped = _shipped()
    if name not in shipped:
        raise NotFound(f"There is no prebuilt app {name!r}; there are {', '.join(shipped)}.")
    _, text = shipped[name]
    return text


@cache
def _shipped() -> dict[str, tuple[AppDefinition, str]]:
    texts = (entry.read_text("utf-8") for entry in _FOLDER.iterdir() if entry.name.endswith(".yaml"))
    parsed = [(load_app(text), text) for text in texts]
    return {app.name: (app, text) for app, text in sorted(parsed, key=lambda each: each[0].name)}
